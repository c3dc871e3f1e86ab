import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { LogOfflineError } from "../../lib/storage/log.ts";
import { turns } from "../io/turns.ts";
import { baseOffsets, batchOf, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const RECOVERY_POINTS = "recovery-point-offset-checkpoint";

function text(fixture: TestStore, path: string): string {
  return Buffer.from(fixture.files.readFile(path)).toString();
}

describe("removing a log", () => {
  test("takes its folder away and forgets it in the checkpoints", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    fixture.log({}, "other-0").append(batchOf(2), LEADER);
    await fixture.store.checkpoint();
    await fixture.store.remove("orders-0");
    expect(fixture.files.list("/data").filter((name) => name.includes("orders"))).toEqual([]);
    expect(() => log.append(batchOf(1), LEADER)).toThrow(LogOfflineError);
    await fixture.store.checkpoint();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\nother 0 2\n");
    await fixture.store.remove("orders-0");
  });

  test("lets a new log of the same name begin anew at once", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(9), LEADER);
    const removing = fixture.store.remove("orders-0");
    const again = fixture.log();
    expect(again.append(batchOf(1), LEADER)).toBe(0);
    await removing;
    await again.flushed(1);
    expect(await baseOffsets(again)).toEqual([0]);
  });

  test("while a checkpoint is at it leaves nothing of the old log in a new one", async () => {
    for (let delay = 0; delay < 12; delay++) {
      const fixture = new TestStore();
      const old = fixture.log({ indexIntervalBytes: 0 });
      for (let i = 0; i < 20; i++) old.append(batchOf(10), LEADER);
      old.onCheckpoint = () => fixture.files.replaceFile(`${old.folder}/old`, Buffer.from("x"));
      const checkpointing = fixture.store.checkpoint();
      for (let i = 0; i < delay; i++) await Promise.resolve();
      const removing = fixture.store.remove("orders-0");
      const before = fixture.files.list("/data").some((name) => name === "orders-0");
      expect(before).toBe(false);
      const again = fixture.log({ indexIntervalBytes: 0 });
      again.append(batchOf(1), LEADER);
      await checkpointing;
      await removing;
      expect(fixture.files.list(again.folder)).toEqual([`${"0".repeat(20)}.log`]);
      await fixture.store.checkpoint();
      expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\norders 0 1\n");
    }
  });

  test("leaves no offset for a new log of its name to take over after a crash", async () => {
    const fixture = new TestStore();
    const old = fixture.log();
    for (let i = 0; i < 9; i++) old.append(batchOf(10), LEADER);
    old.advanceLogStartOffset(55);
    await fixture.store.checkpoint();
    await fixture.store.remove("orders-0");
    const again = fixture.log();
    again.append(batchOf(10), LEADER);
    await again.flushed(10);
    fixture.loseUnsynced();
    const after = fixture.log();
    expect([after.logStartOffset, after.logEndOffset]).toEqual([0, 10]);
    expect(fixture.store.folders[0]!.recoveryPoints.size).toBe(0);
  });

  test("is as good as done where the process ends right after the folder's new name", async () => {
    const fixture = new TestStore();
    const old = fixture.log();
    for (let i = 0; i < 9; i++) old.append(batchOf(10), LEADER);
    old.advanceLogStartOffset(55);
    await fixture.store.checkpoint();
    void fixture.store.remove("orders-0");
    fixture.kill();
    const after = fixture.log();
    expect([after.logStartOffset, after.logEndOffset]).toEqual([0, 0]);
  });

  test("works on a full disk, which it makes room on", async () => {
    const fixture = new TestStore({ capacityBytes: 1 << 20 });
    fixture.log().append(batchOf(1), LEADER);
    fixture.log({}, "other-0").append(batchOf(1), LEADER);
    await fixture.store.checkpoint();
    fixture.files.capacityBytes -= fixture.files.space("/").availableBytes;
    const replace = fixture.files.replaceFileLater.bind(fixture.files);
    let refused = 0;
    fixture.files.replaceFileLater = (path, content) => {
      if (fixture.files.space("/").availableBytes > 0) return replace(path, content);
      refused += 1;
      return Promise.reject(new DiskFullError("no space left"));
    };
    await fixture.store.remove("orders-0");
    expect(refused).toBeGreaterThan(0);
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\nother 0 1\n");
  });

  test("gives the longest name's folder a name that a file system takes", async () => {
    const fixture = new TestStore();
    const name = `${"t".repeat(249)}-0`;
    const renamed: string[] = [];
    const rename = fixture.files.rename.bind(fixture.files);
    fixture.files.rename = (from, to) => {
      renamed.push(to.slice("/data/".length));
      rename(from, to);
    };
    fixture.log({}, name).append(batchOf(1), LEADER);
    await fixture.store.remove(name);
    expect(renamed.map(({ length }) => length)).toEqual([255]);
    expect(renamed[0]).toMatch(/^t+\.[0-9a-f]{32}-delete$/);
  });

  test("fails who waits for its disk", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    const waiting = log.flushed(1);
    await fixture.store.remove("orders-0");
    await expect(waiting).rejects.toThrow("it was deleted");
  });

  test("is finished by the next start, and a folder that resists is told of", async () => {
    const fixture = new TestStore();
    fixture.files.makeFolder("/data/orders-0.0123-delete");
    fixture.files.makeFolder("/data/orders-1.0123-delete");
    await fixture.restart();
    await turns();
    expect(fixture.files.list("/data").some((name) => name.endsWith("-delete"))).toBe(false);
    fixture.files.makeFolder("/data/orders-0.0123-delete");
    fixture.files.removeFolder = () => Promise.reject(new Error("EBUSY"));
    await fixture.restart();
    await turns();
    expect(fixture.logger.messages("WARN")).toEqual(["cannot remove a deleted log's folder"]);
  });
});

