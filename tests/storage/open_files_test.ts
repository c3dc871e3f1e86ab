import { describe, expect, test } from "bun:test";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { OpenFiles } from "../../lib/storage/open_files.ts";

function pool(limit: number) {
  const files = new MemoryFileSystem();
  return { files, open: new OpenFiles(files, limit) };
}

/** A promise that the test settles. */
function held<T>() {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => settle = resolve);
  return { promise, settle };
}

describe("open files", () => {
  test("a file is opened once and created where it is missing", () => {
    const { files, open } = pool(4);
    expect(open.get("/a")).toBe(open.get("/a"));
    expect(files.exists("/a")).toBe(true);
    expect([open.count, files.openHandles]).toEqual([1, 1]);
  });

  test("past the limit the file that was used least recently is closed", () => {
    const { files, open } = pool(3);
    const a = open.get("/a");
    const b = open.get("/b");
    open.get("/c");
    open.get("/a");
    open.get("/d");
    expect([open.count, files.openHandles]).toEqual([3, 3]);
    expect(() => b.size()).toThrow("EBADF");
    expect(a.size()).toBe(0);
    expect(open.get("/b").size()).toBe(0);
  });

  test("a file in use stays open when it is let go, until its last user is done", async () => {
    const { files, open } = pool(1);
    open.get("/a").writeSync(Buffer.from("abc"), 0);
    const [one, two] = [held<void>(), held<void>()];
    const reads = [one, two].map((gate) =>
      open.during("/a", async (file) => {
        await gate.promise;
        return file.readSync(0, 3).length;
      })
    );
    open.get("/b");
    expect([open.count, files.openHandles]).toEqual([1, 2]);
    one.settle();
    expect(await reads[0]!).toBe(3);
    expect(files.openHandles).toBe(2);
    two.settle();
    expect(await reads[1]!).toBe(3);
    expect(files.openHandles).toBe(1);
  });

  test("a file closed while in use is opened anew for others", async () => {
    const { files, open } = pool(4);
    const before = open.get("/a");
    const gate = held<void>();
    const use = open.during("/a", async (file) => {
      await gate.promise;
      return file.size();
    });
    open.close("/a");
    expect(open.get("/a")).not.toBe(before);
    expect(files.openHandles).toBe(2);
    gate.settle();
    expect(await use).toBe(0);
    expect(files.openHandles).toBe(1);
  });

  test("a failed use lets the file go as well", async () => {
    const { files, open } = pool(1);
    open.get("/a");
    const gate = held<void>();
    const use = open.during("/a", async () => {
      await gate.promise;
      throw new Error("EIO");
    });
    open.get("/b");
    gate.settle();
    await expect(use).rejects.toThrow("EIO");
    expect(files.openHandles).toBe(1);
  });

  test("an operation off the loop does not bring a removed file back", async () => {
    const { files, open } = pool(4);
    open.get("/a");
    open.close("/a");
    files.remove("/a");
    await expect(open.during("/a", (file) => file.datasync())).rejects.toThrow("ENOENT");
    expect(files.exists("/a")).toBe(false);
    expect(open.count).toBe(0);
  });

  test("closing all, and what is not open, leaves no handle", () => {
    const { files, open } = pool(10);
    for (const name of ["/a", "/b", "/c"]) open.get(name);
    open.close("/nothing");
    open.closeAll();
    expect([open.count, files.openHandles]).toEqual([0, 0]);
  });
});
