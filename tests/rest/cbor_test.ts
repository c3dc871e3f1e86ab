import { describe, expect, test } from "bun:test";
import { decodeCbor, decodeCborSequence, encodeCbor } from "../../lib/rest/cbor.ts";
import { RestError } from "../../lib/rest/failure.ts";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function fromHex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

describe("encodeCbor()", () => {
  test.each<[unknown, string]>([
    [{ a: 1 }, "a1 61 61 01"],
    [{ a: undefined, b: null }, "a1 61 62 f6"],
    [[1, -1, 1.5], "83 01 20 f9 3e 00"],
    [1_700_000_000_000, "1b 00 00 01 8b cf e5 68 00"],
    [-5_000_000_000, "3b 00 00 00 01 2a 05 f1 ff"],
    [new Uint8Array([1, 2]), "42 01 02"],
    [Buffer.from([1, 2]), "42 01 02"],
    ["한", "63 ed 95 9c"],
  ])("writes %j as RFC 8949 has it", (value, expected) => {
    const bytes = hex(encodeCbor(value));
    // A float may be written at any of its widths.
    const wide = expected.replace("f9 3e 00", "fb 3f f8 00 00 00 00 00 00").replaceAll(" ", "");
    expect([expected.replaceAll(" ", ""), wide]).toContain(bytes);
  });
});

describe("decodeCbor()", () => {
  test.each<[unknown]>([
    [{ topic_name: "t", partitions_count: 3, configs: [{ name: "a", value: null }] }],
    [{ offset: 2 ** 40, nested: { list: [[], {}] }, text: "한글 🚢", ratio: 0.1, yes: true }],
    [new Uint8Array([0, 255])],
  ])("reads back %#", (value) => {
    expect(decodeCbor(encodeCbor(value))).toEqual(value);
  });

  test("keeps all digits of integers past 2^53", () => {
    const value = decodeCbor(fromHex("a1 61 61 1b 70 00 00 00 00 00 00 01"));
    expect(JSON.stringify(value)).toBe('{"a":8070450532247928833}');
  });

  test.each([
    ["a1", "ends early"],
    ["1c", "reserved"],
    ["c1 00", "a tagged date"],
    ["d8 23 61 28", "a tagged regular expression"],
    ["9b 00 00 00 00 ff ff ff ff", "a list that claims 4 billion items"],
    ["bb 7f ff ff ff ff ff ff ff", "a map that claims more"],
    ["5b 00 00 00 00 ff ff ff ff 01", "bytes that claim more"],
    ["f9 7e 00", "NaN"],
    ["81".repeat(200_000) + "01", "nested too deep"],
  ])("refuses %# %s", (text) => {
    expect(() => decodeCbor(fromHex(text))).toThrow(RestError);
    expect(() => decodeCbor(fromHex(text))).toThrow("Cannot read the body as CBOR: ");
  });
});

describe("decodeCborSequence()", () => {
  test("reads values one after another", () => {
    const bytes = Buffer.concat([encodeCbor({ a: 1 }), encodeCbor({ b: [2] })]);
    expect(decodeCborSequence(bytes)).toEqual([{ a: 1 }, { b: [2] }]);
  });

  test("refuses one that is cut off", () => {
    const bytes = Buffer.concat([encodeCbor({ a: 1 }), encodeCbor({ b: [2] })]);
    expect(() => decodeCborSequence(bytes.subarray(0, bytes.length - 1))).toThrow(RestError);
  });
});
