import { expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
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

test("ephemeral nodes are found without a look at every change: many sessions end at once", () => {
  const changes = new OutstandingChanges(new DataTree());
  let looks = 0;
  for (let i = 0; i < 100; i++) {
    const node = view(`/${i}`);
    Object.defineProperty(node, "ephemeralOwner", { get: () => (looks++, 0n) });
    changes.put(node, 1);
  }
  looks = 0;
  expect(changes.ephemeralsOf(5n).size).toBe(0);
  expect(looks).toBe(0);
});

test("ephemeral nodes are told right after any changes, rollbacks and commits", () => {
  const random = new SeededRandom(7);
  const changes = new OutstandingChanges(new DataTree());
  // What each transaction makes of the tree, in order: the tree itself never gets it.
  const pending: { zxid: number; path: string; owner: bigint | null }[] = [];
  let firstZxid = 1;
  for (let zxid = 1; zxid < 2000; zxid++) {
    changes.begin();
    const made: typeof pending = [];
    for (let i = random.int(4); i > 0; i--) {
      const path = `/${random.int(6)}`;
      const owner = [null, 0n, 1n, 2n][random.int(4)]!;
      if (owner === null) changes.remove(path, zxid);
      else changes.put(view(path, { ephemeralOwner: owner }), zxid);
      made.push({ zxid, path, owner });
    }
    if (random.int(3) === 0) changes.rollback();
    else pending.push(...made);
    if (random.int(4) === 0) {
      firstZxid = Math.max(firstZxid, zxid - random.int(5));
      changes.applied(firstZxid - 1);
    }
    const last = new Map<string, bigint | null>();
    for (const one of pending) if (one.zxid >= firstZxid) last.set(one.path, one.owner);
    for (const owner of [1n, 2n]) {
      const wanted = [...last].filter(([, its]) => its === owner).map(([path]) => path);
      expect([...changes.ephemeralsOf(owner)].sort()).toEqual(wanted.sort());
    }
  }
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
