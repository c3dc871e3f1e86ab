import { describe, expect, test } from "bun:test";
import { scanLog } from "../../lib/storage/log_scan.ts";
import { baseOffsets, batchOf, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };

describe("a scan", () => {
  test("gives every batch once, over segments and chunks", async () => {
    const log = new TestStore().log({ segmentBytes: 3 << 20 });
    const expected: number[] = [];
    for (let i = 0; i < 300; i++) {
      expected.push(log.logEndOffset);
      log.append(batchOf(1 + i % 3, { valueBytes: 100 + (i * 7919) % 50_000 }), LEADER);
    }
    expect(log.segments.length).toBeGreaterThan(2);
    expect(await baseOffsets(log)).toEqual(expected);
    log.roll();
    expect(await baseOffsets(log)).toEqual(expected);
  });

  test("begins with the batch that holds the offset", async () => {
    const log = new TestStore().log();
    for (let i = 0; i < 5; i++) log.append(batchOf(10), LEADER);
    const offsets: number[] = [];
    for await (const batch of scanLog(log, 25)) {
      offsets.push(Number(new DataView(batch.buffer, batch.byteOffset).getBigInt64(0)));
    }
    expect(offsets).toEqual([20, 30, 40]);
  });

  test("begins at the log start where that is later, and ends at once at the end", async () => {
    const log = new TestStore().log();
    for (let i = 0; i < 5; i++) log.append(batchOf(10), LEADER);
    log.advanceLogStartOffset(30);
    expect(await baseOffsets(log)).toEqual([30, 40]);
    for await (const _ of scanLog(log, 50)) throw new Error("there is nothing there");
  });

  test("ends where the log ended when it was asked for", async () => {
    const log = new TestStore().log();
    log.append(batchOf(1), LEADER);
    let count = 0;
    for await (const _ of scanLog(log, 0)) {
      count += 1;
      log.append(batchOf(1), LEADER);
    }
    expect(count).toBe(1);
  });

  test("of an empty log gives nothing", async () => {
    expect(await baseOffsets(new TestStore().log())).toEqual([]);
  });
});
