import { expect, test } from "bun:test";
import { LoggerLevels } from "../../../lib/io/logger_levels.ts";
import { checkLevels, describeLevels } from "../../../lib/kafka/topic/logger_edit.ts";

function levelsOf(...components: string[]): LoggerLevels {
  const levels = new LoggerLevels("INFO");
  for (const component of components) levels.know(component);
  return levels;
}

test("root comes first, then each part in order of name", () => {
  const levels = levelsOf("storage", "groups");
  levels.set("storage", "WARN");
  expect(describeLevels(levels).map(({ name, value }) => [name, value])).toEqual([
    ["root", "INFO"],
    ["groups", "INFO"],
    ["storage", "WARN"],
  ]);
});

test("nothing changes where one of the changes is refused", () => {
  const levels = levelsOf("groups");
  expect(() =>
    checkLevels([
      { name: "groups", operation: "SET", value: "DEBUG" },
      { name: "no.such", operation: "SET", value: "DEBUG" },
    ], levels)
  ).toThrow("Logger no.such does not exist!");
  expect(levels.of("groups")).toBe("INFO");
});

test("a name of Object's own is no level", () => {
  const change = { name: "root", operation: "SET", value: "constructor" } as const;
  expect(() => checkLevels([change], levelsOf())).toThrow("not a supported log level");
});
