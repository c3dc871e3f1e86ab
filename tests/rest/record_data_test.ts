import { describe, expect, test } from "bun:test";
import {
  bytesOfData,
  bytesOfHeaders,
  dataOfBytes,
  type DataWanted,
  RecordData,
  RecordHeaders,
  Timestamp,
} from "../../lib/rest/record_data.ts";

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

describe("bytesOfData()", () => {
  test.each<[unknown, string | null]>([
    [{ type: "STRING", data: "한글" }, "한글"],
    [{ type: "STRING", data: "" }, ""],
    [{ type: "BINARY", data: "aGVsbG8=" }, "hello"],
    [{ type: "BINARY", data: "" }, ""],
    [{ type: "BINARY", data: bytes("hello") }, "hello"],
    [{ type: "JSON", data: { a: [1, "x", null] } }, '{"a":[1,"x",null]}'],
    [{ type: "JSON", data: "text" }, '"text"'],
    [{ type: "JSON", data: false }, "false"],
    [{ type: "JSON", data: null }, null],
    [{ type: "STRING" }, null],
    [null, null],
    [undefined, null],
  ])("writes %j as %p", (data, text) => {
    const checked = data === null || data === undefined ? data : RecordData.check(data, "value");
    const found = bytesOfData(checked, "value");
    expect(found === null ? null : Buffer.from(found).toString()).toBe(text);
  });

  test.each<[unknown, string]>([
    [{ data: "x" }, "value.type: found nothing; allowed: BINARY, JSON, STRING"],
    [{ type: "AVRO", data: "x" }, 'value.type: found "AVRO"; allowed: BINARY, JSON, STRING'],
    [{ type: "STRING", data: 5 }, "value.data: found 5; allowed: a string, as type is STRING"],
    [{ type: "BINARY", data: 5 }, "value.data: found 5; allowed: base64 with padding"],
    [{ type: "BINARY", data: "a" }, 'value.data: found "a"; allowed: base64'],
    [{ type: "BINARY", data: "aGVsbG8" }, "allowed: base64 with padding"],
    [{ type: "BINARY", data: "aGVs bG8=" }, "allowed: base64"],
    [{ type: "BINARY", data: "a-_=" }, "allowed: base64"],
    [{ type: "JSON", data: { a: new Uint8Array(2) } }, "value.data: found"],
    [{ type: "STRING", data: "x", schema_id: 1 }, "value.schema_id: found a name that nothing has"],
  ])("refuses %j", (data, message) => {
    expect(() => bytesOfData(RecordData.check(data, "value"), "value")).toThrow(message);
  });
});

describe("dataOfBytes()", () => {
  const JSON_WANTED: DataWanted = { type: "AUTO", format: "json" };

  test.each<[string, string, unknown]>([
    ['{"a":1}', "JSON", { a: 1 }],
    [" [1]", "JSON", [1]],
    ['"x"', "JSON", "x"],
    ["{broken", "STRING", "{broken"],
    ["hello 한글\n", "STRING", "hello 한글\n"],
    ["42", "STRING", "42"],
    ["", "STRING", ""],
    ["\u0000\u0001", "BINARY", "AAE="],
    ["\ufeffx", "STRING", "\ufeffx"],
  ])("tells %j by itself", (text, type, data) => {
    expect(dataOfBytes(bytes(text), JSON_WANTED)).toEqual({ type: type as "JSON", data });
  });

  test("takes what is not UTF-8 for bytes", () => {
    const data = new Uint8Array([0xff, 0xfe]);
    expect(dataOfBytes(data, JSON_WANTED)).toEqual({ type: "BINARY", data: "//4=" });
    expect(dataOfBytes(data, { type: "STRING", format: "json" })?.type).toBe("BINARY");
  });

  test.each<[DataWanted["type"], string, string, unknown]>([
    ["BINARY", '{"a":1}', "BINARY", "eyJhIjoxfQ=="],
    ["STRING", '{"a":1}', "STRING", '{"a":1}'],
    ["JSON", "42", "JSON", 42],
    ["JSON", "null", "JSON", null],
    ["JSON", "not json", "BINARY", "bm90IGpzb24="],
  ])("decodes as %s where asked to: %j", (type, text, foundType, data) => {
    const found = dataOfBytes(bytes(text), { type, format: "json" });
    expect(found).toEqual({ type: foundType as "JSON", data });
  });

  test("gives null for null, and bytes as such to CBOR", () => {
    expect(dataOfBytes(null, JSON_WANTED)).toBeNull();
    const data = new Uint8Array([0xff]);
    expect(dataOfBytes(data, { type: "AUTO", format: "cbor" })).toEqual({ type: "BINARY", data });
  });

  test("keeps every digit of JSON numbers", () => {
    const text = '{"id":12345678901234567890}';
    expect(JSON.stringify(dataOfBytes(bytes(text), JSON_WANTED)?.data)).toBe(text);
  });

  test.each([["{}"], ['{"a":[1,2.5,"한"]}'], ["text"], [""], ["\u0000"], ['"q"']])(
    "what was read of %j can be written again",
    (text) => {
      const read = dataOfBytes(bytes(text), JSON_WANTED);
      const again = bytesOfData(RecordData.check(read, "value"), "value");
      expect(Buffer.from(again!).toString()).toBe(text);
    },
  );
});

test("bytesOfHeaders() takes base64, bytes and null", () => {
  const headers = RecordHeaders.check([
    { name: "a", value: "aGk=" },
    { name: "b", value: new Uint8Array([1]) },
    { name: "c", value: null },
    { name: "d" },
  ], "headers");
  expect(bytesOfHeaders(headers)).toEqual([
    { name: "a", value: Buffer.from("hi") },
    { name: "b", value: new Uint8Array([1]) },
    { name: "c", value: null },
    { name: "d", value: null },
  ]);
  expect(bytesOfHeaders(null)).toEqual([]);
});

describe("Timestamp", () => {
  test.each<[unknown, number]>([
    ["2023-11-14T22:13:20Z", 1_700_000_000_000],
    [1_700_000_000_000, 1_700_000_000_000],
    [0, 0],
  ])("takes %p", (value, ms) => expect(Timestamp.check(value, "timestamp")).toBe(ms));

  test.each([["yesterday"], [-1], [1.5], [true], [{}]])("refuses %p", (value) => {
    expect(() => Timestamp.check(value, "timestamp")).toThrow("Cannot take timestamp");
  });
});
