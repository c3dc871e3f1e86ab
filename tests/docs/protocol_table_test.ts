/**
 * docs/PROTOCOL.md says what is served: its tables are those of the program's own lists.
 *
 * @module
 */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DOCUMENT, tables, withTables } from "./protocol_tables.ts";

const text = readFileSync(DOCUMENT, "utf8");

test("the document has every table once", () => {
  const found = [...text.matchAll(/<!-- table: (\w+) -->/g)].map((match) => match[1]);
  expect(found).toEqual(Object.keys(tables));
});

// Where this fails: node scripts/bun.mjs tests/docs/protocol_tables.ts
for (const name of Object.keys(tables)) {
  test(`the table of ${name} is what the program serves`, () => {
    expect(tableIn(text, name)).toBe(tableIn(withTables(text), name));
  });
}

test("a document with an old table is told from one with the right one", () => {
  const old = "<!-- table: words -->\n\n| word |\n\n<!-- end -->\n";
  expect(withTables(old)).not.toBe(old);
  expect(withTables(withTables(old))).toBe(withTables(old));
});

function tableIn(document: string, name: string): string {
  return new RegExp(`<!-- table: ${name} -->([\\s\\S]*?)<!-- end -->`).exec(document)?.[1] ?? "";
}
