import { expect, test } from "bun:test";
import { operationsByCode, transactionTypesByCode } from "../../../lib/zookeeper/operations/mod.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";

test("clients may ask for what ZooKeeper 3.9 takes", () => {
  const own: number[] = [
    OpCode.notification,
    OpCode.check,
    OpCode.createSession,
    OpCode.deleteContainer,
    OpCode.error,
  ];
  const wanted = Object.values(OpCode).filter((code) => !own.includes(code));
  expect([...operationsByCode.keys()].sort()).toEqual(wanted.sort());
});

test("no two operations have one code", () => {
  for (const [code, operation] of operationsByCode) expect(operation.code).toBe(code);
});

test("the log's types are the codes of the operations that write", () => {
  expect([...transactionTypesByCode.keys()].sort((a, b) => a - b)).toEqual(
    [-11, -10, 1, 2, 5, 7, 13, 14],
  );
});
