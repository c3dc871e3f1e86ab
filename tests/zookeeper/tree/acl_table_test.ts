import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { AclTable } from "../../../lib/zookeeper/tree/acl_table.ts";

function digest(user: string) {
  return [{ perms: 31, id: { scheme: "digest", id: user } }];
}

test("equal lists are one, and the open one is number 0", () => {
  const table = new AclTable();
  expect(table.take(OPEN_ACL_UNSAFE)).toBe(0);
  const one = table.take(digest("a"));
  expect(table.take(digest("a"))).toBe(one);
  expect(table.take(digest("b"))).not.toBe(one);
  expect(table.get(table.take(READ_ACL_UNSAFE))).toBe(READ_ACL_UNSAFE);
  expect(table.get(one)).toEqual(digest("a"));
  expect(table.get(0)).toBe(OPEN_ACL_UNSAFE);
});

test("lists differ in every part, and null is no text", () => {
  const table = new AclTable();
  const ids = [["a", "b"], ["a", null], [null, "b"], [null, null], ["a", ""], ["", "b"]] as const;
  const lists = ids.map(([scheme, id]) => [{ perms: 1, id: { scheme, id } }]);
  const all = [...lists, [{ ...lists[0]![0]!, perms: 2 }], [...lists[0]!, ...lists[1]!], []];
  const numbers = all.map((list) => table.take(list));
  expect(new Set(numbers).size).toBe(all.length);
  expect(numbers.map((number) => table.get(number))).toEqual(all);
});

test("a list that nobody uses any more leaves its number to another", () => {
  const table = new AclTable();
  const one = table.take(digest("a"));
  table.take(digest("a"));
  table.release(one);
  expect(table.get(one)).toEqual(digest("a"));
  table.release(one);
  expect(table.take(digest("b"))).toBe(one);
  expect(table.get(one)).toEqual(digest("b"));
  expect(table.get(table.take(digest("a")))).toEqual(digest("a"));
});
