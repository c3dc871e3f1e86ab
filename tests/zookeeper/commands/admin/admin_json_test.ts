import { expect, test } from "bun:test";
import { Decimal } from "../../../../lib/zookeeper/commands/admin/admin_command.ts";
import { adminJson } from "../../../../lib/zookeeper/commands/admin/admin_json.ts";

test("fields stand one a line, lists in one, and long numbers keep their digits", () => {
  const text = adminJson({
    none: null,
    text: 'a "b"\n',
    id: 72059112169013248n,
    mean: new Decimal(2),
    list: [1, "b"],
    empty: { list: [], object: {} },
  });
  expect(text).toBe(`{
  "none" : null,
  "text" : "a \\"b\\"\\n",
  "id" : 72059112169013248,
  "mean" : 2.0,
  "list" : [ 1, "b" ],
  "empty" : {
    "list" : [ ],
    "object" : { }
  }
}`);
});
