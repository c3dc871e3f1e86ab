import { describe, expect, test } from "bun:test";
import { LineReader } from "../../../lib/cli/producer/line_reader.ts";

const decoder = new TextDecoder();

function read(line: string, properties: Record<string, string> = {}) {
  const reader = new LineReader(new Map(Object.entries(properties)));
  const { key, value, headers } = reader.read(line);
  const text = (bytes: Uint8Array | null) => bytes === null ? null : decoder.decode(bytes);
  return {
    key: text(key),
    value: text(value),
    headers: headers.map((header) => [header.key, text(header.value)]),
  };
}

describe("LineReader", () => {
  test("takes the whole line as the value", () => {
    expect(read("a\tb")).toEqual({ key: null, value: "a\tb", headers: [] });
    expect(read("")).toEqual({ key: null, value: "", headers: [] });
  });

  test("parts key and value", () => {
    expect(read("k\tv", { "parse.key": "true" })).toEqual({ key: "k", value: "v", headers: [] });
    expect(read("k:v:w", { "parse.key": "TRUE", "key.separator": ":" })).toMatchObject({
      key: "k",
      value: "v:w",
    });
  });

  test("parts headers before the key", () => {
    const properties = { "parse.key": "true", "parse.headers": "true", "null.marker": "NULL" };
    expect(read("h1:a,h2:b\tk9\tv9", properties)).toEqual({
      key: "k9",
      value: "v9",
      headers: [["h1", "a"], ["h2", "b"]],
    });
    expect(read("h1:NULL\tk8\tNULL", properties)).toEqual({
      key: "k8",
      value: null,
      headers: [["h1", null]],
    });
    expect(read("NULL\tNULL\tv", properties)).toEqual({ key: null, value: "v", headers: [] });
  });

  test("says on which line a separator is missing, unless errors are ignored", () => {
    const reader = new LineReader(new Map([["parse.key", "true"]]));
    reader.read("a\tb");
    expect(() => reader.read("ab")).toThrow("No key separator found on line number 2: 'ab'");
    expect(read("ab", { "parse.key": "true", "ignore.error": "true" })).toMatchObject({
      key: null,
      value: "ab",
    });
    expect(() => read("h\tv", { "parse.headers": "true" })).toThrow(
      "No header key separator found in pair 'h' on line number 1",
    );
    expect(() => read("N:x\tv", { "parse.headers": "true", "null.marker": "N" })).toThrow(
      "Header keys should not be equal to the null marker 'N'",
    );
  });

  test("refuses separators that are the same", () => {
    expect(() => read("x", { "headers.delimiter": "," })).toThrow(
      "headers.delimiter and headers.separator may not be equal",
    );
    expect(() => read("x", { "null.marker": "\t" })).toThrow(
      "null.marker and key.separator may not be equal",
    );
  });
});
