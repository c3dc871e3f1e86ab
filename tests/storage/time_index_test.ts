import { describe, expect, test } from "bun:test";
import { TimeIndex } from "../../lib/storage/time_index.ts";

const T = 1_700_000_000_000;

/** Entries (T, 4), (T + 5, 9), (T + 1000, 30). */
function sample(): TimeIndex {
  const index = new TimeIndex();
  index.append(T, 4);
  index.append(T + 5, 9);
  index.append(T + 1000, 30);
  return index;
}

/** The same entries as Kafka's file has them. */
const SAMPLE_HEX = "0000018bcfe5680000000004" + "0000018bcfe5680500000009" +
  "0000018bcfe56be80000001e";

describe("a time index", () => {
  test("tells up to where every record is earlier", () => {
    const index = sample();
    const offsets = [0, T, T + 1, T + 5, T + 6, T + 1000, T + 1001].map((timestamp) =>
      index.offsetBefore(timestamp)
    );
    expect(offsets).toEqual([0, 0, 4, 4, 9, 9, 30]);
  });

  test("takes an entry only where the timestamp is larger and the offset does not go back", () => {
    const index = sample();
    index.append(T + 1000, 40);
    index.append(T + 999, 40);
    index.append(T + 2000, 29);
    expect(index.count).toBe(3);
    index.append(T + 2000, 30);
    expect([index.count, index.lastTimestamp, index.lastOffset]).toEqual([4, T + 2000, 30]);
  });

  test("takes no entry of batches without timestamps", () => {
    const index = new TimeIndex();
    index.append(-1, 5);
    expect([index.count, index.lastTimestamp, index.lastOffset]).toEqual([0, -1, -1]);
  });

  test("has the bytes of Kafka's file, both ways", () => {
    expect(Buffer.from(sample().encode(0)).toString("hex")).toBe(SAMPLE_HEX);
    expect(Buffer.from(sample().encode(2)).toString("hex")).toBe(SAMPLE_HEX.slice(48));
    const decoded = TimeIndex.decode(Buffer.from(SAMPLE_HEX, "hex"));
    expect([decoded.count, decoded.writtenCount]).toEqual([3, 3]);
    expect(decoded.encode(0)).toEqual(sample().encode(0));
  });

  test("zeros are no entry: they would make a segment look as old as 1970", () => {
    const zeros = "0".repeat(24 * 50);
    expect(TimeIndex.decode(Buffer.from(zeros, "hex")).lastTimestamp).toBe(-1);
    expect(TimeIndex.decode(Buffer.from(SAMPLE_HEX + zeros, "hex")).count).toBe(3);
  });

  test("ends at a torn entry and where entries go back", () => {
    expect(TimeIndex.decode(Buffer.from(`${SAMPLE_HEX}00000190`, "hex")).count).toBe(3);
    const earlier = `${SAMPLE_HEX}0000018bcfe5680600000050`;
    expect(TimeIndex.decode(Buffer.from(earlier, "hex")).count).toBe(3);
    const offsetBack = `${SAMPLE_HEX}0000018bcfe5780000000005`;
    expect(TimeIndex.decode(Buffer.from(offsetBack, "hex")).count).toBe(3);
  });

  test("forgets what lies at or past an offset, in the count of the file as well", () => {
    const index = TimeIndex.decode(Buffer.from(SAMPLE_HEX, "hex"));
    index.truncateFrom(9);
    expect([index.count, index.writtenCount, index.lastTimestamp]).toEqual([1, 1, T]);
    index.append(T + 7, 12);
    expect([index.count, index.writtenCount]).toEqual([2, 1]);
  });

  test("grows to many entries", () => {
    const index = new TimeIndex();
    for (let i = 0; i < 3000; i++) index.append(T + i * 10, i * 4);
    const decoded = TimeIndex.decode(index.encode(0));
    expect(decoded.count).toBe(3000);
    expect(decoded.offsetBefore(T + 25_001)).toBe(2500 * 4);
  });
});
