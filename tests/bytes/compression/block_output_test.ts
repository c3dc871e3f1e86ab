import { describe, expect, test } from "bun:test";
import { BlockOutput } from "../../../lib/bytes/compression/block_output.ts";
import { randomBytes } from "./samples.ts";

const SOURCE = randomBytes(600);
const INPUT = new DataView(SOURCE.buffer);

/** The same in the simplest way. */
function copied(bytes: number[], distance: number, length: number): number[] {
  const result = [...bytes];
  for (let i = 0; i < length; i++) result.push(result[result.length - distance]!);
  return result;
}

describe("BlockOutput", () => {
  test("literals of every length, up to the last byte of the input", () => {
    for (let length = 0; length <= 300; length++) {
      const output = new BlockOutput(length);
      output.literal(INPUT, SOURCE.length - length, length);
      expect(Buffer.compare(output.finish(), SOURCE.subarray(SOURCE.length - length))).toBe(0);
    }
  });

  test("copies of every length and distance, overlapping or not", () => {
    for (const distance of [1, 2, 3, 4, 5, 7, 8, 39, 40, 41, 64, 100]) {
      for (let length = 0; length <= 130; length++) {
        const output = new BlockOutput(0);
        output.literal(INPUT, 0, 100);
        output.copy(distance, length);
        const expected = copied([...SOURCE.subarray(0, 100)], distance, length);
        expect(output.length).toBe(100 + length);
        expect(Buffer.compare(output.finish(), Uint8Array.from(expected))).toBe(0);
      }
    }
  });

  test("writing past what is meant is covered by what follows", () => {
    const output = new BlockOutput(64);
    let expected: number[] = [];
    for (const length of [1, 2, 3, 5, 6, 7, 9, 1]) {
      output.literal(INPUT, length * 10, length);
      expected.push(...SOURCE.subarray(length * 10, length * 11));
      output.copy(1, length);
      expected = copied(expected, 1, length);
    }
    expect([...output.finish()]).toEqual(expected);
  });
});
