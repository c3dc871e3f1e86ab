import { expect, test } from "bun:test";
import { setACL } from "../../../lib/zookeeper/operations/set_acl.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import { SetACLRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import { SetACLResponse } from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

function set(bench: OperationBench, path: string, acl: readonly ACL[] | null, version = -1) {
  const reply = bench.write(setACL, SetACLRequest, { path, acl, version });
  return SetACLResponse.read(reply).stat;
}

test("replaces the list and counts its version only", () => {
  const bench = new OperationBench();
  bench.node("/a");
  expect(set(bench, "/a", READ_ACL_UNSAFE, 0)).toMatchObject({
    aversion: 1,
    version: 0,
    mzxid: 1n,
  });
  expect(bench.database.tree.get("/a")?.acl).toEqual(READ_ACL_UNSAFE);
});

test("refuses what ZooKeeper refuses", () => {
  const bench = new OperationBench();
  bench.node("/a");
  bench.node("/ro", { acl: READ_ACL_UNSAFE });
  expect(refusal(() => set(bench, "/a", OPEN_ACL_UNSAFE, 3))).toBe("BADVERSION for /a");
  expect(refusal(() => set(bench, "/x", OPEN_ACL_UNSAFE))).toBe("NONODE for /x");
  expect(refusal(() => set(bench, "/ro", OPEN_ACL_UNSAFE))).toBe("NOAUTH for /ro");
  expect(refusal(() => set(bench, "/a", null))).toBe("INVALIDACL for /a");
  expect(refusal(() => set(bench, "//", OPEN_ACL_UNSAFE))).toBe("BADARGUMENTS for //");
});
