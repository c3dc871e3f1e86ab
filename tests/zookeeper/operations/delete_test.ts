import { expect, test } from "bun:test";
import { deleteNode } from "../../../lib/zookeeper/operations/delete.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import { DeleteRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import { Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

function remove(bench: OperationBench, path: string | null, version = -1) {
  return bench.write(deleteNode, DeleteRequest, { path, version });
}

test("removes a node; the reply has no body", () => {
  const bench = new OperationBench();
  bench.node("/a");
  expect(remove(bench, "/a", 0).remaining).toBe(0);
  expect(bench.stat("/a")).toBeUndefined();
  expect(bench.stat("/")).toMatchObject({ pzxid: 2, cversion: 1 });
});

test("refuses what ZooKeeper refuses", () => {
  const bench = new OperationBench();
  bench.node("/a");
  bench.node("/a/b");
  expect(refusal(() => remove(bench, "/x"))).toBe("NONODE for /x");
  expect(refusal(() => remove(bench, "/x/y"))).toBe("NONODE for /x");
  expect(refusal(() => remove(bench, "/a", 7))).toBe("BADVERSION for /a");
  expect(refusal(() => remove(bench, "/a"))).toBe("NOTEMPTY for /a");
  expect(refusal(() => remove(bench, "/"))).toBe("BADARGUMENTS for /");
  expect(refusal(() => remove(bench, "/zookeeper"))).toBe("BADARGUMENTS for /zookeeper");
  expect(refusal(() => remove(bench, null))).toBe("MARSHALLINGERROR");
});

test("needs DELETE on the parent, not on the node", () => {
  const bench = new OperationBench();
  const world = { scheme: "world", id: "anyone" };
  const noDelete: ACL[] = [{ perms: Perms.ALL & ~Perms.DELETE, id: world }];
  bench.node("/a", { acl: noDelete });
  bench.node("/a/b");
  expect(refusal(() => remove(bench, "/a/b"))).toBe("NOAUTH for /a/b");
  bench.node("/c", { acl: noDelete });
  remove(bench, "/c");
});

test("is told to those who watch", () => {
  const bench = new OperationBench();
  bench.node("/a");
  const { watches, caller } = bench;
  watches.children.add("/a", { watcher: caller, mode: WatchMode.STANDARD });
  watches.children.add("/", { watcher: caller, mode: WatchMode.STANDARD });
  remove(bench, "/a");
  expect(caller.heard()).toEqual([
    `${EventType.NODE_DELETED} /a`,
    `${EventType.NODE_CHILDREN_CHANGED} /`,
  ]);
});
