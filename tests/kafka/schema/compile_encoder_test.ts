import { describe, expect, test } from "bun:test";
import { PIECE_BYTES_MIN, Writer } from "../../../lib/bytes/writer.ts";
import {
  array,
  bigint64,
  boolean,
  bytes,
  float64,
  type Input,
  int16,
  int32,
  int64,
  int8,
  message,
  records,
  string,
  struct,
  uint16,
  UnsupportedVersionError,
  uuid,
} from "../../../lib/kafka/schema/mod.ts";

/** Fields that come and go; version 2 is flexible. */
const Changing = message("Changing", { versions: [0, 3], flexibleFrom: 2 }, {
  count: int32(),
  kept: string({ from: 1, nullableFrom: 1, default: null }),
  dropped: int32({ from: 1, ignorable: true }),
  list: array(int32(), { from: 1 }),
  place: struct({ x: int32({ default: -1 }), names: array(string()) }, { from: 3, tag: 1 }),
  note: string({ from: 3, tag: 0, ignorable: true }),
});

function encode(version: number, value: Input<typeof Changing>): string {
  const writer = new Writer();
  Changing.encode(writer, version, value);
  return Buffer.from(writer.finish()).toString("hex");
}

describe("a compiled encoder", () => {
  test("takes defaults for what is left out", () => {
    expect(encode(1, { count: 5 })).toBe("00000005" + "ffff" + "00000000" + "00000000");
    expect(encode(2, { count: 5 })).toBe("00000005" + "00" + "00000000" + "01" + "00");
    expect(encode(3, { count: 5 })).toBe("00000005" + "00" + "00000000" + "01" + "00");
  });

  test("writes tagged fields by tag, and only where they differ from their default", () => {
    const both = encode(3, { count: 0, place: { x: 1, names: ["é"] }, note: "n" });
    expect(both).toBe(
      "00000000" + "00" + "00000000" + "01" + "02" + "0002026e" + "0109" + "00000001" + "0203c3a9" +
        "00",
    );
    expect(encode(3, { count: 0, place: { x: -1, names: [] }, note: "" })).toBe(
      encode(3, { count: 0 }),
    );
  });

  test("drops an ignorable field that the version lacks", () => {
    expect(encode(0, { count: 1, dropped: 7, note: "gone" })).toBe("00000001");
  });

  test("refuses a field that the version lacks and that must not be dropped", () => {
    expect(() => encode(0, { count: 1, kept: "" })).toThrow(UnsupportedVersionError);
    expect(() => encode(0, { count: 1, list: [1] })).toThrow("Cannot write list: version 0");
    expect(() => encode(2, { count: 1, place: { x: 0, names: [] } })).toThrow("Cannot write place");
  });

  test("lets such a field be its default", () => {
    const value = { count: 1, kept: null, list: [], place: { x: -1, names: [] } };
    expect(encode(0, value)).toBe("00000001");
  });

  test("puts large records out as a piece of their own, without a copy", () => {
    const One = message("One", { versions: [0, 1], flexibleFrom: 1 }, { batch: records() });
    const batch = new Uint8Array(PIECE_BYTES_MIN);
    for (const version of [0, 1]) {
      const writer = new Writer();
      One.encode(writer, version, { batch });
      expect(writer.pieces()[1]).toBe(batch);
    }
  });

  test("grows with what it writes", () => {
    const names = Array.from({ length: 5000 }, (_, i) => `topic-${i}`);
    const List = message("List", { versions: [0, 0] }, { names: array(string()) });
    const writer = new Writer(8);
    List.encode(writer, 0, { names });
    expect(writer.length).toBe(4 + names.reduce((sum, name) => sum + 2 + name.length, 0));
  });
});

describe("a compiled encoder refuses", () => {
  const Every = message("Every", { versions: [0, 0] }, {
    small: int8({ default: 0 }),
    short: int16({ default: 0 }),
    port: uint16({ default: 0 }),
    count: int32({ default: 0 }),
    offset: int64({ default: 0 }),
    producerId: bigint64({ default: 0n }),
    ratio: float64({ default: 0 }),
    enabled: boolean({ default: false }),
    id: uuid({ default: "AAAAAAAAAAAAAAAAAAAAAA" }),
    name: string({ default: "" }),
    blob: bytes({ default: null }),
  });
  const bad: [string, Input<typeof Every>][] = [
    ["small", { small: 128 }],
    ["short", { short: -32769 }],
    ["port", { port: -1 }],
    ["count", { count: 2 ** 31 }],
    ["count", { count: 1.5 }],
    ["count", { count: NaN }],
    ["offset", { offset: 2 ** 53 }],
    ["producerId", { producerId: 2n ** 63n }],
    ["name", { name: "x".repeat(32768) }],
    ["id", { id: "short" }],
    ["blob", { blob: null as never }],
    ["ratio", { ratio: "1" as never }],
    ["enabled", { enabled: 1 as never }],
    ["name", { name: null as never }],
  ];
  for (const [field, value] of bad) {
    test(`${field} of ${String(Object.values(value)[0]).slice(0, 20)}`, () => {
      const write = () => Every.encode(new Writer(), 0, value);
      expect(write).toThrow(RangeError);
      if (field !== "id") expect(write).toThrow(`Cannot write ${field}`);
    });
  }
});
