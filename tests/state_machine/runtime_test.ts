import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import {
  AppendRefusedError,
  MachineEndedError,
  NO_RECORDS,
  type StateMachine,
  type Transition,
} from "../../lib/state_machine/machine.ts";
import { MemoryRecordLog } from "../../lib/state_machine/memory_record_log.ts";
import type {
  KeyValueRecord,
  TransactionEnd,
  TransactionMarker,
  TransactionOfRecord,
} from "../../lib/state_machine/record_log.ts";
import { Runtime } from "../../lib/state_machine/runtime.ts";

/** A machine that remembers one number per name. */
class Counters implements StateMachine {
  readonly counts = new Map<string, number>();
  readonly offsets: number[] = [];
  readonly transactions: (TransactionOfRecord | null)[] = [];
  readonly markers: [TransactionEnd, number][] = [];
  loadedCount = 0;
  endedWith: Error | null = null;

  replay(record: KeyValueRecord, offset: number, transaction: TransactionOfRecord | null): void {
    this.transactions.push(transaction);
    const name = Buffer.from(record.key).toString();
    if (record.value === null) this.counts.delete(name);
    else this.counts.set(name, record.value[0]!);
    this.offsets.push(offset);
  }

  replayMarker(marker: TransactionEnd, offset: number): void {
    this.markers.push([marker, offset]);
  }

  loaded(): void {
    this.loadedCount += 1;
  }

  ended(reason: Error): void {
    this.endedWith = reason;
  }
}

const TRANSACTION: TransactionOfRecord = { producerId: 7, producerEpoch: 1 };
const MARKER: TransactionMarker = {
  ...TRANSACTION,
  coordinatorEpoch: 0,
  isCommit: true,
  transactionVersion: 2,
};

function put(name: string, count: number): KeyValueRecord {
  return { key: Buffer.from(name), value: Uint8Array.of(count) };
}

function increment(machine: Counters, name: string): Transition<number> {
  const count = (machine.counts.get(name) ?? 0) + 1;
  return { records: [put(name, count)], response: count };
}

async function start(log = new MemoryRecordLog()) {
  const machine = new Counters();
  const clock = new MemoryClock();
  const runtime = new Runtime("counters", { machine, log, clock });
  await runtime.load();
  return { machine, clock, runtime, log };
}

