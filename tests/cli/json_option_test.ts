import { expect, test } from "bun:test";
import { repeatedIn } from "../../lib/cli/json_option.ts";

test("what stands more than once in a list is told once, in the order of its repetitions", () => {
  expect(repeatedIn(["t-0", "t-1"])).toEqual([]);
  expect(repeatedIn(["t-0", "t-1", "t-1", "t-0", "t-1"])).toEqual(["t-1", "t-0"]);
  expect(repeatedIn([1, 2, 1])).toEqual([1]);
});
