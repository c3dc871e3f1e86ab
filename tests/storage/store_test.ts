import { describe, expect, test } from "bun:test";
import { LockedError } from "../../lib/io/file.ts";
import { DEFAULT_LOG_CONFIG } from "../../lib/storage/log_config.ts";
import { Store } from "../../lib/storage/store.ts";
import { turns } from "../io/turns.ts";
import { baseOffsets, batchOf, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const MARKER = ".kafka_cleanshutdown";
const RECOVERY_POINTS = "recovery-point-offset-checkpoint";

function text(fixture: TestStore, path: string): string {
  return Buffer.from(fixture.files.readFile(path)).toString();
}

describe("a store of two folders", () => {
  const folders = ["/one", "/two"];

  test("spreads new logs over both and finds them again", async () => {
    const fixture = new TestStore({ folders });
    for (let i = 0; i < 6; i++) fixture.log({}, `t-${i}`).append(batchOf(1 + i), LEADER);
    const places = [...fixture.store.logs()].map(({ folder }) => folder);
    expect(places.filter((place) => place.startsWith("/one/")).length).toBe(3);
    await fixture.restart();
    expect(fixture.store.names().sort()).toEqual(["t-0", "t-1", "t-2", "t-3", "t-4", "t-5"]);
    for (let i = 0; i < 6; i++) {
      const log = fixture.log({}, `t-${i}`);
      expect([log.folder, log.logEndOffset]).toEqual([places[i]!, 1 + i]);
    }
  });

  test("keeps each folder's own checkpoints and marker", async () => {
    const fixture = new TestStore({ folders });
    for (const name of ["a-0", "b-0"]) fixture.log({}, name).append(batchOf(3), LEADER);
    await fixture.store.close();
    expect(text(fixture, `/one/${RECOVERY_POINTS}`)).toBe("0\n1\na 0 3\n");
    expect(text(fixture, `/two/${RECOVERY_POINTS}`)).toBe("0\n1\nb 0 3\n");
    for (const folder of folders) expect(fixture.files.exists(`${folder}/${MARKER}`)).toBe(true);
  });

  test("takes no lock at all where one is held", () => {
    const fixture = new TestStore({ folders: ["/two"] });
    const both = () => new Store({ ...fixture.options(), folders });
    expect(both).toThrow(LockedError);
    expect(both).toThrow("Cannot use data folder /two: another process has locked it");
    new TestStore({ files: fixture.files, folders: ["/one"] });
  });

  test("leaves a marker where it was when the other folder is locked", async () => {
    const first = new TestStore({ folders: ["/one"] });
    await first.store.close();
    const other = new TestStore({ files: first.files, folders: ["/two"] });
    expect(() => new Store({ ...other.options(), folders })).toThrow(LockedError);
    expect(first.files.exists(`/one/${MARKER}`)).toBe(true);
  });
});

describe("the clean-shutdown marker", () => {
  test("is there after a shutdown and gone, for good, after a start", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    await fixture.restart();
    expect(fixture.files.exists(`/data/${MARKER}`)).toBe(false);
    fixture.loseUnsynced();
    expect(fixture.store.folders[0]!.clean).toBe(false);
  });

  test("is not written where a log is offline", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    fixture.log({}, "other-0").append(batchOf(1), LEADER);
    fixture.log().setOffline("a test says so");
    await fixture.store.close();
    expect(fixture.files.exists(`/data/${MARKER}`)).toBe(false);
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toContain("other 0 1");
  });

  test("is not written where the disk takes nothing", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    fixture.files.failDatasync(new Error("EIO"));
    await fixture.store.close();
    expect(fixture.files.exists(`/data/${MARKER}`)).toBe(false);
    expect(fixture.logger.messages("ERROR")).toEqual(["cannot close log orders-0: EIO"]);
  });

  test("is not written after a crash where a log was not opened, and so not checked", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    await log.flushed(5);
    log.append(batchOf(50, { valueBytes: 500 }), LEADER);
    log.append(batchOf(5), LEADER);
    fixture.loseUnsynced();
    // A start that is given up before it gets to the topics.
    await fixture.restart();
    expect(fixture.store.folders[0]!.clean).toBe(false);
    const after = fixture.log();
    expect(after.logEndOffset).toBe(5);
    await fixture.restart();
    expect(fixture.store.folders[0]!.clean).toBe(true);
  });

  test("that lies is found out where the files are not as a clean shutdown leaves them", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 9; i++) log.append(batchOf(5), LEADER);
    fixture.kill();
    await fixture.store.close();
    fixture.files.replaceFile(`/data/${MARKER}`, Buffer.from("{}"));
    const after = new TestStore({ files: fixture.files }).log();
    expect([after.logEndOffset, (await baseOffsets(after)).length]).toEqual([45, 9]);
  });
});

