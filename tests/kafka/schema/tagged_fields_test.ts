import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  array,
  type Infer,
  int32,
  message,
  string,
  type UnknownTaggedField,
} from "../../../lib/kafka/schema/mod.ts";

/** Tags 1 and 3 are known, at the top; none in the rows. */
const Tagged = message("Tagged", { versions: [0, 1], flexibleFrom: 1 }, {
  rows: array({ key: int32() }),
  name: string({ from: 1, tag: 1 }),
  count: int32({ from: 1, default: -1, tag: 3 }),
});
type Tagged = Infer<typeof Tagged>;

function decode(hex: string): Tagged {
  return Tagged.decode(new Reader(new Uint8Array(Buffer.from(hex, "hex"))), 1);
}

function encode(value: Tagged, version = 1): string {
  const writer = new Writer();
  Tagged.encode(writer, version, value);
  return Buffer.from(writer.finish()).toString("hex");
}

function unknown(...tags: number[]): UnknownTaggedField[] {
  return tags.map((tag) => ({ tag, data: new Uint8Array([tag]) }));
}

describe("unknown tagged fields", () => {
  const rows = "02" + "00000007" + "01" + "050255aa"; // one row with an unknown tag 5

  test("are kept at every level, and come out in their place among the known", () => {
    const hex = rows + "05" + "000100" + "010202" + "61" + "020102" + "030400000009" + "090109";
    const value = decode(hex);
    expect(value.rows[0]!.unknownTaggedFields).toEqual([
      { tag: 5, data: new Uint8Array([0x55, 0xaa]) },
    ]);
    expect(value.name).toBe("a");
    expect(value.count).toBe(9);
    expect(value.unknownTaggedFields!.map(({ tag }) => tag)).toEqual([0, 2, 9]);
    expect(encode(value)).toBe(hex);
  });

  test("are read where a struct knows no tags", () => {
    expect(decode("02" + "00000007" + "00" + "00")).toEqual({
      rows: [{ key: 7 }],
      name: "",
      count: -1,
    });
  });

  test("must ascend on the wire", () => {
    expect(() => decode("01" + "02" + "0500" + "0400")).toThrow(MalformedError);
    expect(() => decode("01" + "02" + "0500" + "0500")).toThrow("Cannot read tag 5");
    expect(() => decode("01" + "02" + "030400000009" + "030400000009")).toThrow(MalformedError);
    expect(() => decode("02" + "00000007" + "02" + "0500" + "0400" + "00")).toThrow(MalformedError);
  });

  test("must not reach beyond the frame", () => {
    expect(() => decode("01" + "01" + "05" + "ffffffff0f" + "00")).toThrow(MalformedError);
    expect(() => decode("01" + "ffffffff0f" + "0500")).toThrow(MalformedError);
  });

  test("must ascend in values, and leave known tags alone", () => {
    const value = { rows: [], name: "", count: -1 };
    expect(() => encode({ ...value, unknownTaggedFields: unknown(5, 4) })).toThrow(RangeError);
    expect(() => encode({ ...value, unknownTaggedFields: unknown(5, 5) })).toThrow(RangeError);
    expect(() => encode({ ...value, unknownTaggedFields: unknown(3) })).toThrow(RangeError);
    expect(encode({ ...value, unknownTaggedFields: unknown(2, 4) })).toBe("0102020102040104");
  });

  test("cannot be written in a version without tagged fields", () => {
    const value = { rows: [], name: "", count: -1 };
    expect(() => encode({ ...value, unknownTaggedFields: unknown(7) }, 0)).toThrow(RangeError);
    expect(encode({ ...value, unknownTaggedFields: [] }, 0)).toBe("00000000");
  });

  test("of a known tag must take the size that it says", () => {
    expect(() => decode("01" + "01" + "030500000009" + "00")).toThrow(
      "Cannot read tagged field 3: it ends at 8, its size says 9",
    );
  });
});
