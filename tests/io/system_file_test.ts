import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { folderOf, joinPath, LockedError } from "../../lib/io/file.ts";
import { SystemFileSystem } from "../../lib/io/system_file.ts";
import { type Disk, DISKS } from "./disks.ts";

const GRANULE_BYTES = 64 << 10;

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

describe.each([...DISKS])("the disk $name", ({ make }) => {
  let disk: Disk;

  beforeEach(() => {
    disk = make();
  });

  afterEach(() => disk.remove());

  function path(name: string): string {
    return joinPath(disk.folder, name);
  }

  /** A file that holds `content`. */
  function write(name: string, content: string): string {
    const file = disk.files.open(path(name), "create");
    file.writeSync(Buffer.from(content), 0);
    file.close();
    return path(name);
  }

  test("a file holds what was written, and zeros where nothing was", async () => {
    const file = disk.files.open(path("a"), "create");
    file.writeSync(Buffer.from("tail"), 6);
    file.writeSync(Buffer.from("he"), 0);
    expect(file.size()).toBe(10);
    expect(text(await file.read(0, 100))).toBe("he\0\0\0\0tail");
    expect(text(file.readSync(6, 2))).toBe("ta");
    expect(file.readSync(10, 5).length).toBe(0);
    expect((await file.read(400, 5)).length).toBe(0);
    file.close();
  });

  test("what is read is the reader's own: slice copies", async () => {
    const file = disk.files.open(write("a", "abc"), "existing");
    for (const bytes of [file.readSync(0, 3), await file.read(0, 3)]) {
      const copy = bytes.slice();
      bytes.fill(0);
      expect(text(copy)).toBe("abc");
    }
    const content = disk.files.readFile(path("a"));
    const copy = content.slice();
    content.fill(0);
    expect(text(copy)).toBe("abc");
    expect(text(disk.files.readFile(path("a")))).toBe("abc");
    file.close();
  });

  test("a file that is missing is made only where that is asked for", () => {
    expect(() => disk.files.open(path("a"), "existing")).toThrow("ENOENT");
    expect(disk.files.exists(path("a"))).toBe(false);
    disk.files.open(path("a"), "create").close();
    expect(disk.files.size(path("a"))).toBe(0);
    expect(() => disk.files.open(path("no/folder"), "create")).toThrow("ENOENT");
    expect(() => disk.files.size(path("b"))).toThrow("ENOENT");
    expect(() => disk.files.modifiedMs(path("b"))).toThrow("ENOENT");
    expect(() => disk.files.readFile(path("b"))).toThrow("ENOENT");
  });

  test("a closed handle is of no use", () => {
    const file = disk.files.open(write("a", "abc"), "existing");
    file.close();
    expect(() => file.readSync(0, 1)).toThrow("EBADF");
    expect(() => file.writeSync(Buffer.from("x"), 0)).toThrow("EBADF");
    expect(() => file.close()).toThrow("EBADF");
  });

  test("allocating grows a file with zeros and keeps what it holds", () => {
    const file = disk.files.open(write("a", "kept"), "existing");
    file.allocate(0, 10_000);
    expect(file.size()).toBe(10_000);
    expect(text(file.readSync(0, 5))).toBe("kept\0");
    file.writeSync(Buffer.from("more"), 9996);
    file.allocate(5000, 5000);
    file.allocate(5000, 100);
    expect(file.size()).toBe(10_000);
    expect(text(file.readSync(9996, 4))).toBe("more");
    file.allocate(9000, 2 << 20);
    expect(file.size()).toBe(9000 + (2 << 20));
    expect(text(file.readSync(9996, 5))).toBe("more\0");
    file.close();
  });

  test("a map and the file are one", async () => {
    const file = disk.files.open(path("a"), "create");
    file.allocate(0, 3 * GRANULE_BYTES);
    const map = file.map(GRANULE_BYTES, GRANULE_BYTES);
    expect(map.length).toBe(GRANULE_BYTES);
    map.set(Buffer.from("mapped"), 100);
    expect(text(await file.read(GRANULE_BYTES + 100, 6))).toBe("mapped");
    file.writeSync(Buffer.from("written"), GRANULE_BYTES + 200);
    expect(text(map.subarray(200, 207))).toBe("written");
    await file.datasync();
    file.close();
    expect(text(map.subarray(100, 106))).toBe("mapped");
  });

  test("a slice of a map stays readable when the rest of the file is cut", () => {
    const file = disk.files.open(path("a"), "create");
    file.allocate(0, GRANULE_BYTES);
    const slice = file.map(0, GRANULE_BYTES).subarray(0, 4);
    slice.set(Buffer.from("kept"));
    file.truncate(4);
    expect(file.size()).toBe(4);
    expect(text(slice)).toBe("kept");
    file.close();
  });

  test("cutting and growing again leaves zeros", () => {
    const file = disk.files.open(write("a", "0123456789"), "existing");
    file.truncate(3);
    file.truncate(5);
    expect(text(file.readSync(0, 10))).toBe("012\0\0");
    file.close();
  });

  test("replacing a file leaves the new content only", async () => {
    write("a", "a long old content");
    disk.files.replaceFile(path("a"), Buffer.from("new"));
    expect(text(disk.files.readFile(path("a")))).toBe("new");
    await disk.files.replaceFileLater(path("a"), Buffer.from("newer"));
    expect(text(disk.files.readFile(path("a")))).toBe("newer");
    await disk.files.replaceFileLater(path("b"), Buffer.from("first"));
    expect(disk.files.list(disk.folder)).toEqual(["a", "b"]);
    await expect(disk.files.replaceFileLater(path("no/a"), Buffer.from("x"))).rejects.toThrow(
      "ENOENT",
    );
  });

  test("folders list their names in order", () => {
    disk.files.makeFolder(path("b/c"));
    disk.files.makeFolder(path("b/c"));
    write("b/z", "");
    write("a", "");
    expect(disk.files.list(disk.folder)).toEqual(["a", "b"]);
    expect(disk.files.list(path("b"))).toEqual(["c", "z"]);
    expect(disk.files.list(path("nothing"))).toEqual([]);
    expect([disk.files.isFolder(path("b")), disk.files.isFolder(path("a"))]).toEqual([true, false]);
    expect(disk.files.isFolder(path("nothing"))).toBe(false);
    expect([disk.files.exists(path("b")), disk.files.exists(path("a"))]).toEqual([true, true]);
    expect(() => disk.files.makeFolder(path("a"))).toThrow("EEXIST");
  });

  test("renaming takes a file, or a folder with all in it, and replaces what was there", () => {
    disk.files.makeFolder(path("from"));
    write("from/a", "moved");
    disk.files.rename(path("from"), path("to"));
    expect(text(disk.files.readFile(path("to/a")))).toBe("moved");
    expect(disk.files.exists(path("from"))).toBe(false);
    write("to/b", "replaced");
    disk.files.rename(path("to/a"), path("to/b"));
    expect(disk.files.list(path("to"))).toEqual(["b"]);
    expect(text(disk.files.readFile(path("to/b")))).toBe("moved");
    expect(() => disk.files.rename(path("nothing"), path("x"))).toThrow("ENOENT");
  });

  test("an open file outlives its name", () => {
    const file = disk.files.open(write("a", "abc"), "existing");
    disk.files.rename(path("a"), path("b"));
    disk.files.remove(path("b"));
    expect(text(file.readSync(0, 3))).toBe("abc");
    file.close();
  });

  test("removing what is missing is no error", async () => {
    disk.files.makeFolder(path("folder/inner"));
    write("folder/a", "x");
    write("b", "x");
    write("c", "x");
    disk.files.remove(path("b"));
    await disk.files.removeLater(path("c"));
    await disk.files.removeFolder(path("folder"));
    expect(disk.files.list(disk.folder)).toEqual([]);
    disk.files.remove(path("b"));
    await disk.files.removeLater(path("c"));
    await disk.files.removeFolder(path("folder"));
  });

  test("the time of the last change is told", () => {
    const beforeMs = Date.now();
    const file = write("a", "x");
    expect(Math.abs(disk.files.modifiedMs(file) - beforeMs)).toBeLessThan(10_000);
  });

  test("the time of the last change can be set, and stays over a rename", () => {
    const file = write("a", "x");
    disk.files.setModifiedMs(file, 1_700_000_000_123);
    disk.files.rename(file, path("b"));
    expect(disk.files.modifiedMs(path("b"))).toBeCloseTo(1_700_000_000_123, 0);
  });

  test("space is told, and folders can be synced", async () => {
    const { totalBytes, availableBytes } = disk.files.space(disk.folder);
    expect(totalBytes).toBeGreaterThan(availableBytes - 1);
    expect(availableBytes).toBeGreaterThan(0);
    disk.files.syncFolder(disk.folder);
    await disk.files.syncFolderLater(disk.folder);
    expect(() => disk.files.syncFolder(path("nothing"))).toThrow("ENOENT");
    await expect(disk.files.syncFolderLater(path("nothing"))).rejects.toThrow("ENOENT");
  });

  test("a lock is held once, until it is released", () => {
    const lock = disk.files.lock(path(".lock"));
    expect(() => disk.files.lock(path(".lock"))).toThrow(LockedError);
    expect(disk.files.list(disk.folder)).toEqual([".lock"]);
    lock.release();
    disk.files.lock(path(".lock")).release();
  });
});

