import { describe, expect, test } from "bun:test";
import { MemoryRecordLog } from "../../lib/state_machine/memory_record_log.ts";
import type { KeyValueRecord } from "../../lib/state_machine/record_log.ts";

const RECORD: KeyValueRecord = { key: Uint8Array.of(1), value: null };

describe("MemoryRecordLog", () => {
  test("append gives the offset after the records", () => {
    const log = new MemoryRecordLog([RECORD]);
    expect(log.append([RECORD, RECORD], 5)).toBe(3);
    expect(log.endOffset).toBe(3);
    expect(log.timestampsMs).toEqual([5]);
  });

  test("held, it keeps a restart from finding what is not flushed", async () => {
    const log = new MemoryRecordLog();
    log.append([RECORD], 0);
    log.hold();
    log.append([RECORD], 0);
    await log.flushed(1);
    expect(log.flushedRecords).toHaveLength(1);
    const released: number[] = [];
    const waits = [2, 2].map((offset, i) => log.flushed(offset).then(() => released.push(i)));
    log.flush();
    await Promise.all(waits);
    expect(released).toEqual([0, 1]);
    expect(log.flushedRecords).toHaveLength(2);
  });

  test("a disk that fails tells those who wait and those who come", async () => {
    const log = new MemoryRecordLog();
    log.hold();
    log.append([RECORD], 0);
    const wait = log.flushed(1);
    log.failFlush(new Error("gone"));
    await expect(wait).rejects.toThrow("gone");
    await expect(log.flushed(1)).rejects.toThrow("gone");
  });

  test("replay gives every record with its offset", async () => {
    const log = new MemoryRecordLog([RECORD, RECORD]);
    const offsets: number[] = [];
    await log.replay((record, offset) => {
      expect(record).toBe(RECORD);
      offsets.push(offset);
    });
    expect(offsets).toEqual([0, 1]);
  });

  test("replay tells transactional records and markers apart, after a restart too", async () => {
    const transaction = { producerId: 7, producerEpoch: 1 };
    const marker = { ...transaction, coordinatorEpoch: 0, isCommit: true, transactionVersion: 2 };
    const log = new MemoryRecordLog([RECORD]);
    expect(log.append([RECORD], 0, transaction)).toBe(2);
    expect(log.appendMarker(marker, 5)).toBe(3);
    expect(log.timestampsMs).toEqual([0, 5]);
    const seen: unknown[] = [];
    await new MemoryRecordLog(log.flushedEntries).replay(
      (_record, offset, transaction) => seen.push([offset, transaction]),
      (marker, offset) => seen.push([offset, marker]),
    );
    expect(seen).toEqual([[0, null], [1, transaction], [2, marker]]);
    expect(log.records).toEqual([RECORD, RECORD]);
    expect(log.flushedRecords).toEqual([RECORD, RECORD]);
  });
});