/** Whether a promise is settled after every microtask under way has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true, () => settled = true);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  return settled;
}

describe("Runtime", () => {
  test("replays the log at start and then says that it is loaded", async () => {
    const log = new MemoryRecordLog([put("a", 1), put("b", 7), put("a", 2)]);
    const { machine } = await start(log);
    expect([...machine.counts]).toEqual([["a", 2], ["b", 7]]);
    expect(machine.offsets).toEqual([0, 1, 2]);
    expect(machine.loadedCount).toBe(1);
  });

  test("takes no request before the log is loaded", async () => {
    const machine = new Counters();
    const log = new MemoryRecordLog();
    const runtime = new Runtime("counters", { machine, log, clock: new MemoryClock() });
    await expect(runtime.execute(() => increment(machine, "a"))).rejects.toThrow("not loaded");
  });

  test("appends, replays at once, and answers when the records are on disk", async () => {
    const { machine, runtime, log, clock } = await start();
    log.hold();
    const answer = runtime.execute(() => increment(machine, "a"));
    expect(machine.counts.get("a")).toBe(1);
    expect(machine.offsets).toEqual([0]);
    expect(log.timestampsMs).toEqual([clock.nowMs()]);
    expect(await isSettled(answer)).toBe(false);
    log.flush();
    expect(await answer).toBe(1);
  });

  test("handlers see what is not on disk yet, and their answers wait for it", async () => {
    const { machine, runtime, log } = await start();
    log.hold();
    void runtime.execute(() => increment(machine, "a"));
    const read = runtime.execute(() => ({
      records: NO_RECORDS,
      response: machine.counts.get("a"),
    }));
    expect(await isSettled(read)).toBe(false);
    log.flush();
    expect(await read).toBe(1);
  });

  test("a read of what is on disk waits for nothing", async () => {
    const { machine, runtime, log } = await start();
    await runtime.execute(() => increment(machine, "a"));
    log.hold();
    const read = runtime.execute(() => ({ records: NO_RECORDS, response: "now" }));
    expect(await isSettled(read)).toBe(true);
  });

  test("the disk is asked once for what it has flushed", async () => {
    class Counting extends MemoryRecordLog {
      asked: number[] = [];
      override flushed(endOffset: number): Promise<void> {
        this.asked.push(endOffset);
        return super.flushed(endOffset);
      }
    }
    const log = new Counting([put("a", 1)]);
    const { runtime, machine } = await start(log);
    const read = () => ({ records: NO_RECORDS, response: null });
    await runtime.execute(read);
    expect(log.asked).toEqual([]);
    await runtime.execute(() => increment(machine, "a"));
    await runtime.execute(read);
    expect(log.asked).toEqual([2]);
  });

  test("what follows from the records runs after their replay, before the flush", async () => {
    const { machine, runtime, log } = await start();
    log.hold();
    const seen: unknown[] = [];
    void runtime.execute(() => ({
      ...increment(machine, "a"),
      applied: () => seen.push(machine.counts.get("a")),
    }));
    expect(seen).toEqual([1]);
  });

  test("a handler that throws has appended nothing", async () => {
    const { runtime, log, machine } = await start();
    const failing = runtime.execute(() => {
      throw new RangeError("no");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(log.records).toEqual([]);
    expect(await runtime.execute(() => increment(machine, "a"))).toBe(1);
  });

  test("an append that fails changes nothing and may be tried again", async () => {
    const { runtime, log, machine } = await start();
    log.failAppends(new Error("disk full"));
    const failing = runtime.execute(() => ({
      ...increment(machine, "a"),
      applied: () => expect.unreachable(),
    }));
    await expect(failing).rejects.toThrow(AppendRefusedError);
    await expect(failing).rejects.toThrow("Cannot append 1 records to counters: disk full");
    expect(machine.counts.size).toBe(0);
    expect(runtime.ended).toBeNull();
    log.failAppends(null);
    expect(await runtime.execute(() => increment(machine, "a"))).toBe(1);
  });

  test("a flush that fails ends the machine for everyone who waits or comes later", async () => {
    const { runtime, log, machine } = await start();
    log.hold();
    const first = runtime.execute(() => increment(machine, "a"));
    const second = runtime.execute(() => increment(machine, "a"));
    log.failFlush(new Error("I/O error"));
    for (const outcome of await Promise.allSettled([first, second])) {
      expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(MachineEndedError);
      expect(outcome.status === "rejected" && outcome.reason.message).toContain("I/O error");
    }
    expect(machine.endedWith).toBeInstanceOf(MachineEndedError);
    let ran = false;
    const later = runtime.execute(() => {
      ran = true;
      return increment(machine, "a");
    });
    await expect(later).rejects.toThrow(MachineEndedError);
    expect(ran).toBe(false);
  });

  test("a log that cannot be read ends the machine", async () => {
    class Unreadable extends MemoryRecordLog {
      override replay(): Promise<void> {
        return Promise.reject(new Error("bad sector"));
      }
    }
    const machine = new Counters();
    const log = new Unreadable();
    const runtime = new Runtime("counters", { machine, log, clock: new MemoryClock() });
    await expect(runtime.load()).rejects.toThrow("bad sector");
    expect(machine.endedWith).toBeInstanceOf(MachineEndedError);
    expect(machine.loadedCount).toBe(0);
  });

  test("a machine that is closed refuses requests", async () => {
    const { runtime, machine } = await start();
    runtime.close();
    await expect(runtime.execute(() => increment(machine, "a"))).rejects.toThrow("was closed");
    expect(machine.endedWith).toBeInstanceOf(MachineEndedError);
  });

  test("after a restart the memory is as before", async () => {
    const { runtime, log, machine } = await start();
    for (const name of ["a", "b", "a", "c"]) await runtime.execute(() => increment(machine, name));
    const gone = { key: Buffer.from("b"), value: null };
    await runtime.execute(() => ({ records: [gone], response: null }));
    const restarted = await start(new MemoryRecordLog(log.flushedRecords));
    expect(restarted.machine.counts).toEqual(machine.counts);
  });

  test("a transition's records belong to its transaction", async () => {
    const { runtime, log, machine } = await start();
    await runtime.execute(() => ({ ...increment(machine, "a"), transaction: TRANSACTION }));
    await runtime.execute(() => ({ ...increment(machine, "a"), transaction: null }));
    expect(machine.transactions).toEqual([TRANSACTION, null]);
    const restarted = await start(new MemoryRecordLog(log.flushedEntries));
    expect(restarted.machine.transactions).toEqual([TRANSACTION, null]);
  });

  test("a marker is appended, replayed at once, and answered when it is on disk", async () => {
    const { runtime, log, machine, clock } = await start();
    await runtime.execute(() => ({ ...increment(machine, "a"), transaction: TRANSACTION }));
    log.hold();
    const end = runtime.execute(() => ({ records: NO_RECORDS, marker: MARKER, response: 1 }));
    expect(machine.markers).toEqual([[MARKER, 1]]);
    expect(log.timestampsMs.at(-1)).toBe(clock.nowMs());
    expect(await isSettled(end)).toBe(false);
    log.flush();
    expect(await end).toBe(1);
    const restarted = await start(new MemoryRecordLog(log.flushedEntries));
    expect(restarted.machine.markers).toEqual([[MARKER, 1]]);
    await restarted.runtime.execute(() => increment(restarted.machine, "a"));
    expect(restarted.machine.offsets).toEqual([0, 2]);
  });

  test("a marker that the log refuses changes nothing", async () => {
    const { runtime, log, machine } = await start();
    log.failAppends(new Error("fenced"));
    const end = runtime.execute(() => ({ records: NO_RECORDS, marker: MARKER, response: 1 }));
    await expect(end).rejects.toThrow("Cannot append the marker of producer 7 to counters: fenced");
    expect(machine.markers).toEqual([]);
  });

  test("a marker comes alone", async () => {
    const { runtime, log, machine } = await start();
    const both = runtime.execute(() => ({ ...increment(machine, "a"), marker: MARKER }));
    await expect(both).rejects.toThrow("a marker and 1 records");
    expect(log.entries).toEqual([]);
  });
});
