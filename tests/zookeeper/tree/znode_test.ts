import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { CONTAINER_OWNER } from "../../../lib/zookeeper/tree/node_kind.ts";
import { Znode, type ZnodeFields } from "../../../lib/zookeeper/tree/znode.ts";

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

test("a stat has the node's fields", () => {
  expect(new Znode(fields).stat()).toEqual({
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

test("cversion counts creates and deletes of children", () => {
  const node = new Znode({ ...fields, childrenCreated: 2 });
  node.addChild("a");
  node.addChild("b");
  expect(node.stat().cversion).toBe(2);
  node.removeChild("a");
  expect(node.stat()).toMatchObject({ cversion: 3, numChildren: 1 });
  node.removeChild("b");
  expect(node.stat()).toMatchObject({ cversion: 4, numChildren: 0 });
  expect(node.children()).toEqual([]);
});

test("only a session shows as owner", () => {
  expect(new Znode({ ...fields, ephemeralOwner: 7n }).stat().ephemeralOwner).toBe(7n);
  const container = new Znode({ ...fields, ephemeralOwner: CONTAINER_OWNER });
  expect(container.stat().ephemeralOwner).toBe(0n);
});

test("no data is no bytes", () => {
  expect(new Znode({ ...fields, data: null }).stat().dataLength).toBe(0);
});