describe("what a deletion left that a crash broke off", () => {
  test("is found by its name, open or not", async () => {
    const fixture = new TestStore({ folders: ["/one", "/two"] });
    fixture.log({}, "a-0").append(batchOf(1), LEADER);
    fixture.log({}, "b-0").append(batchOf(1), LEADER);
    await fixture.restart();
    expect(fixture.store.folderPath("a-0")).toBe("/one/a-0");
    expect(fixture.store.folderPath("b-0")).toBe("/two/b-0");
    expect(fixture.store.folderPath("c-0")).toBeNull();
  });

  test("can be set aside, for good, so that its name is free and nothing is lost", async () => {
    const fixture = new TestStore();
    const old = fixture.log();
    for (let i = 0; i < 9; i++) old.append(batchOf(10), LEADER);
    old.advanceLogStartOffset(55);
    await fixture.restart();
    await fixture.store.setAside("/data/orders-0", "log orders-0 is another's");
    const [line, ...others] = fixture.logger.lines.filter(({ level }) => level === "WARN");
    expect([line?.message, others]).toEqual([
      "log orders-0 is another's: its folder was set aside and a new one is begun; " +
      "remove it when it is not needed",
      [],
    ]);
    const aside = String(line?.fields?.["folder"]);
    expect(aside).toMatch(/^\/data\/orders-0\.[0-9a-f]{32}-stray$/);
    const log = fixture.log();
    expect([log.logStartOffset, log.append(batchOf(1), LEADER)]).toEqual([0, 0]);
    await log.flushed(1);
    fixture.loseUnsynced();
    expect(await baseOffsets(fixture.log())).toEqual([0]);
    expect(fixture.files.list(aside)).toContain(`${"0".repeat(20)}.log`);
    expect(fixture.store.names()).toEqual(["orders-0"]);
  });

  test("is set aside in one folder of log.dirs at a time, with its offsets alone", async () => {
    const fixture = new TestStore({ folders: ["/one", "/two"] });
    const [one, two] = fixture.store.folders;
    for (const folder of [one!, two!]) {
      fixture.files.makeFolder(`${folder.path}/orders-0`);
      folder.logStartOffsets.set("orders-0", 5);
    }
    await fixture.store.setAside("/one/orders-0", "two of them");
    expect(fixture.store.folderPath("orders-0")).toBe("/two/orders-0");
    expect([one!.logStartOffsets.size, two!.logStartOffsets.size]).toEqual([0, 1]);
    await fixture.store.setAside("/two/orders-0", "two of them");
    expect(fixture.store.folderPath("orders-0")).toBeNull();
  });

  test("cannot be set aside while it is in use", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    await expect(fixture.store.setAside("/data/orders-0", "no")).rejects.toThrow("it is in use");
    expect(await baseOffsets(fixture.log())).toEqual([0]);
  });

  test("is told of in one line where no topic has its name, and stays", async () => {
    const fixture = new TestStore();
    for (let i = 0; i < 12; i++) fixture.log({}, `gone-${i}`).append(batchOf(1), LEADER);
    fixture.log({}, "known-0").append(batchOf(1), LEADER);
    await fixture.restart();
    fixture.log({}, "gone-1");
    const strays = fixture.store.strayNames((name) => name === "known-0");
    expect(strays.length).toBe(11);
    const lines = fixture.logger.lines.filter(({ level }) => level === "WARN");
    expect(lines.map(({ fields }) => fields?.["count"])).toEqual([11]);
    expect(lines[0]?.fields?.["logs"]).toMatch(/^(gone-\d+,?){10}$/);
    expect(fixture.files.isFolder("/data/gone-0")).toBe(true);
  });
});
