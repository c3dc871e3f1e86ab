import { expect, test } from "bun:test";
import { nextVersion } from "../../../lib/zookeeper/operations/node_access.ts";
import { refusal } from "./operation_bench.ts";

test("the next version, where the current one is expected or any", () => {
  expect(nextVersion(3, { expected: 3, path: "/a" })).toBe(4);
  expect(nextVersion(3, { expected: -1, path: "/a" })).toBe(4);
  expect(refusal(() => nextVersion(3, { expected: 2, path: "/a" }))).toBe("BADVERSION for /a");
});

test("a counter that comes round passes over -1, which means any", () => {
  expect(nextVersion(2147483647, { expected: -1, path: "/a" })).toBe(-2147483648);
  expect(nextVersion(-2, { expected: -2, path: "/a" })).toBe(0);
});
