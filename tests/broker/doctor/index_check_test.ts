import { expect, test } from "bun:test";
import { OffsetIndexCheck, TimeIndexCheck } from "../../../lib/broker/doctor/index_check.ts";

const BATCH_BYTES = 1000;

function noteBatches(check: OffsetIndexCheck | TimeIndexCheck, count: number): number {
  for (let i = 0; i < count; i++) {
    check.note({
      position: i * BATCH_BYTES,
      sizeBytes: BATCH_BYTES,
      baseOffset: 100 + i,
      lastOffset: 100 + i,
      maxTimestamp: 5000 + i,
    });
  }
  return count * BATCH_BYTES;
}

function offsetIndex(entries: [number, number][]): Uint8Array {
  const bytes = Buffer.alloc(entries.length * 8);
  for (const [i, [offset, position]] of entries.entries()) {
    bytes.writeInt32BE(offset, i * 8);
    bytes.writeInt32BE(position, i * 8 + 4);
  }
  return bytes;
}

test("an index that ends long before its segment is incomplete", () => {
  const entries = [[5, 5000], [10, 10_000]] as [number, number][];
  const short = new OffsetIndexCheck(offsetIndex(entries), 100);
  expect(short.end(noteBatches(short, 400))).toMatchObject({ severity: "incomplete" });
  const enough = new OffsetIndexCheck(offsetIndex(entries), 100);
  expect(enough.end(noteBatches(enough, 40))).toBeNull();
});

test("room that was reserved is no entry; an entry past the end is damage", () => {
  const reserved = Buffer.concat([offsetIndex([[5, 5000]]), Buffer.alloc(160)]);
  const check = new OffsetIndexCheck(reserved, 100);
  expect(check.end(noteBatches(check, 10))).toBeNull();
  const past = new OffsetIndexCheck(offsetIndex([[50, 50_000]]), 100);
  expect(past.end(noteBatches(past, 10))?.reason).toBe(
    "entry 0 leads to byte 50000, and no batch begins there",
  );
});

test("an entry may name the last of the batches that a follower wrote together, and no other", () => {
  for (
    const [entries, reason] of [
      [[[3, 0], [9, 4000]], null],
      [[[3, 0], [4, 4000]], null],
      [[[3, 0], [3, 4000]], "entry 1 says offset 103 for byte 4000, where 104 is"],
      [[[4, 0], [9, 4000]], "entry 0 says offset 104 for byte 0, where 100 is"],
      [[[3, 0], [10, 4000]], "entry 1 says offset 110 for byte 4000, where 104 is"],
    ] as const
  ) {
    const check = new OffsetIndexCheck(offsetIndex(entries.map(([a, b]) => [a, b])), 100);
    expect(check.end(noteBatches(check, 10))?.reason ?? null).toBe(reason);
  }
});

test("a time index may say more than the records, never less", () => {
  const entry = (timestampMs: bigint, offset: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeBigInt64BE(timestampMs);
    bytes.writeInt32BE(offset, 8);
    return bytes;
  };
  for (
    const [timestampMs, offset, isRight] of [
      [5004n, 4, true],
      [9999n, 4, true],
      [5003n, 4, false],
      [2n ** 60n, 4, false],
      [5009n, 9, true],
      [5008n, 9, false],
    ] as const
  ) {
    const check = new TimeIndexCheck(entry(timestampMs, offset), 100);
    noteBatches(check, 10);
    expect([timestampMs, check.end() === null]).toEqual([timestampMs, isRight]);
  }
});
