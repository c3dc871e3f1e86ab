import { describe, expect, test } from "bun:test";
import { RestError } from "../../lib/rest/failure.ts";
import { JsonDocuments } from "../../lib/rest/json_documents.ts";

/** What comes out when the text comes in chunks of `size` bytes. */
function split(text: string, size: number, lengthMax = 1000): string[] {
  const bytes = Buffer.from(text);
  const documents = new JsonDocuments(lengthMax);
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // A copy: the chunk may be reused by who sent it.
    found.push(...documents.push(Uint8Array.from(bytes.subarray(at, at + size))));
  }
  documents.end();
  return found;
}

describe("JsonDocuments", () => {
  test.each<[string, string[]]>([
    ["", []],
    ["  \r\n\t", []],
    ["{}", ["{}"]],
    ['{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['\n{"a":1}\r\n {"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['{"a":{"b":[{}]}}{}', ['{"a":{"b":[{}]}}', "{}"]],
    ['{"}{":"]["}{"\\"}":1}', ['{"}{":"]["}', '{"\\"}":1}']],
    ['{"a\\\\":"}"}{}', ['{"a\\\\":"}"}', "{}"]],
    ['{"이름":"값}"}{"🚢":1}', ['{"이름":"값}"}', '{"🚢":1}']],
  ])("splits %j, whatever the chunks", (text, documents) => {
    for (const size of [1, 2, 3, 5, 7, 1000]) expect(split(text, size)).toEqual(documents);
  });

  test.each([
    ["[1]", "found '[' at byte 0"],
    ["{} x", "found 'x' at byte 3"],
    ['{}\n"a"', "found '\"' at byte 3"],
    ["{}\u0000", "found byte 0 at byte 2"],
    ["{}}", "found '}' at byte 2"],
  ])("refuses %j", (text, message) => {
    for (const size of [1, 1000]) expect(() => split(text, size)).toThrow(message);
  });

  test.each([
    ['{"a":', "ends at byte 5 inside a JSON object (1 brackets open)"],
    ['{}{"a', "ends at byte 5 inside a JSON object (in a string)"],
  ])("refuses %j, which ends too early", (text, message) => {
    expect(() => split(text, 2)).toThrow(message);
  });

  test("refuses a document that is too long, but no number of short ones", () => {
    expect(split("{}".repeat(500), 7, 10).length).toBe(500);
    for (const size of [3, 1000]) {
      expect(() => split(`{"a":"${"x".repeat(20)}"}`, size, 10)).toThrow(RestError);
      expect(() => split(`{"a":"${"x".repeat(20)}"}`, size, 10)).toThrow("longer than 10 bytes");
    }
  });
});
