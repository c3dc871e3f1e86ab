import { expect, test } from "bun:test";
import { createTTL } from "../../../lib/zookeeper/operations/create_ttl.ts";
import { deleteNode } from "../../../lib/zookeeper/operations/delete.ts";
import {
  deleteContainer,
  dueForRemoval,
} from "../../../lib/zookeeper/operations/delete_container.ts";
import { operationsByCode } from "../../../lib/zookeeper/operations/mod.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  CreateTTLRequest,
  DeleteRequest,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

function remove(bench: OperationBench, path: string) {
  return bench.write(deleteContainer, DeleteRequest, { path, version: -1 });
}

test("clients cannot ask for it", () => {
  expect(operationsByCode.has(OpCode.deleteContainer)).toBe(false);
});

test("a container is due when its last child has gone, not before its first", () => {
  const bench = new OperationBench();
  bench.node("/c", { flags: CreateMode.CONTAINER });
  expect(dueForRemoval(bench.database.tree, 0)).toEqual([]);
  bench.node("/c/a");
  expect(dueForRemoval(bench.database.tree, 0)).toEqual([]);
  expect(refusal(() => remove(bench, "/c"))).toBe("NOTEMPTY for /c");
  bench.write(deleteNode, DeleteRequest, { path: "/c/a", version: -1 });
  expect(dueForRemoval(bench.database.tree, 0)).toEqual(["/c"]);
  remove(bench, "/c");
  expect(bench.stat("/c")).toBeUndefined();
  expect(dueForRemoval(bench.database.tree, 0)).toEqual([]);
});

test("a node with a time to live is due that long after its last change", () => {
  const bench = new OperationBench({ extendedTypesEnabled: true });
  const flags = CreateMode.PERSISTENT_WITH_TTL;
  const value = { path: "/t", data: null, acl: OPEN_ACL_UNSAFE, flags, ttl: 100n };
  bench.write(createTTL, CreateTTLRequest, value);
  expect(dueForRemoval(bench.database.tree, 1100)).toEqual([]);
  expect(dueForRemoval(bench.database.tree, 1101)).toEqual(["/t"]);
  bench.node("/t/a");
  expect(dueForRemoval(bench.database.tree, 1101)).toEqual([]);
});

test("other nodes are not removed by it", () => {
  const bench = new OperationBench();
  bench.node("/a");
  expect(refusal(() => remove(bench, "/a"))).toBe("BADVERSION for /a");
  expect(refusal(() => remove(bench, "/x"))).toBe("NONODE for /x");
});
