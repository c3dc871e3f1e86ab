import { expect, test } from "bun:test";
import { OpCode, opName } from "../../../lib/zookeeper/protocol/op_code.ts";

test("codes have their names", () => {
  expect(opName(OpCode.getChildren2)).toBe("getChildren2");
  expect(opName(-11)).toBe("closeSession");
  expect(opName(4711)).toBe("operation 4711");
});

test("no two operations share a code", () => {
  expect(new Set(Object.values(OpCode)).size).toBe(Object.keys(OpCode).length);
});
