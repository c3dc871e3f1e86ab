import { expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { ByteHeap } from "../../../lib/zookeeper/tree/byte_heap.ts";
import { bytesOf, MovableRange, wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";

function read(heap: ByteHeap, place: number, length: number): Uint8Array {
  const range = new MovableRange();
  range.length = length;
  heap.find(place, range);
  return bytesOf(range);
}

test("strings of every length come back", () => {
  const heap = new ByteHeap();
  const lengths = Array.from({ length: 4200 }, (_, i) => i).concat(8192, 100_000);
  const bytesFor = (length: number) => new Uint8Array(length).fill(length % 251 + 1);
  const places = lengths.map((length) => heap.put(wholeRange(bytesFor(length))));
  for (const [i, length] of lengths.entries()) {
    expect(Buffer.compare(read(heap, places[i]!, length), bytesFor(length))).toBe(0);
  }
});

test.each([1, 2, 3])("strings stay as they are while others come and go, seed %i", (seed) => {
  const random = new SeededRandom(seed);
  const heap = new ByteHeap();
  const kept: { place: number; bytes: Uint8Array }[] = [];
  for (let step = 0; step < 4000; step++) {
    if (random.int(10) < (step % 1000 < 500 ? 7 : 3) || kept.length === 0) {
      const bytes = random.bytes(random.int(random.int(8) === 0 ? 6000 : 200));
      kept.push({ place: heap.put(wholeRange(bytes)), bytes });
    } else {
      const [{ place, bytes }] = kept.splice(random.int(kept.length), 1) as [typeof kept[0]];
      expect(Buffer.compare(read(heap, place, bytes.length), bytes)).toBe(0);
      heap.release(place, bytes.length);
    }
  }
  for (const { place, bytes } of kept) {
    expect(Buffer.compare(read(heap, place, bytes.length), bytes)).toBe(0);
  }
});
