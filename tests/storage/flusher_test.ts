import { beforeEach, describe, expect, test } from "bun:test";
import type { Log } from "../../lib/storage/log.ts";
import { LogOfflineError } from "../../lib/storage/log.ts";
import { settled, turns } from "../io/turns.ts";
import { HeldFileSystem } from "../kafka/held_disk.ts";
import { batchOf, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };

describe("group commit", () => {
  let fixture: TestStore;
  let disk: HeldFileSystem;
  let log: Log;
  let done: number[];

  beforeEach(async () => {
    disk = new HeldFileSystem({ nowMs: () => 0 });
    fixture = new TestStore({ files: disk });
    log = fixture.log();
    done = [];
    // The first flush of a log also syncs its folders.
    log.append(batchOf(1), LEADER);
    await log.flushed(1);
  });

  /** Appends one record and waits for the disk. */
  function write(): Promise<void> {
    log.append(batchOf(1), LEADER);
    const offset = log.logEndOffset;
    return log.flushed(offset).then(() => {
      done.push(offset);
    });
  }

  test("all who come in one turn share one flush", async () => {
    const before = fixture.store.flusher.statistics.count;
    await Promise.all([write(), write(), write()]);
    expect(fixture.store.flusher.statistics.count).toBe(before + 1);
    expect(done).toEqual([2, 3, 4]);
  });

  test("who comes during a flush waits for the next: its bytes may not be in this one", async () => {
    disk.hold();
    const first = write();
    await turns();
    const late = [write(), write()];
    await turns();
    expect([disk.waiting, done, log.flushedOffset]).toEqual([1, [], 1]);
    disk.release();
    disk.hold();
    await first;
    await turns();
    expect([done, log.flushedOffset]).toEqual([[2], 2]);
    disk.release();
    await settled(fixture.clock, Promise.all(late));
    expect(done).toEqual([2, 3, 4]);
  });

  test("one flush of a log is under way at a time, and logs do not wait for each other", async () => {
    const other = fixture.log({}, "other-0");
    disk.hold();
    const writes = [write()];
    other.append(batchOf(1), LEADER);
    writes.push(other.flushed(1));
    await turns();
    writes.push(write());
    await turns();
    expect(disk.waiting).toBe(2);
    disk.release();
    await settled(fixture.clock, Promise.all(writes));
  });

  test("what is on disk needs no flush", async () => {
    const { count } = fixture.store.flusher.statistics;
    await log.flushed(0);
    await log.flushed(1);
    expect(fixture.store.flusher.statistics.count).toBe(count);
  });

  test("nobody can wait for what was not appended", async () => {
    await expect(log.flushed(2)).rejects.toThrow("cannot flush to 2, it ends at 1");
    expect(fixture.store.flusher.waiting).toBe(0);
  });

  test("after a group, a flush is held back for as many as before", async () => {
    await Promise.all([write(), write()]);
    const third = write();
    await turns();
    expect(done).toEqual([2, 3]);
    expect(fixture.clock.pending).toBe(2); // The gathering, and the next checkpoint.
    const fourth = write();
    await Promise.all([third, fourth]);
    expect(done).toEqual([2, 3, 4, 5]);
  });

  test("but not for longer than a moment", async () => {
    await Promise.all([write(), write()]);
    const third = write();
    await turns();
    expect(done.length).toBe(2);
    fixture.clock.advance(20);
    await third;
    expect(done).toEqual([2, 3, 4]);
  });

  test("a lone writer is never held back", async () => {
    for (let i = 0; i < 10; i++) await write();
    expect(done.length).toBe(10);
  });

  test("a failing disk fails all who wait, and who comes later", async () => {
    disk.failDatasync(new Error("EIO"));
    const waits = await Promise.allSettled([write(), write()]);
    for (const wait of waits) {
      expect(wait.status).toBe("rejected");
      if (wait.status === "rejected") expect(wait.reason).toBeInstanceOf(LogOfflineError);
    }
    disk.failDatasync(null);
    await expect(log.flushed(2)).rejects.toThrow("cannot put data on disk: EIO");
    expect([fixture.store.flusher.waiting, log.flushedOffset]).toEqual([0, 1]);
  });

  test("a log that goes offline lets nobody wait for a flush under way", async () => {
    disk.hold();
    const waiting = write();
    await turns();
    log.setOffline("a test says so");
    await expect(waiting).rejects.toThrow("a test says so");
    disk.release();
    await turns();
    expect(fixture.store.flusher.waiting).toBe(0);
  });

  test("a log that goes offline while a flush is held back leaves no timer", async () => {
    await Promise.all([write(), write()]);
    const third = write();
    await turns();
    log.setOffline("a test says so");
    await expect(third).rejects.toThrow("a test says so");
    await fixture.store.close();
    expect(fixture.clock.pending).toBe(0);
  });

  test("closing does not wait for a flush that is held back, and answers who waits", async () => {
    await Promise.all([write(), write()]);
    const third = write();
    await turns();
    await fixture.store.close();
    await third;
    expect(done).toEqual([2, 3, 4]);
    expect(fixture.clock.pending).toBe(0);
  });

  test("each flush is measured", async () => {
    const durations: number[] = [];
    fixture.store.flusher.onFlush = (durationMs) => durations.push(durationMs);
    disk.hold();
    const waiting = write();
    await turns();
    fixture.clock.advance(7);
    disk.release();
    await waiting;
    expect(durations).toEqual([7]);
    expect(fixture.store.flusher.statistics.maxMs).toBe(7);
  });
});

describe("appends that ask for a flush themselves", () => {
  test("after as many records as log.flush.interval.messages says", async () => {
    const log = new TestStore().log({ flushMessages: 5 });
    log.append(batchOf(4), LEADER);
    await turns();
    expect(log.flushedOffset).toBe(0);
    log.append(batchOf(2), LEADER);
    await turns();
    expect(log.flushedOffset).toBe(6);
    log.append(batchOf(4), LEADER);
    await turns();
    expect(log.flushedOffset).toBe(6);
  });

  test("say below which offset, so that who asked can wait for it", async () => {
    const log = new TestStore().log({ flushMessages: 5 });
    log.append(batchOf(4), LEADER);
    expect(log.flushAskedOffset).toBe(0);
    log.append(batchOf(2), LEADER);
    expect([log.flushAskedOffset, log.flushedOffset]).toEqual([6, 0]);
    await log.flushed(log.flushAskedOffset);
    log.append(batchOf(4), LEADER);
    expect([log.flushAskedOffset, log.flushedOffset]).toEqual([6, 6]);
  });

  test("after log.flush.interval.ms, once, and never after the log is closed", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ flushMs: 1000 });
    log.append(batchOf(1), LEADER);
    fixture.clock.advance(999);
    log.append(batchOf(1), LEADER);
    await turns();
    expect(log.flushedOffset).toBe(0);
    fixture.clock.advance(1);
    await turns();
    expect(log.flushedOffset).toBe(2);
    log.append(batchOf(1), LEADER);
    await fixture.store.close();
    expect(fixture.clock.pending).toBe(0);
  });

  test("a disk that fails in the background takes the log offline, and nothing else", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ flushMessages: 1 });
    fixture.files.failDatasync(new Error("EIO"));
    log.append(batchOf(1), LEADER);
    await turns();
    expect(log.offline?.message).toContain("EIO");
  });
});