/** Tells whether another process can take the lock. */
async function takenElsewhere(path: string): Promise<boolean> {
  const library = new URL("../../lib/io/system_file.ts", import.meta.url).pathname;
  const code = `const { SystemFileSystem } = await import(${JSON.stringify(library)});` +
    `try { new SystemFileSystem().lock(${JSON.stringify(path)}); console.log("free"); }` +
    `catch (error) { console.log(error.name); }`;
  const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "inherit" });
  const answer = (await new Response(child.stdout).text()).trim();
  expect(["free", "LockedError"]).toContain(answer);
  return answer === "LockedError";
}

describe("the lock of a process", () => {
  let disk: Disk;

  beforeEach(() => {
    disk = DISKS[0]!.make();
  });

  afterEach(() => disk.remove());

  test("keeps another process out, also after a refused second try in this one", async () => {
    const path = joinPath(disk.folder, ".lock");
    const lock = disk.files.lock(path);
    expect(() => new SystemFileSystem().lock(path)).toThrow("another process holds it");
    expect(await takenElsewhere(path)).toBe(true);
    lock.release();
    expect(await takenElsewhere(path)).toBe(false);
  });
});

test("the folder of a path", () => {
  expect(folderOf("/data/orders-0/a.log")).toBe("/data/orders-0");
  expect(folderOf("/data")).toBe("/");
  expect(folderOf("data")).toBe(".");
  expect(folderOf("./data/x")).toBe("./data");
});
