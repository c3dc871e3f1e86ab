import { expect, test } from "bun:test";
import { planFields } from "../../../lib/cli/offsets/plan_line.ts";

test("fields with and without quotes", () => {
  expect(planFields("topic,0,15")).toEqual(["topic", "0", "15"]);
  expect(planFields('"g,1", "say ""hi""" ,0, 15')).toEqual(["g,1", 'say "hi"', "0", "15"]);
  expect(planFields("topic,,")).toEqual(["topic", "", ""]);
  expect(planFields('"",1')).toEqual(["", "1"]);
  expect(planFields(",topic,0,15")).toEqual(["", "topic", "0", "15"]);
});
