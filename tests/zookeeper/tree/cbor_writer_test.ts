import { expect, test } from "bun:test";
import { decode } from "cbor-x";
import { CborWriter } from "../../../lib/zookeeper/tree/cbor_writer.ts";

/** What a decoder makes of what `write` wrote; the first capacity is small, so the buffer grows. */
function roundTrip(write: (writer: CborWriter) => void): unknown {
  const writer = new CborWriter(1);
  write(writer);
  return decode(writer.written());
}

test("numbers come back", () => {
  const edges = [0, 1, 23, 24, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
  for (const value of edges.flatMap((edge) => [edge, -edge - 1])) {
    expect(roundTrip((writer) => writer.number(value))).toBe(value);
  }
  expect(roundTrip((writer) => writer.number(1.5))).toBe(1.5);
});

test("bigints of 64 bits come back; small ones as numbers", () => {
  for (const value of [2n ** 63n - 1n, -(2n ** 63n), 0x1a1fd57b84d0001n, 0n, -1n]) {
    const back = roundTrip((writer) => writer.bigint(value));
    expect(typeof back === "number" || typeof back === "bigint" ? BigInt(back) : null).toBe(value);
  }
});

test("texts come back, whatever their length and letters", () => {
  for (const letter of ["a", "é", "한", "🦆"]) {
    for (const length of [0, 1, 23, 24, 127, 128, 255, 256, 70_000]) {
      const value = letter.repeat(length);
      expect(roundTrip((writer) => writer.text(value))).toBe(value);
    }
  }
});

test("bytes come back", () => {
  for (const length of [0, 1, 23, 24, 255, 256, 65535, 65536]) {
    const value = new Uint8Array(length).fill(7);
    const back = roundTrip((writer) => writer.bytes(value));
    expect(back instanceof Uint8Array && Buffer.from(back).equals(value)).toBe(true);
  }
});

test("arrays and maps hold what follows them", () => {
  const back = roundTrip((writer) => {
    writer.map(2);
    writer.text("a");
    writer.array(3);
    writer.null();
    writer.boolean(true);
    writer.boolean(false);
    writer.text("b");
    writer.array(0);
  });
  expect(back).toEqual({ a: [null, true, false], b: [] });
});

test("a buffer is used again", () => {
  const writer = new CborWriter(64);
  writer.number(1);
  const first = writer.written();
  writer.clear();
  writer.number(2);
  expect(writer.length).toBe(1);
  expect(writer.written().buffer).toBe(first.buffer);
  expect(decode(writer.written())).toBe(2);
});
