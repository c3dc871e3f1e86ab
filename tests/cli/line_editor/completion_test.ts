import { expect, test } from "bun:test";
import { inColumns, sharedBeginning } from "../../../lib/cli/line_editor/completion.ts";

test("what all begin with", () => {
  expect(sharedBeginning(["/alpha", "/alpine", "/al"])).toBe("/al");
  expect(sharedBeginning(["get"])).toBe("get");
  expect(sharedBeginning(["a", "b"])).toBe("");
  expect(sharedBeginning([])).toBe("");
});

test("columns fill the width", () => {
  expect(inColumns(["a", "bbb", "cc"], 11)).toBe("a    bbb\r\ncc");
  expect(inColumns(["a-word-wider-than-that"], 4)).toBe("a-word-wider-than-that");
});
