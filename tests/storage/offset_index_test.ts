import { describe, expect, test } from "bun:test";
import { OffsetIndex } from "../../lib/storage/offset_index.ts";

/** An index with entries (10, 4200), (25, 9000), (40, 13100). */
function sample(): OffsetIndex {
  const index = new OffsetIndex();
  index.append(10, 4200);
  index.append(25, 9000);
  index.append(40, 13100);
  return index;
}

/** The same entries as Kafka's file has them. */
const SAMPLE_HEX = "0000000a00001068" + "0000001900002328" + "000000280000332c";

describe("an offset index", () => {
  test("leads to the last entry at or below an offset", () => {
    const index = sample();
    const places = [-5, 0, 9, 10, 24, 25, 39, 40, 1e9].map((offset) => index.positionFor(offset));
    expect(places).toEqual([0, 0, 0, 4200, 4200, 9000, 9000, 13100, 13100]);
  });

  test("leads to the largest position at or below a position", () => {
    const index = sample();
    const places = [0, 4199, 4200, 9001, 1e9].map((position) => index.positionAtOrBelow(position));
    expect(places).toEqual([0, 0, 4200, 9000, 13100]);
  });

  test("an empty index leads to the start", () => {
    const index = new OffsetIndex();
    expect([index.positionFor(7), index.positionAtOrBelow(7)]).toEqual([0, 0]);
    expect([index.lastOffset, index.lastPosition, index.count]).toEqual([-1, 0, 0]);
  });

  test("takes no entry that does not go on", () => {
    const index = sample();
    index.append(40, 14000);
    index.append(39, 14000);
    expect(index.count).toBe(3);
    index.append(41, 14000);
    expect([index.lastOffset, index.lastPosition]).toEqual([41, 14000]);
  });

  test("has the bytes of Kafka's file, both ways", () => {
    expect(Buffer.from(sample().encode(0)).toString("hex")).toBe(SAMPLE_HEX);
    expect(Buffer.from(sample().encode(2)).toString("hex")).toBe(SAMPLE_HEX.slice(32));
    const decoded = OffsetIndex.decode(Buffer.from(SAMPLE_HEX, "hex"));
    expect([decoded.count, decoded.writtenCount]).toEqual([3, 3]);
    expect(decoded.encode(0)).toEqual(sample().encode(0));
  });

  test("ends at the zeros of a preallocated file, and at a torn entry", () => {
    const zeros = "0".repeat(16 * 100);
    expect(OffsetIndex.decode(Buffer.from(SAMPLE_HEX + zeros, "hex")).count).toBe(3);
    expect(OffsetIndex.decode(Buffer.from(zeros, "hex")).count).toBe(0);
    expect(OffsetIndex.decode(Buffer.from(`${SAMPLE_HEX}00000030`, "hex")).count).toBe(3);
  });

  test("ends where entries go back", () => {
    const earlierOffset = `${SAMPLE_HEX}0000002700009000`;
    const earlierPosition = `${SAMPLE_HEX}0000005000003000`;
    expect(OffsetIndex.decode(Buffer.from(earlierOffset, "hex")).count).toBe(3);
    expect(OffsetIndex.decode(Buffer.from(earlierPosition, "hex")).count).toBe(3);
  });

  test("forgets what lies at or past a position, in the count of the file as well", () => {
    const index = OffsetIndex.decode(Buffer.from(SAMPLE_HEX, "hex"));
    index.truncateFrom(9000);
    expect([index.count, index.writtenCount, index.lastOffset]).toEqual([1, 1, 10]);
    index.append(30, 9500);
    expect([index.count, index.writtenCount]).toEqual([2, 1]);
    index.truncateFrom(0);
    expect(index.count).toBe(0);
  });

  test("grows to many entries", () => {
    const index = new OffsetIndex();
    for (let i = 1; i <= 5000; i++) index.append(i * 3, i * 4096);
    const decoded = OffsetIndex.decode(index.encode(0));
    for (const i of [1, 2, 777, 4999, 5000]) {
      expect(decoded.positionFor(i * 3)).toBe(i * 4096);
      expect(decoded.positionFor(i * 3 + 2)).toBe(i * 4096);
    }
  });
});
