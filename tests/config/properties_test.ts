import { describe, expect, test } from "bun:test";
import { parseProperties, PropertiesError } from "../../lib/config/properties.ts";

/** Text, and each property's key, value and line; all as java.util.Properties reads them. */
const rows: readonly (readonly [string, readonly (readonly [string, string, number])[]])[] = [
  ["# c\n! d\n  # e\na=b", [["a", "b", 4]]],
  [" a = b \\\n   c", [["a", "b c", 1]]],
  ["k\\ ey:v", [["k ey", "v", 1]]],
  ["x y z", [["x", "y z", 1]]],
  ["\\u0041=\\u00e9\\t|\\q", [["A", "é\t|q", 1]]],
  ["empty\nempty2=\n   \nlast", [["empty", "", 1], ["empty2", "", 2], ["last", "", 4]]],
  ["q==r", [["q", "=r", 1]]],
  ["trail=abc  ", [["trail", "abc  ", 1]]],
  ["a.b\\:c=1", [["a.b:c", "1", 1]]],
  ["back=\\\\\nnext=1", [["back", "\\", 1], ["next", "1", 2]]],
  ["last=x\\\n\nnext=1", [["last", "x", 1], ["next", "1", 3]]],
  ["a=1\r\nb=2\rc=3", [["a", "1", 1], ["b", "2", 2], ["c", "3", 3]]],
  ["hash=a#b", [["hash", "a#b", 1]]],
  [" k \t = \t v", [["k", "v", 1]]],
  ["ff\fgg", [["ff", "gg", 1]]],
  ["cont=a\\\n# not comment", [["cont", "a# not comment", 1]]],
  ["end=a\\", [["end", "a", 1]]],
  ["\uFEFFbom=1", [["bom", "1", 1]]],
  ["한국=값", [["한국", "값", 1]]],
  ["twice=1\ntwice=2", [["twice", "1", 1], ["twice", "2", 2]]],
  ["password=a\\=b\\#c\\!d", [["password", "a=b#c!d", 1]]],
  ["dir=C\\:\\\\kafka", [["dir", "C:\\kafka", 1]]],
  ["", []],
];

describe("parseProperties()", () => {
  test.each(rows)("reads %j", (text, properties) => {
    expect(parseProperties(text).map(({ key, value, line }) => [key, value, line])).toEqual(
      properties.map((property) => [...property]),
    );
  });

  test("names the line of a malformed escape", () => {
    try {
      parseProperties("a=1\nb=\\u00zz\n");
    } catch (error) {
      expect(error).toBeInstanceOf(PropertiesError);
      expect((error as PropertiesError).line).toBe(2);
      return;
    }
    throw new Error("Nothing was thrown");
  });
});
