import { expect, test } from "bun:test";
import { KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { DataTree } from "../../../lib/zookeeper/tree/data_tree.ts";
import {
  type NodeView,
  OutstandingChanges,
} from "../../../lib/zookeeper/tree/outstanding_changes.ts";

function view(path: string, fields: Partial<NodeView> = {}): NodeView {
  return {
    path,
    version: 0,
    aversion: 0,
    childrenCreated: 0,
    childCount: 0,
    dataLength: 0,
    ephemeralOwner: 0n,
    acl: OPEN_ACL_UNSAFE,
    ...fields,
  };
}

test("without changes it is the tree", () => {
  const changes = new OutstandingChanges(new DataTree());
  expect(changes.find("/")).toEqual(view("/", { childCount: 1 }));
  expect(changes.find("/a")).toBeNull();
  expect(() => changes.require("/a")).toThrow(KeeperError);
});

test("the newest change counts until it is applied", () => {
  const changes = new OutstandingChanges(new DataTree());
  changes.begin();
  changes.put(view("/a"), 1);
  changes.begin();
  changes.put(view("/a", { version: 1 }), 2);
  expect(changes.find("/a")?.version).toBe(1);
  changes.applied(1);
  expect(changes.find("/a")?.version).toBe(1);
  changes.applied(2);
  // This tree never got it: what is seen is the tree again.
  expect(changes.find("/a")).toBeNull();
  expect(changes.size).toBe(0);
});

test("a removed node is gone although the tree has it", () => {
  const changes = new OutstandingChanges(new DataTree());
  changes.remove("/zookeeper", 1);
  expect(changes.find("/zookeeper")).toBeNull();
  changes.applied(1);
  expect(changes.find("/zookeeper")).not.toBeNull();
});

test("rollback takes back what came since begin, in any order of paths", () => {
  const changes = new OutstandingChanges(new DataTree());
  changes.begin();
  changes.put(view("/a", { version: 1 }), 1);
  changes.begin();
  changes.put(view("/a", { version: 2 }), 2);
  changes.put(view("/b"), 2);
  changes.remove("/a", 2);
  changes.rollback();
  expect(changes.find("/a")?.version).toBe(1);
  expect(changes.find("/b")).toBeNull();
  expect(changes.size).toBe(1);
  changes.rollback();
  expect(changes.size).toBe(1);
});

test("ephemeral nodes on their way are their session's", () => {
  const tree = new DataTree();
  tree.create({
    path: "/old",
    data: null,
    acl: OPEN_ACL_UNSAFE,
    ephemeralOwner: 5n,
    parentChildrenCreated: 1,
    zxid: 1,
    timeMs: 0,
  });
  const changes = new OutstandingChanges(tree);
  changes.put(view("/new", { ephemeralOwner: 5n }), 2);
  changes.put(view("/other", { ephemeralOwner: 6n }), 3);
  expect([...changes.ephemeralsOf(5n)]).toEqual(["/old", "/new"]);
  changes.remove("/old", 4);
  expect([...changes.ephemeralsOf(5n)]).toEqual(["/new"]);
});

test("a load that never pauses does not pile up", () => {
  const changes = new OutstandingChanges(new DataTree());
  for (let zxid = 1; zxid <= 10_000; zxid++) {
    changes.begin();
    changes.put(view(`/${zxid % 7}`), zxid);
    changes.applied(zxid - 1);
    expect(changes.size).toBe(1);
  }
});

test("forgetting all leaves the tree", () => {
  const changes = new OutstandingChanges(new DataTree());
  changes.put(view("/a"), 1);
  changes.clear();
  expect(changes.find("/a")).toBeNull();
  expect(changes.size).toBe(0);
});
