import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import {
  array,
  bigint64,
  boolean,
  bytes,
  float64,
  int16,
  int32,
  int64,
  int8,
  message,
  records,
  string,
  struct,
  uint16,
  uuid,
} from "../../../lib/kafka/schema/mod.ts";

/** A message with every kind of field; version 1 is flexible. */
const Every = message("Every", { versions: [0, 1], flexibleFrom: 1 }, {
  small: int8(),
  short: int16(),
  port: uint16(),
  count: int32(),
  offset: int64(),
  producerId: bigint64(),
  ratio: float64(),
  enabled: boolean(),
  id: uuid(),
  name: string({ nullableFrom: 1 }),
  blob: bytes({ nullableFrom: 1 }),
  batch: records({ nullableFrom: 1 }),
  numbers: array(int32(), { nullableFrom: 1 }),
  rows: array({ key: string() }),
  place: struct({ x: int8() }, { nullableFrom: 1 }),
});

const HEAD = "7f" + "ff00" + "ffff" + "80000000" + "ffffffffffffffff" + "7fffffffffffffff" +
  "3ff8000000000000" + "01" + "00".repeat(15) + "01";

function decode(version: number, hex: string) {
  const reader = new Reader(new Uint8Array(Buffer.from(hex, "hex")));
  const value = Every.decode(reader, version);
  expect(reader.remaining).toBe(0);
  return value;
}

describe("a compiled decoder", () => {
  test("reads every kind in its classic form", () => {
    const tail = "00016b" + "00000002aabb" + "00000001cc" + "0000000100000005" +
      "00000001" + "0002c3a9" + "09";
    expect(decode(0, HEAD + tail)).toEqual({
      small: 127,
      short: -256,
      port: 65535,
      count: -2147483648,
      offset: -1,
      producerId: 9223372036854775807n,
      ratio: 1.5,
      enabled: true,
      id: "AAAAAAAAAAAAAAAAAAAAAQ",
      name: "k",
      blob: new Uint8Array([0xaa, 0xbb]),
      batch: new Uint8Array([0xcc]),
      numbers: [5],
      rows: [{ key: "é" }],
      place: { x: 9 },
    });
  });

  test("reads every kind in its compact form, and null where it may be", () => {
    const value = decode(1, HEAD + "00" + "00" + "00" + "00" + "01" + "ff" + "00");
    expect(value.name).toBeNull();
    expect(value.blob).toBeNull();
    expect(value.batch).toBeNull();
    expect(value.numbers).toBeNull();
    expect(value.rows).toEqual([]);
    expect(value.place).toBeNull();
  });

  test("reads a struct that may be null and is there", () => {
    const value = decode(1, HEAD + "00000000" + "01" + "01" + "0700" + "00");
    expect(value.place).toEqual({ x: 7 });
  });

  test("leaves no list of unknown tagged fields where there were none", () => {
    const value = decode(1, HEAD + "00000000" + "01" + "ff" + "00");
    expect("unknownTaggedFields" in value).toBe(false);
  });

  test("hands out bytes and records as views of the frame", () => {
    const One = message("One", { versions: [0, 0] }, { batch: records(), blob: bytes() });
    const frame = new Uint8Array(Buffer.from("00000002" + "0102" + "00000001" + "03", "hex"));
    const value = One.decode(new Reader(frame), 0);
    frame.fill(9);
    expect(value).toEqual({ batch: new Uint8Array([9, 9]), blob: new Uint8Array([9]) });
  });

  test("gives every version the same fields in one order, absent ones at their default", () => {
    const Grown = message("Grown", { versions: [0, 3], flexibleFrom: 2 }, {
      gone: string({ until: 1, default: "none" }),
      old: int32(),
      text: string({ from: 3 }),
      maybe: string({ from: 3, nullableFrom: 3, default: null }),
      id: uuid({ from: 3 }),
      batch: records({ from: 3, nullableFrom: 3 }),
      list: array(int32(), { from: 3 }),
      inner: struct({ epoch: int32({ default: -1 }), big: bigint64({ default: 7n }) }, {
        from: 3,
        tag: 0,
      }),
    });
    const read = (version: number, hex: string) =>
      Grown.decode(new Reader(new Uint8Array(Buffer.from(hex, "hex"))), version);
    const first = read(0, "0000" + "00000001");
    expect(first).toEqual({
      gone: "",
      old: 1,
      text: "",
      maybe: null,
      id: ZERO_UUID,
      batch: null,
      list: [],
      inner: { epoch: -1, big: 7n },
    });
    const last = read(
      3,
      "00000002" + "01" + "00" + "00".repeat(16) + "00" + "01" + "00",
    );
    expect(last.gone).toBe("none");
    expect(Object.keys(last)).toEqual(Object.keys(first));
    expect(read(0, "0000" + "00000001").list).not.toBe(first.list);
  });
});

describe("a compiled decoder refuses", () => {
  const cases: [string, number, string][] = [
    ["null where the version has none", 0, HEAD + "ffff"],
    ["a string length below -1", 0, HEAD + "fffe"],
    ["bytes of length -1 where null is not allowed", 0, HEAD + "0000" + "ffffffff"],
    ["bytes of a negative length", 0, HEAD + "0000" + "fffffff0"],
    ["a string beyond 32,767 bytes", 1, HEAD + "ffff7f"],
    ["more elements than bytes", 0, HEAD + "0000" + "00000000" + "00000000" + "7fffffff"],
    ["an array of negative length", 0, HEAD + "0000" + "00000000" + "00000000" + "fffffffe"],
    ["an array of null", 0, HEAD + "0000" + "00000000" + "00000000" + "ffffffff"],
    ["compact elements beyond 2^31", 1, HEAD + "000000" + "ffffffff0f"],
    ["a varint beyond 32 bits", 1, HEAD + "000000" + "ffffffff1f"],
  ];
  for (const [what, version, hex] of cases) {
    test(what, () => {
      expect(() => decode(version, hex)).toThrow(MalformedError);
    });
  }

  test("with the message, the version, the field and the place in its words", () => {
    expect(() => decode(0, HEAD + "ffff")).toThrow(
      "Every version 0: Cannot read name before 52: string length -1",
    );
    expect(() => decode(0, HEAD + "0000" + "00000000" + "00000000" + "7fffffff")).toThrow(
      "Every version 0: Cannot read numbers before 64: 2147483647 elements, and 0 bytes remain",
    );
  });
});
