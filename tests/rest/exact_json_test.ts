import { expect, test } from "bun:test";
import { parseJson, rawJson } from "../../lib/rest/exact_json.ts";

test.each([
  ['{"id":9007199254740993}'],
  ['{"id":-12345678901234567890,"next":[1234567890123456789012]}'],
  ['{"pi":3.14159265358979323846}'],
  ['{"text":"12345678901234567890","n":1}'],
  ['{"a":[1,2.5,null,true,"\\n"]}'],
])("parseJson() keeps every digit of %s", (text) => {
  expect(JSON.stringify(parseJson(text))).toBe(text);
});

test("parseJson() gives plain numbers where they fit", () => {
  expect(parseJson('{"a":1234567890123456,"b":12345678901234567890}')).toMatchObject({
    a: 1234567890123456,
  });
});

test("parseJson() throws on what is not JSON", () => {
  expect(() => parseJson("{'a':1}")).toThrow(SyntaxError);
  expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError);
});

test("rawJson() is written as it is", () => {
  expect(JSON.stringify([rawJson("12345678901234567890")])).toBe("[12345678901234567890]");
});
