import { expect, test } from "bun:test";
import { Writer } from "../../../lib/bytes/writer.ts";
import { GetChildrenResponse } from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { DataTree } from "../../../lib/zookeeper/tree/data_tree.ts";
import { CONTAINER_OWNER } from "../../../lib/zookeeper/tree/node_kind.ts";
import { copyFields, type Znode, type ZnodeFields } from "../../../lib/zookeeper/tree/znode.ts";

const fields: ZnodeFields = {
  data: new Uint8Array(3),
  acl: OPEN_ACL_UNSAFE,
  czxid: 1,
  mzxid: 2,
  pzxid: 3,
  ctimeMs: 10,
  mtimeMs: 20,
  version: 4,
  childrenCreated: 0,
  aversion: 5,
  ephemeralOwner: 0n,
};

function inTree(values: ZnodeFields, children: string[] = []): { tree: DataTree; node: Znode } {
  const tree = new DataTree();
  tree.insert("/n", values);
  for (const name of children) tree.insert(`/n/${name}`, fields);
  return { tree, node: tree.get("/n")! };
}

test("a stat has the node's fields", () => {
  expect(inTree(fields).node.stat()).toEqual({
    czxid: 1,
    mzxid: 2,
    ctime: 10,
    mtime: 20,
    version: 4,
    cversion: 0,
    aversion: 5,
    ephemeralOwner: 0n,
    dataLength: 3,
    numChildren: 0,
    pzxid: 3,
  });
});

test("a node has all it was given, however large", () => {
  const large = { czxid: 2 ** 52 + 1, mzxid: 2 ** 52 + 2, pzxid: 2 ** 52 + 3 };
  const negative = { version: -2, childrenCreated: -(2 ** 31), aversion: 2 ** 31 - 1 };
  const values = { ...fields, ...large, ...negative, ephemeralOwner: -(2n ** 62n) };
  expect(copyFields(inTree(values).node)).toEqual(values);
});

test("cversion counts creates and deletes of children", () => {
  const { tree, node } = inTree({ ...fields, childrenCreated: 2 }, ["a", "b"]);
  expect(node.stat().cversion).toBe(2);
  tree.delete("/n/a", 9);
  expect(node.stat()).toMatchObject({ cversion: 3, numChildren: 1 });
  tree.delete("/n/b", 9);
  expect(node.stat()).toMatchObject({ cversion: 4, numChildren: 0 });
  expect(node.children()).toEqual([]);
});

test("children come in the order of their creation", () => {
  const { tree, node } = inTree(fields, ["c", "a", "d", "b"]);
  expect(node.children()).toEqual(["c", "a", "d", "b"]);
  for (const name of ["b", "c"]) tree.delete(`/n/${name}`, 9);
  tree.insert("/n/c", fields);
  expect(node.children()).toEqual(["a", "d", "c"]);
});

test.each([[[]], [["a", "한글", "n".repeat(300)]]])(
  "children are written as jute has them: %j",
  (names) => {
    const { node } = inTree(fields, names);
    const [written, wanted] = [new Writer(), new Writer()];
    node.writeChildren(written);
    GetChildrenResponse.write(wanted, { children: names });
    expect(written.finish()).toEqual(wanted.finish());
  },
);

test("only a session shows as owner", () => {
  expect(inTree({ ...fields, ephemeralOwner: 7n }).node.stat().ephemeralOwner).toBe(7n);
  const container = inTree({ ...fields, ephemeralOwner: CONTAINER_OWNER }).node;
  expect(container.stat().ephemeralOwner).toBe(0n);
});

test("no data is no bytes", () => {
  const { node } = inTree({ ...fields, data: null });
  expect(node.stat().dataLength).toBe(0);
  expect(node.data).toBeNull();
  expect(inTree({ ...fields, data: new Uint8Array(0) }).node.data).toEqual(new Uint8Array(0));
});

test("data is a copy both ways", () => {
  const given = new Uint8Array([1, 2, 3]);
  const { tree, node } = inTree({ ...fields, data: given });
  given.fill(9);
  const read = node.data!;
  tree.setData("/n", { data: new Uint8Array([4, 5, 6]), version: 5, zxid: 9, timeMs: 9 });
  expect([...read]).toEqual([1, 2, 3]);
  read.fill(0);
  expect([...node.data!]).toEqual([4, 5, 6]);
});
