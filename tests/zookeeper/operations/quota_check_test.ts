import { describe, expect, test } from "bun:test";
import type { PrepareContext } from "../../../lib/zookeeper/operations/operation.ts";
import { checkQuota } from "../../../lib/zookeeper/operations/quota_check.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import * as requests from "../../../lib/zookeeper/protocol/request_records.ts";
import { operationsByCode } from "../../../lib/zookeeper/operations/mod.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { OperationBench } from "./operation_bench.ts";

/** What a write of so much below `/a` brings, with these limits and 2 nodes of 10 bytes there. */
function outcome(limits: string, asked: { count: number; bytes: number }, enforceQuota = true) {
  const bench = new OperationBench({ enforceQuota });
  const create = operationsByCode.get(OpCode.create);
  if (create?.kind !== "write") throw new Error("create is a write");
  const make = (path: string, data: string | null) =>
    bench.write(create, requests.CreateRequest, {
      path,
      data: data === null ? null : new TextEncoder().encode(data),
      acl: OPEN_ACL_UNSAFE,
      flags: 0,
    });
  make("/a", "12345");
  make("/a/b", "67890");
  make("/zookeeper/quota/a", null);
  make("/zookeeper/quota/a/zookeeper_limits", limits);
  make("/zookeeper/quota/a/zookeeper_stats", "count=0,bytes=0");
  const told: string[] = [];
  const context: PrepareContext = {
    changes: bench.changes,
    caller: bench.caller,
    zxid: 1,
    settings: bench.settings,
    softLimitExceeded: (text) => told.push(text),
  };
  try {
    checkQuota("/a/c", { context, ...asked });
  } catch (error) {
    return String(error);
  }
  return told;
}

describe("a quota", () => {
  test("its hard limits refuse", () => {
    const limits = "count=1,bytes=1=;byteHardLimit=12;countHardLimit=3";
    expect(outcome(limits, { count: 1, bytes: 2 })).toEqual([]);
    expect(outcome(limits, { count: 2, bytes: 0 })).toContain("QUOTAEXCEEDED");
    expect(outcome(limits, { count: 0, bytes: 3 })).toContain("QUOTAEXCEEDED");
  });

  test("its soft limits are told", () => {
    expect(outcome("count=2,bytes=11", { count: 1, bytes: 2 })).toEqual([
      "Quota exceeded: /a [current count=3, soft limit=2]",
      "Quota exceeded: /a [current bytes=12, soft limit=11]",
    ]);
    expect(outcome("count=3,bytes=-1", { count: 1, bytes: 2 })).toEqual([]);
  });

  test("is nothing where quotas are not enforced", () => {
    expect(outcome("count=0,bytes=0", { count: 1, bytes: 2 }, false)).toEqual([]);
  });
});
