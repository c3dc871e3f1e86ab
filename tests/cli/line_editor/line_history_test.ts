import { expect, test } from "bun:test";
import { LineHistory } from "../../../lib/cli/line_editor/line_history.ts";

test("goes back to the first line, and forth to what was being typed", () => {
  const history = new LineHistory();
  for (const line of ["ls /", "", "get /a", "get /a"]) history.add(line);
  expect(history.next()).toBeNull();
  expect(history.previous("cre")).toBe("get /a");
  expect(history.previous("get /a")).toBe("ls /");
  expect(history.previous("ls /")).toBeNull();
  expect([history.next(), history.next(), history.next()]).toEqual(["get /a", "cre", null]);
});

test("keeps the newest thousand", () => {
  const history = new LineHistory();
  for (let at = 0; at <= 1000; at++) history.add(`line ${at}`);
  let oldest = "";
  for (let line = history.previous(""); line !== null; line = history.previous("")) oldest = line;
  expect(oldest).toBe("line 1");
});
