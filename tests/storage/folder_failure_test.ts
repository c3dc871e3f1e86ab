import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { diskFault, WatchedFileSystem } from "../../lib/storage/folder_failure.ts";
import { type Log, LogOfflineError } from "../../lib/storage/log.ts";
import { DEFAULT_LOG_CONFIG } from "../../lib/storage/log_config.ts";
import { FolderFailedError } from "../../lib/storage/open_folders.ts";
import { FailingFolders } from "../io/failing_folders.ts";
import { DISKS } from "../io/disks.ts";
import { settled, turns, until } from "../io/turns.ts";
import { batchOf, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const FOLDERS = ["/one", "/two"];

interface Fixture {
  disk: FailingFolders;
  fixture: TestStore;
}

/** A store of two folders with a log in each, a-0 in the first. */
function twoFolders(): Fixture {
  const disk = new FailingFolders({ capacityBytes: 24 << 20 });
  const fixture = new TestStore({ folders: FOLDERS, files: disk.files });
  for (const name of ["a-0", "b-0"]) fixture.log({}, name).append(batchOf(3), LEADER);
  return { disk, fixture };
}

function errors({ logger }: TestStore): string[] {
  return logger.lines.filter(({ level }) => level === "ERROR").map(({ message }) => message);
}

/** Appends two records and puts them on disk; true where the log is offline. */
async function appendMore(log: Log): Promise<boolean> {
  try {
    log.append(batchOf(2), LEADER);
    await log.flushed(log.logEndOffset);
    return false;
  } catch (error) {
    if (error instanceof LogOfflineError) return true;
    throw error;
  }
}

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test.each([
  ["EIO", "broken"],
  ["EROFS", "broken"],
  ["ENOENT", "perhaps"],
  ["EACCES", "perhaps"],
  ["EMFILE", null],
])("diskFault() of %s is %p", (code, fault) => {
  expect(diskFault(errorOf(code))).toBe(fault as ReturnType<typeof diskFault>);
});

test("diskFault() knows a full disk, and what is no error of the system", () => {
  expect(diskFault(new DiskFullError("full"))).toBeNull();
  expect(diskFault(new Error("EIO"))).toBeNull();
});

describe.each([...DISKS])("a watched file system, $name", ({ make }) => {
  test("does all that the one behind it does", async () => {
    const disk = make();
    const faults: string[] = [];
    const files = new WatchedFileSystem(disk.files, (path, error) => {
      faults.push(path);
      return error;
    });
    try {
      const path = `${disk.folder}/x/file`;
      files.makeFolder(`${disk.folder}/x`);
      const file = files.open(path, "create");
      file.allocate(0, 4096);
      await file.write(Buffer.from("hello"), 3);
      file.writeSync(Buffer.from("abc"), 0);
      await file.datasync();
      file.datasyncSync();
      expect(Buffer.from(await file.read(0, 8)).toString()).toBe("abchello");
      expect(Buffer.from(file.map(0, 4096).subarray(0, 3)).toString()).toBe("abc");
      expect([file.path, file.size(), files.size(path)]).toEqual([path, 4096, 4096]);
      file.truncate(8);
      file.close();
      files.rename(path, `${path}2`);
      files.replaceFile(path, Buffer.from("one"));
      await files.replaceFileLater(path, Buffer.from("two"));
      expect(Buffer.from(files.readFile(path)).toString()).toBe("two");
      expect(files.list(`${disk.folder}/x`)).toEqual(["file", "file2"]);
      expect([files.exists(path), files.isFolder(path)]).toEqual([true, false]);
      expect(files.space(disk.folder).totalBytes).toBeGreaterThan(0);
      files.syncFolder(disk.folder);
      await files.syncFolderLater(disk.folder);
      files.remove(path);
      await files.removeLater(`${path}2`);
      await files.removeFolder(`${disk.folder}/x`);
      expect(files.list(disk.folder)).toEqual([]);
      expect(faults).toEqual([]);
      expect(() => files.open(path, "existing")).toThrow();
      await expect(files.replaceFileLater(path, Buffer.from("x"))).rejects.toThrow();
      expect(faults).toEqual([path, path]);
    } finally {
      disk.remove();
    }
  });
});

describe("a data folder whose disk fails", () => {
  test("takes its own logs offline at an append, and nobody else's", async () => {
    const { disk, fixture } = twoFolders();
    const [a, b] = [fixture.log({}, "a-0"), fixture.log({}, "b-0")];
    const told: string[] = [];
    fixture.store.onFolderFailure = ({ path }) => told.push(path);
    disk.fail("/two");
    expect(() => b.append(batchOf(1, { valueBytes: 5000 }), LEADER)).toThrow(LogOfflineError);
    expect(b.offline?.message).toContain("its data folder failed: EIO");
    expect(told).toEqual(["/two"]);
    expect(fixture.store.folderStates()).toMatchObject([
      { path: "/one", offline: null },
      { path: "/two", offline: expect.stringContaining("EIO") },
    ]);
    a.append(batchOf(1), LEADER);
    await a.flushed(a.logEndOffset);
    await fixture.store.checkpoint();
    expect(fixture.store.open("c-0", DEFAULT_LOG_CONFIG).folder).toBe("/one/c-0");
    expect(fixture.store.open("d-0", DEFAULT_LOG_CONFIG).folder).toBe("/one/d-0");
    expect(errors(fixture)).toEqual([expect.stringContaining("data folder /two failed")]);
    await fixture.store.close();
    disk.repair("/two");
    fixture.kill();
    expect(fixture.log({}, "b-0").logEndOffset).toBe(3);
    expect(fixture.store.folderAt("/one")!.clean).toBe(true);
    expect(fixture.store.folderAt("/two")!.clean).toBe(false);
  });

  test("is known by a flush, with everyone who waits told so", async () => {
    const { disk, fixture } = twoFolders();
    const b = fixture.log({}, "b-0");
    disk.fail("/two");
    await expect(b.flushed(3)).rejects.toThrow(LogOfflineError);
    expect(fixture.store.folderStates()[1]!.offline).toContain("EIO");
  });

  test("is known by a read that goes to the file", async () => {
    const { disk, fixture } = twoFolders();
    await fixture.restart();
    const log = fixture.log({}, "b-0");
    disk.fail("/two");
    await expect(read(log)).rejects.toThrow(LogOfflineError);
    expect(fixture.store.folderStates()[1]!.offline).toContain("EIO");
  });

  test("a file that is missing is no failed disk, a folder that is gone is", () => {
    const { disk, fixture } = twoFolders();
    const { files } = fixture.store;
    disk.fail("/two/b-0/no", "ENOENT");
    expect(() => files.open("/two/b-0/no", "existing")).toThrow("ENOENT");
    expect(fixture.store.folderStates()[1]!.offline).toBeNull();
    disk.fail("/two", "ENOENT");
    expect(() => files.open("/two/b-0/no", "existing")).toThrow("Data folder /two is offline");
    expect(fixture.log({}, "b-0").offline).not.toBeNull();
  });

  test("does not keep a log from being deleted, which the next start does not bring back", async () => {
    const { disk, fixture } = twoFolders();
    disk.fail("/two");
    await expect(fixture.log({}, "b-0").flushed(3)).rejects.toThrow();
    await fixture.store.remove("b-0");
    expect(fixture.store.get("b-0")).toBeUndefined();
  });

  test("gives up a move to it, and the log goes on where it was", async () => {
    const { disk, fixture } = twoFolders();
    const a = fixture.log({}, "a-0");
    for (let i = 0; i < 100; i++) a.append(batchOf(2, { valueBytes: 5000 }), LEADER);
    await fixture.store.moves.start(a, fixture.store.folderAt("/two")!);
    disk.fail("/two");
    await until("it is given up", () => !fixture.store.moves.has(a));
    expect([a.offline, a.folder, a.mirror, a.isMoving]).toEqual([null, "/one/a-0", null, false]);
    a.append(batchOf(1), LEADER);
    await a.flushed(a.logEndOffset);
  });

  test("at any step of a move to it leaves the log as good as before", async () => {
    for (let step = 0;; step++) {
      const { disk, fixture } = twoFolders();
      const a = fixture.log({}, "a-0");
      await fixture.store.moves.start(a, fixture.store.folderAt("/two")!);
      for (let turn = 0; turn < step && fixture.store.moves.has(a); turn++) await Promise.resolve();
      const isOver = !fixture.store.moves.has(a);
      const failing = a.folder === "/two/a-0" ? "/one" : "/two";
      disk.fail(failing);
      await until("it has ended", () => !fixture.store.moves.has(a));
      const isOffline = await settled(fixture.clock, appendMore(a));
      // Where the disk broke in the moment between two writes to it, the log was there already.
      if (isOffline) expect(a.folder).toBe(`${failing}/a-0`);
      await turns(2);
      // The disk comes back with what it had: nothing of it may be taken for the log.
      disk.repair(failing);
      fixture.kill();
      expect(fixture.log({}, "a-0").offline).toBeNull();
      expect(fixture.log({}, "a-0").logEndOffset).toBeGreaterThanOrEqual(isOffline ? 3 : 5);
      if (isOver) break;
    }
  });
});

describe("a start with a data folder that cannot be used", () => {
  test("goes on with the others, and says what to do", async () => {
    const { disk, fixture } = twoFolders();
    await fixture.store.close();
    disk.fail("/two");
    const store = new TestStore({ folders: FOLDERS, files: disk.files });
    expect(errors(store)).toEqual([expect.stringMatching(
      /^Data folder \/two is offline: EIO.*Repair or mount its disk and start again/,
    )]);
    expect(store.log({}, "a-0").logEndOffset).toBe(3);
    const b = store.store.openExisting("b-0", DEFAULT_LOG_CONFIG);
    expect(b.offline?.message).toContain("EIO");
    expect(() => b.append(batchOf(1), LEADER)).toThrow(LogOfflineError);
    expect(store.files.list("/one").filter((name) => name.startsWith("b-0"))).toEqual([]);
    // What is made now goes where there is a disk.
    expect(store.store.open("new-0", DEFAULT_LOG_CONFIG).folder).toBe("/one/new-0");
    await store.store.close();
    disk.repair("/two");
    const again = new TestStore({ folders: FOLDERS, files: disk.files });
    expect(again.store.openExisting("b-0", DEFAULT_LOG_CONFIG).logEndOffset).toBe(3);
  });

  test("an empty folder that was in use is one: its disk is not mounted", async () => {
    const { disk, fixture } = twoFolders();
    await fixture.store.close();
    await disk.files.removeFolder("/two");
    disk.files.makeFolder("/two/lost+found");
    const store = new TestStore({ folders: FOLDERS, files: disk.files });
    expect(errors(store)[0]).toContain("it was in use and is empty now");
    expect(store.store.openExisting("b-0", DEFAULT_LOG_CONFIG).offline).not.toBeNull();
    await store.store.close();
    disk.files.replaceFile("/two/.kedge_log_dirs", Buffer.from(""));
    const anew = new TestStore({ folders: FOLDERS, files: disk.files });
    expect(anew.store.folderStates().map(({ offline }) => offline)).toEqual([null, null]);
  });

  test("a folder that is new in log.dirs is made", async () => {
    const { disk, fixture } = twoFolders();
    await fixture.store.close();
    const store = new TestStore({ folders: [...FOLDERS, "/three"], files: disk.files });
    expect(store.store.folderStates().every(({ offline }) => offline === null)).toBe(true);
  });

  test("is refused where none can be used, and where another process has one", async () => {
    const { disk, fixture } = twoFolders();
    expect(() => new TestStore({ folders: FOLDERS, files: disk.files })).toThrow("has locked it");
    await fixture.store.close();
    for (const folder of FOLDERS) disk.fail(folder);
    expect(() => new TestStore({ folders: FOLDERS, files: disk.files }))
      .toThrow(FolderFailedError);
  });

  test("a log that two folders have, and nothing tells which is right, is offline", async () => {
    const { disk, fixture } = twoFolders();
    await fixture.store.close();
    disk.files.makeFolder("/two/a-0");
    const store = new TestStore({ folders: FOLDERS, files: disk.files });
    expect(store.log({}, "a-0").offline?.message).toContain("/one/a-0 and /two/a-0 both hold it");
  });
});
