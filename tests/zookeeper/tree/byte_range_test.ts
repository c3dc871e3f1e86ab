import { expect, test } from "bun:test";
import { bytesOf, copyRange, textOf, wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";

const LENGTHS = [0, 1, 7, 24, 25, 100, 160, 161, 5000];

test.each(LENGTHS)("%i bytes are copied, from a whole array or from within one", (length) => {
  const bytes = Uint8Array.from({ length: length + 20 }, (_, i) => i * 7);
  const to = new Uint8Array(length + 10);
  copyRange({ bytes, start: 13, length }, to, 5);
  expect([...to.subarray(5, 5 + length)]).toEqual([...bytes.subarray(13, 13 + length)]);
  expect([...to.subarray(0, 5), ...to.subarray(5 + length)]).toEqual(Array(10).fill(0));
  to.fill(0);
  const own = bytesOf({ bytes, start: 13, length });
  copyRange(wholeRange(own), to, 5);
  expect([...to.subarray(5, 5 + length)]).toEqual([...own]);
  bytes.fill(0);
  expect([...to.subarray(5, 5 + length)]).toEqual([...own]);
});

test.each(["", "a", "한글", "é".repeat(100), "n".repeat(500)])("text comes back: %p", (text) => {
  const encoded = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from("xy"), encoded, Buffer.from("z")]);
  expect(textOf({ bytes, start: 2, length: encoded.length })).toBe(text);
});