describe("checkpoints", () => {
  test("follow a write within seconds, and stop when nothing is written", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(3), LEADER);
    fixture.clock.advance(5000);
    await turns();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\norders 0 3\n");
    expect([log.flushedOffset, log.dirty, fixture.clock.pending]).toEqual([3, false, 0]);
  });

  test("let a start check only what was written after them", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 2000; i++) log.append(batchOf(1, { valueBytes: 1000 }), LEADER);
    await fixture.store.checkpoint();
    for (let i = 0; i < 5; i++) log.append(batchOf(1, { valueBytes: 1000 }), LEADER);
    fixture.kill();
    const positions: number[] = [];
    const open = fixture.files.open.bind(fixture.files);
    fixture.files.open = (path, mode) => {
      const file = open(path, mode);
      const readSync = file.readSync.bind(file);
      file.readSync = (position, length) => {
        if (path.endsWith(".log")) positions.push(position);
        return readSync(position, length);
      };
      return file;
    };
    expect(fixture.log().logEndOffset).toBe(2005);
    expect(Math.min(...positions)).toBeGreaterThan(2_000_000);
  });

  test("move a log's recovery point only when its indexes are on disk as well", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    const other = fixture.log({}, "other-0");
    other.append(batchOf(1), LEADER);
    other.onCheckpoint = async () => {
      log.append(batchOf(7), LEADER);
      await log.flushed(7);
    };
    await fixture.store.checkpoint();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\nother 0 1\n");
    await fixture.store.checkpoint();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n2\nother 0 1\norders 0 7\n");
  });

  test("of one log that fails keep no other from being written", async () => {
    const fixture = new TestStore();
    const bad = fixture.log({}, "bad-0");
    const good = fixture.log({}, "good-0");
    bad.append(batchOf(1), LEADER);
    good.append(batchOf(2), LEADER);
    bad.onCheckpoint = () => {
      throw new Error("no room for a snapshot");
    };
    await expect(fixture.store.checkpoint()).rejects.toThrow("no room for a snapshot");
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\ngood 0 2\n");
    bad.onCheckpoint = null;
    fixture.clock.advance(5000);
    await turns();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n2\ngood 0 2\nbad 0 1\n");
  });

  test("wait for what is done at them", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    const order: string[] = [];
    log.onCheckpoint = async () => {
      await turns(3);
      order.push("snapshot");
    };
    await fixture.store.checkpoint();
    order.push("checkpoint");
    log.append(batchOf(1), LEADER);
    await fixture.store.close();
    order.push("closed");
    expect(order).toEqual(["snapshot", "checkpoint", "snapshot", "closed"]);
  });

  test("that fail are told and tried again", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    fixture.files.replaceFileLater = () => Promise.reject(new Error("EROFS"));
    fixture.clock.advance(5000);
    await turns();
    expect(fixture.logger.messages("WARN")).toEqual(["checkpoint failed: EROFS"]);
  });

  test("that cannot be read mean more checking, not a refusal", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 5; i++) log.append(batchOf(2), LEADER);
    await fixture.store.checkpoint();
    fixture.files.replaceFile(`/data/${RECOVERY_POINTS}`, Buffer.from("0\n1\norders 0 ten\n"));
    fixture.kill();
    expect(fixture.logger.messages("WARN").join()).toContain(`ignoring checkpoint /data/recovery`);
    expect(fixture.log().logEndOffset).toBe(10);
  });

  test("that are lost are written anew after a clean shutdown, for compaction's sake", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(5), LEADER);
    await fixture.store.close();
    fixture.files.remove(`/data/${RECOVERY_POINTS}`);
    fixture.kill();
    fixture.log();
    await fixture.store.checkpoint();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\norders 0 5\n");
  });

  test("beyond a log's end say that records are lost", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    await fixture.store.checkpoint();
    fixture.kill();
    fixture.files.remove(log.active.path);
    fixture.log();
    const lines = fixture.logger.lines.filter(({ level }) => level === "ERROR");
    expect(lines.map(({ fields }) => fields)).toEqual([
      { log: "orders-0", logEndOffset: 0, recoveryPoint: 5 },
    ]);
  });

  test("give up the reserve where the disk is full", async () => {
    const fixture = new TestStore({ capacityBytes: 64 << 20 });
    fixture.log().append(batchOf(1), LEADER);
    expect(fixture.files.exists("/data/.kedge_reserve")).toBe(true);
    fixture.files.capacityBytes = 64 << 10;
    fixture.files.capacityBytes += 8 << 20;
    await fixture.store.checkpoint();
    expect(text(fixture, `/data/${RECOVERY_POINTS}`)).toBe("0\n1\norders 0 1\n");
    expect(fixture.files.exists("/data/.kedge_reserve")).toBe(false);
  });
});

