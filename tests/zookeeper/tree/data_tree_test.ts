import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { DataTree } from "../../../lib/zookeeper/tree/data_tree.ts";
import { CONTAINER_OWNER } from "../../../lib/zookeeper/tree/node_kind.ts";
import { parentPath } from "../../../lib/zookeeper/tree/path.ts";

function add(tree: DataTree, path: string, owner = 0n) {
  const parentChildrenCreated = (tree.get(parentPath(path))?.childrenCreated ?? 0) + 1;
  return tree.create({
    path,
    data: new Uint8Array([1, 2]),
    acl: OPEN_ACL_UNSAFE,
    ephemeralOwner: owner,
    parentChildrenCreated,
    zxid: 7,
    timeMs: 70,
  });
}

test("a new tree is as a new ZooKeeper's", () => {
  const tree = new DataTree();
  // What mntr of a new server says.
  expect(tree.nodeCount).toBe(5);
  expect(tree.approximateDataSize).toBe(44);
  expect(tree.get("/")?.children()).toEqual(["zookeeper"]);
  expect(tree.get("/")?.stat()).toMatchObject({ cversion: -1, numChildren: 1, czxid: 0 });
  expect(tree.get("/zookeeper/config")?.acl).toBe(READ_ACL_UNSAFE);
});

test("creating changes the parent's counters", () => {
  const tree = new DataTree();
  add(tree, "/a");
  expect(tree.get("/a")?.stat()).toMatchObject({ czxid: 7, mzxid: 7, pzxid: 7, ctime: 70 });
  expect(tree.get("/")?.stat()).toMatchObject({ pzxid: 7, cversion: 0, numChildren: 2, mzxid: 0 });
});

test("deleting changes the parent's counters", () => {
  const tree = new DataTree();
  add(tree, "/a");
  tree.delete("/a", 8);
  expect(tree.get("/a")).toBeUndefined();
  expect(tree.get("/")?.stat()).toMatchObject({ pzxid: 8, cversion: 1, numChildren: 1 });
});

test("what became of a child is counted once, also without it", () => {
  const tree = new DataTree();
  add(tree, "/a");
  tree.countCreation("/", { parentChildrenCreated: 1, zxid: 8 });
  tree.noteDeletion("/", 6);
  expect(tree.get("/")?.stat()).toMatchObject({ pzxid: 7, cversion: 0, numChildren: 2 });
  tree.countCreation("/", { parentChildrenCreated: 3, zxid: 8 });
  expect(tree.get("/")?.stat()).toMatchObject({ pzxid: 8, cversion: 4, numChildren: 2 });
  tree.noteDeletion("/", 9);
  expect(tree.get("/")?.stat()).toMatchObject({ pzxid: 9, cversion: 4, numChildren: 2 });
  expect(() => tree.noteDeletion("/x", 9)).toThrow("Cannot find /x");
});

test("the nodes at and below one are told, parents first", () => {
  const tree = new DataTree();
  for (const path of ["/a", "/a/b", "/a/b/c", "/a/d", "/ab"]) add(tree, path);
  expect(Array.from(tree.entries("/a"), ([path]) => path)).toEqual([
    "/a",
    "/a/b",
    "/a/b/c",
    "/a/d",
  ]);
  expect([...tree.entries("/none")]).toEqual([]);
});

test("impossible changes are refused", () => {
  const tree = new DataTree();
  add(tree, "/a");
  add(tree, "/a/b");
  expect(() => add(tree, "/a")).toThrow("Cannot create /a");
  expect(() => add(tree, "/x/y")).toThrow("Cannot find /x");
  expect(() => tree.delete("/a", 9)).toThrow("Cannot delete /a: it has 1 children");
  expect(() => tree.delete("/x", 9)).toThrow("Cannot find /x");
});

test("data and lists are replaced", () => {
  const tree = new DataTree();
  add(tree, "/a");
  tree.setData("/a", { data: null, version: 1, zxid: 9, timeMs: 90 });
  tree.setAcl("/a", { acl: READ_ACL_UNSAFE, aversion: 1 });
  expect(tree.get("/a")?.stat()).toMatchObject({
    version: 1,
    mzxid: 9,
    mtime: 90,
    aversion: 1,
    dataLength: 0,
    ctime: 70,
  });
});

test("the size follows every change", () => {
  const tree = new DataTree();
  const before = tree.approximateDataSize;
  add(tree, "/값");
  expect(tree.approximateDataSize).toBe(before + 4 + 2);
  tree.setData("/값", { data: new Uint8Array(10), version: 1, zxid: 8, timeMs: 80 });
  expect(tree.approximateDataSize).toBe(before + 4 + 10);
  tree.delete("/값", 9);
  expect(tree.approximateDataSize).toBe(before);
});

test("ephemeral nodes are known by session", () => {
  const tree = new DataTree();
  add(tree, "/a", 5n);
  add(tree, "/b", 5n);
  add(tree, "/c", 6n);
  expect([...tree.ephemeralsOf(5n)]).toEqual(["/a", "/b"]);
  expect(tree.ephemeralCount).toBe(3);
  tree.delete("/a", 8);
  tree.delete("/b", 9);
  expect([...tree.ephemeralsOf(5n)]).toEqual([]);
  expect([...tree.ephemeralOwners().keys()]).toEqual([6n]);
  expect(tree.ephemeralCount).toBe(1);
});

test("containers are no session's", () => {
  const tree = new DataTree();
  add(tree, "/a", CONTAINER_OWNER);
  expect(tree.ephemeralCount).toBe(0);
  expect([...tree.expirablePaths()]).toEqual(["/a"]);
  tree.delete("/a", 8);
  expect([...tree.expirablePaths()]).toEqual([]);
});

test("descendants are counted at any depth", () => {
  const tree = new DataTree();
  for (const path of ["/a", "/a/b", "/a/b/c", "/a/d", "/ab"]) add(tree, path);
  expect(tree.countDescendants("/a")).toBe(3);
  expect(tree.countDescendants("/a/d")).toBe(0);
  expect(tree.countDescendants("/")).toBe(8);
  expect(tree.countDescendants("/none")).toBe(0);
});

test("all nodes are replaced, with their indexes", () => {
  const source = new DataTree();
  add(source, "/a", 5n);
  add(source, "/b", CONTAINER_OWNER);
  const tree = new DataTree();
  add(tree, "/old", 9n);
  tree.replaceAll(source.entries());
  expect([...tree.entries()].map(([path]) => path)).toEqual([...source.entries()].map(([p]) => p));
  expect([...tree.ephemeralOwners().keys()]).toEqual([5n]);
  expect([...tree.expirablePaths()]).toEqual(["/b"]);
  expect(tree.approximateDataSize).toBe(source.approximateDataSize);
});
