import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { Adler32, adler32 } from "../../../lib/zookeeper/files/adler32.ts";

/** By the definition of RFC 1950. */
function byDefinition(bytes: Uint8Array): number {
  let [sum, sumOfSums] = [1, 0];
  for (const byte of bytes) {
    sum = (sum + byte) % 65521;
    sumOfSums = (sumOfSums + sum) % 65521;
  }
  return sumOfSums * 65536 + sum;
}

describe("adler32", () => {
  test("is that of the known text", () => {
    expect(adler32(Buffer.from("Wikipedia"))).toBe(0x11e60398);
    expect(new Adler32().value).toBe(1);
  });

  test("goes over pieces of any length as over the whole", () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 50; round++) {
      const bytes = random.bytes(random.int(200_000));
      const running = new Adler32();
      for (let at = 0; at < bytes.length;) {
        const length = random.int(70_000);
        running.update(bytes.subarray(at, at + length));
        at += length;
      }
      expect(running.value).toBe(byDefinition(bytes));
      expect(adler32(bytes)).toBe(running.value);
    }
  });

  test("keeps large sums apart", () => {
    const running = new Adler32();
    for (let i = 0; i < 40; i++) running.update(new Uint8Array(65521).fill(255));
    expect(running.value).toBe(byDefinition(new Uint8Array(40 * 65521).fill(255)));
  });
});
