import { expect, test } from "bun:test";
import { LoggerLevels } from "../../lib/io/logger_levels.ts";

test("a component follows the root until it has a level of its own, and again after", () => {
  const levels = new LoggerLevels("WARN");
  levels.know("b");
  levels.know("a");
  expect(levels.components).toEqual(["a", "b"]);
  expect(levels.allows({ component: "a", level: "INFO" })).toBe(false);
  levels.set("a", "DEBUG");
  expect(levels.allows({ component: "a", level: "DEBUG" })).toBe(true);
  expect(levels.allows({ component: "b", level: "INFO" })).toBe(false);
  levels.setRoot("ERROR");
  levels.reset("a");
  expect([levels.of("a"), levels.root]).toEqual(["ERROR", "ERROR"]);
});
