import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { SETTINGS_DOCUMENT, settingTables, withSettingTables } from "./setting_tables.ts";

const text = readFileSync(SETTINGS_DOCUMENT, "utf8");

test("every table has its place", () => {
  const places = [...text.matchAll(/<!-- table: (\w+) -->/g)].map(([, name]) => name!);
  expect(places.sort()).toEqual(Object.keys(settingTables).sort());
});

// Where this fails: node scripts/bun.mjs tests/docs/setting_tables.ts
test("the tables are those of the program", () => {
  expect(text).toBe(withSettingTables(text));
});