describe("the log start offset", () => {
  test("is on disk when a checkpoint is done, as DeleteRecords needs it", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 5; i++) log.append(batchOf(10), LEADER);
    log.advanceLogStartOffset(23);
    await fixture.store.checkpoint();
    expect(text(fixture, "/data/log-start-offset-checkpoint")).toBe("0\n1\norders 0 23\n");
    fixture.loseUnsynced();
    expect([fixture.log().logStartOffset, fixture.log().logEndOffset]).toEqual([23, 50]);
  });

  test("is at least the first segment's base offset, whatever the checkpoint lacks", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 3; i++) {
      log.append(batchOf(10), LEADER);
      log.roll();
    }
    log.advanceLogStartOffset(20);
    await fixture.restart();
    fixture.files.remove("/data/log-start-offset-checkpoint");
    fixture.kill();
    const after = fixture.log();
    expect([after.logStartOffset, after.logEndOffset]).toEqual([20, 30]);
  });

  test("begins an empty log where the folder was emptied", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 3; i++) log.append(batchOf(10), LEADER);
    log.advanceLogStartOffset(30);
    await fixture.store.close();
    for (const name of fixture.files.list(log.folder)) {
      fixture.files.remove(`${log.folder}/${name}`);
    }
    const after = new TestStore({ files: fixture.files }).log();
    expect([after.logStartOffset, after.logEndOffset, after.append(batchOf(1), LEADER)])
      .toEqual([30, 30, 30]);
  });
});

describe("closing", () => {
  test("releases every timer and every handle", async () => {
    const fixture = new TestStore();
    for (let i = 0; i < 5; i++) {
      const log = fixture.log({ flushMs: 1000 }, `t-${i}`);
      log.append(batchOf(1), LEADER);
      log.roll();
      log.append(batchOf(1), LEADER);
    }
    await fixture.store.close();
    expect([fixture.clock.pending, fixture.files.openHandles]).toEqual([0, 0]);
  });

  test("waits for a checkpoint under way", async () => {
    const fixture = new TestStore();
    fixture.log().append(batchOf(1), LEADER);
    const checkpointing = fixture.store.checkpoint();
    await fixture.store.close();
    await checkpointing;
    expect([fixture.clock.pending, fixture.files.openHandles]).toEqual([0, 0]);
  });

  test("lets nothing be appended afterwards", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    await fixture.store.close();
    expect(() => log.append(batchOf(1), LEADER)).toThrow("Log orders-0 is closed");
    expect([fixture.clock.pending, fixture.files.openHandles]).toEqual([0, 0]);
  });

  test("puts everything on disk: a power cut after it loses nothing", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 4000, indexIntervalBytes: 0 });
    for (let i = 0; i < 50; i++) log.append(batchOf(5), LEADER);
    await fixture.store.close();
    fixture.loseUnsynced();
    expect(fixture.store.folders[0]!.clean).toBe(true);
    const after = fixture.log({ segmentBytes: 4000 });
    expect([after.logEndOffset, (await baseOffsets(after)).length]).toEqual([250, 50]);
    expect(after.segments[0]!.offsetIndex.count).toBeGreaterThan(3);
  });

  test("frees the lock", async () => {
    const fixture = new TestStore();
    await fixture.store.close();
    const again = new Store(fixture.options());
    again.open("orders-0", DEFAULT_LOG_CONFIG);
    await again.close();
  });
});
