import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { type Random, SeededRandom } from "../../lib/io/random.ts";

/** Answers `value`, or the largest allowed: 0 loses nothing, more loses all. */
function always(value: number): Random {
  return Object.assign(new SeededRandom(1), {
    int: (limit: number) => Math.min(value, limit - 1),
  });
}

const KEEPS_ALL = always(0);
const LOSES_ALL = always(Infinity);

function text(files: MemoryFileSystem, path: string): string {
  return Buffer.from(files.readFile(path)).toString();
}

/** A disk with one file that is on it for good, written anew since. */
function changedFile(): MemoryFileSystem {
  const files = new MemoryFileSystem();
  const file = files.open("/a", "create");
  file.writeSync(Buffer.from("old"), 0);
  file.datasyncSync();
  files.syncFolder("/");
  file.writeSync(Buffer.from("newer"), 0);
  return files;
}

describe("a power cut", () => {
  test("keeps or loses what was not synced, bytes and length", () => {
    expect(text(changedFile().crash(KEEPS_ALL), "/a")).toBe("newer");
    expect(text(changedFile().crash(LOSES_ALL), "/a")).toBe("old");
  });

  test("decides page by page", () => {
    const files = new MemoryFileSystem();
    const file = files.open("/a", "create");
    file.writeSync(new Uint8Array(64 * 4096), 0);
    file.datasyncSync();
    files.syncFolder("/");
    file.writeSync(new Uint8Array(64 * 4096).fill(1), 0);
    const kept = files.crash(new SeededRandom(1)).readFile("/a");
    const pages = Array.from({ length: 64 }, (_, page) => kept.subarray(page * 4096).at(0)!);
    expect(new Set(pages)).toEqual(new Set([0, 1]));
    for (let at = 0; at < kept.length; at++) {
      if (kept[at] !== pages[Math.floor(at / 4096)]) throw new Error(`page torn at ${at}`);
    }
  });

  test("keeps what was synced, through a map as well", async () => {
    const files = new MemoryFileSystem();
    const file = files.open("/a", "create");
    file.allocate(0, 4096);
    file.map(0, 4096).set(Buffer.from("mapped"));
    await file.datasync();
    files.syncFolder("/");
    expect(text(files.crash(LOSES_ALL), "/a").slice(0, 6)).toBe("mapped");
  });

  test("may lose a new file's name, though its content was synced", () => {
    const files = new MemoryFileSystem();
    files.open("/a", "create").datasyncSync();
    expect(files.crash(LOSES_ALL).exists("/a")).toBe(false);
    expect(files.crash(KEEPS_ALL).exists("/a")).toBe(true);
    files.syncFolder("/");
    expect(files.crash(LOSES_ALL).exists("/a")).toBe(true);
  });

  test("may bring a removed file back, and undo a rename", () => {
    const files = changedFile();
    files.remove("/a");
    expect(files.crash(LOSES_ALL).exists("/a")).toBe(true);
    files.syncFolder("/");
    expect(files.crash(LOSES_ALL).exists("/a")).toBe(false);
    const renamed = changedFile();
    renamed.rename("/a", "/b");
    expect(renamed.crash(LOSES_ALL).list("/")).toEqual(["a"]);
    expect(renamed.crash(KEEPS_ALL).list("/")).toEqual(["b"]);
  });

  test("keeps a beginning of a folder's changes", () => {
    const files = new MemoryFileSystem();
    for (const name of ["a", "b", "c", "d"]) files.open(`/${name}`, "create").close();
    const counts = new Set<number>();
    for (let seed = 1; seed <= 40; seed++) {
      const { length } = files.crash(new SeededRandom(seed)).list("/");
      expect(files.crash(new SeededRandom(seed)).list("/")).toEqual(
        ["a", "b", "c", "d"].slice(0, length),
      );
      counts.add(length);
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test("loses a folder that nobody synced with all in it", () => {
    const files = new MemoryFileSystem();
    files.makeFolder("/data");
    files.open("/data/a", "create").datasyncSync();
    files.syncFolder("/data");
    expect(files.crash(LOSES_ALL).exists("/data")).toBe(false);
  });

  test("keeps a replaced file, with its name", async () => {
    const files = new MemoryFileSystem();
    files.replaceFile("/a", Buffer.from("at once"));
    await files.replaceFileLater("/b", Buffer.from("later"));
    const after = files.crash(LOSES_ALL);
    expect([text(after, "/a"), text(after, "/b")]).toEqual(["at once", "later"]);
  });

  test("frees the locks", () => {
    const files = new MemoryFileSystem();
    files.lock("/.lock");
    files.crash(KEEPS_ALL).lock("/.lock");
  });

  test("leaves the disk before it as it was", () => {
    const files = changedFile();
    files.crash(LOSES_ALL);
    expect(text(files, "/a")).toBe("newer");
  });
});

describe("a memory disk", () => {
  test("is full at its capacity, and has room again when something is removed", () => {
    const files = new MemoryFileSystem({ capacityBytes: 10_000 });
    const file = files.open("/a", "create");
    file.allocate(0, 9_000);
    expect(() => file.allocate(0, 11_000)).toThrow(DiskFullError);
    expect(() => files.replaceFile("/b", new Uint8Array(2_000))).toThrow(DiskFullError);
    expect(file.size()).toBe(9_000);
    expect(files.space("/").availableBytes).toBe(1_000);
    files.remove("/a");
    files.replaceFile("/b", new Uint8Array(2_000));
    expect(files.space("/").availableBytes).toBe(8_000);
  });

  test("fails as asked", async () => {
    const files = new MemoryFileSystem();
    const file = files.open("/a", "create");
    files.failDatasync(new Error("EIO"));
    await expect(file.datasync()).rejects.toThrow("EIO");
    expect(() => file.datasyncSync()).toThrow("EIO");
    files.failDatasync(null);
    await file.datasync();
    files.failRead(new Error("EIO"));
    await expect(file.read(0, 1)).rejects.toThrow("EIO");
    files.failRead(null);
    await file.read(0, 1);
  });

  test("counts open handles", () => {
    const files = new MemoryFileSystem();
    const one = files.open("/a", "create");
    const two = files.open("/a", "existing");
    expect(files.openHandles).toBe(2);
    one.close();
    two.close();
    expect(files.openHandles).toBe(0);
  });

  test("has a file replaced by one at a time", async () => {
    const files = new MemoryFileSystem();
    const first = files.replaceFileLater("/a", Buffer.from("first"));
    await expect(files.replaceFileLater("/a", Buffer.from("second"))).rejects.toThrow(
      "Two at once replace /a",
    );
    await first;
    await files.replaceFileLater("/a", Buffer.from("third"));
    expect(text(files, "/a")).toBe("third");
  });

  test("takes its time where it is told to, and only what came before a sync is sure", async () => {
    const files = new MemoryFileSystem({ delays: new SeededRandom(1) });
    const file = files.open("/a", "create");
    files.syncFolder("/");
    let synced = 0;
    for (let round = 0; round < 40; round++) {
      file.writeSync(Uint8Array.of(round), 0);
      const syncing = file.datasync().then(() => synced += 1);
      file.writeSync(Uint8Array.of(200 + round), 0);
      await syncing;
      expect(files.crash(LOSES_ALL).readFile("/a")[0]).toBe(round);
    }
    expect(synced).toBe(40);
  });

  test("maps whole pages only", () => {
    const file = new MemoryFileSystem().open("/a", "create");
    file.allocate(0, 8192);
    expect(() => file.map(100, 100)).toThrow("not a multiple of 4096");
    expect(() => file.map(4096, 8192)).toThrow("it has 8192");
  });
});
