import { describe, expect, test } from "bun:test";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import {
  countedAt,
  limitedBy,
  limitsPath,
  QuotaPaths,
  readQuota,
  statsPath,
  writeUse,
} from "../../../lib/zookeeper/tree/quota.ts";
import { SnapshotEncoding } from "../../../lib/zookeeper/tree/snapshot_encoding.ts";
import { OperationBench } from "../operations/operation_bench.ts";
import { restoreSnapshot, wholeSnapshot } from "./whole_snapshot.ts";

const NONE = { count: -1, bytes: -1, countHardLimit: -1, byteHardLimit: -1 };

test.each([
  ["", NONE],
  ["count=3,bytes=-1", { ...NONE, count: 3 }],
  ["count=-1,bytes=7", { ...NONE, bytes: 7 }],
  ["count=1,bytes=2=;byteHardLimit=9;countHardLimit=4", {
    count: 1,
    bytes: 2,
    countHardLimit: 4,
    byteHardLimit: 9,
  }],
  ["bytes=;count=x,,;y", NONE],
  ["count=1e3", NONE],
])("%p says %p", (text, quota) => {
  expect(readQuota(new TextEncoder().encode(text))).toEqual(quota);
});

test("null data is no limit", () => {
  expect(readQuota(null)).toEqual(NONE);
});

test("what is written is read again", () => {
  expect(readQuota(writeUse({ count: 12, bytes: 345 }))).toEqual({
    ...NONE,
    count: 12,
    bytes: 345,
  });
});

test.each([
  [limitsPath("/a/b"), "/a/b", null],
  [statsPath("/a/b"), null, "/a/b"],
  ["/zookeeper/quota/a", null, null],
  ["/zookeeper/quota/zookeeper_limits", "", null],
  ["/zookeeper/quotas/a/zookeeper_limits", null, null],
  ["/a/zookeeper_limits", null, null],
])("%s limits %p and counts %p", (path, limited, counted) => {
  expect(limitedBy(path)).toBe(limited);
  expect(countedAt(path)).toBe(counted);
});

test("the nearest limits count, and only whole names", () => {
  const quotas = new QuotaPaths();
  expect(quotas.nearest("/a/b/c")).toBeNull();
  quotas.created(limitsPath("/a"));
  quotas.created(limitsPath("/a/b"));
  expect(quotas.nearest("/a/b/c")).toBe("/a/b");
  expect(quotas.nearest("/a/bc")).toBe("/a");
  expect(quotas.nearest("/ab")).toBeNull();
  quotas.deleted(limitsPath("/a/b"));
  expect(quotas.nearest("/a/b/c")).toBe("/a");
  quotas.clear();
  expect(quotas.nearest("/a/b/c")).toBeNull();
});

describe("a tree with a quota", () => {
  function limited(): OperationBench {
    const bench = new OperationBench();
    bench.node("/a", { data: "123" });
    for (const path of ["/zookeeper/quota/a", limitsPath("/a"), statsPath("/a")]) bench.node(path);
    return bench;
  }

  function used(database: Database): string {
    return new TextDecoder().decode(database.tree.get(statsPath("/a"))?.data ?? undefined);
  }

  test("counts what is there when counting begins, and what comes", () => {
    const bench = limited();
    expect(used(bench.database)).toBe("count=1,bytes=3");
    bench.node("/a/b", { data: "12" });
    expect(used(bench.database)).toBe("count=2,bytes=5");
    expect(bench.stat(statsPath("/a"))).toMatchObject({ version: 0, dataLength: 15 });
  });

  test("is the same from a snapshot", () => {
    const bench = limited();
    const restored = new Database();
    restoreSnapshot(restored, wholeSnapshot(new SnapshotEncoding(bench.database)));
    expect(used(restored)).toBe("count=1,bytes=3");
    expect(restored.tree.quotas.nearest("/a/x")).toBe("/a");
    expect(restored.tree.approximateDataSize).toBe(bench.database.tree.approximateDataSize);
  });
});
