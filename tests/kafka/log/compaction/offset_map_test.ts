import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../../lib/io/random.ts";
import { OffsetMap, SLOT_BYTES } from "../../../../lib/kafka/log/compaction/offset_map.ts";

const encoder = new TextEncoder();

function put(map: OffsetMap, key: string, offset: number): boolean {
  const bytes = encoder.encode(`..${key}..`);
  return map.put(bytes, { start: 2, length: bytes.length - 4 }, offset);
}

function get(map: OffsetMap, key: string): number {
  const bytes = encoder.encode(key);
  return map.get(bytes, { start: 0, length: bytes.length });
}

describe("the offset map", () => {
  test("has the last offset of each key, as a Map has", () => {
    const random = new SeededRandom(3);
    const map = new OffsetMap({ baseOffset: 1000, sizeBytes: 600 * SLOT_BYTES, loadFactor: 0.9 });
    const expected = new Map<string, number>();
    for (let offset = 1000; offset < 4000; offset++) {
      const key = "k".repeat(random.int(40)) + random.int(20);
      if (expected.size >= 500 && !expected.has(key)) continue;
      expect(put(map, key, offset)).toBe(true);
      expected.set(key, offset);
    }
    for (const [key, offset] of expected) expect(get(map, key)).toBe(offset);
    expect(map.count).toBe(expected.size);
    expect(get(map, "not there")).toBe(-1);
  });

  test("refuses new keys when it is full, and still takes those it has", () => {
    const map = new OffsetMap({ baseOffset: 0, sizeBytes: 10 * SLOT_BYTES, loadFactor: 0.5 });
    for (let i = 0; i < 5; i++) expect(put(map, `k${i}`, i)).toBe(true);
    expect(put(map, "k5", 5)).toBe(false);
    expect(get(map, "k5")).toBe(-1);
    expect(put(map, "k0", 6)).toBe(true);
    expect(get(map, "k0")).toBe(6);
    expect(map.utilization).toBe(1);
  });

  test("keeps one slot empty, whatever the load factor", () => {
    const map = new OffsetMap({ baseOffset: 0, sizeBytes: 3 * SLOT_BYTES, loadFactor: 1 });
    expect([put(map, "a", 0), put(map, "b", 1), put(map, "c", 2)]).toEqual([true, true, false]);
    expect(get(map, "c")).toBe(-1);
  });

  test("takes offsets up to 2^32 above its base, and no others", () => {
    const map = new OffsetMap({ baseOffset: 2 ** 40, sizeBytes: 4 * SLOT_BYTES, loadFactor: 1 });
    const last = 2 ** 40 + 2 ** 32 - 3;
    expect(put(map, "a", last)).toBe(true);
    expect(get(map, "a")).toBe(last);
    expect(put(map, "a", last + 1)).toBe(false);
  });
});
