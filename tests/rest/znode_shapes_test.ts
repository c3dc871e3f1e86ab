import { expect, test } from "bun:test";
import { aclBody, aclOf, statBody, ZnodeAcl } from "../../lib/rest/znode_shapes.ts";
import { Perms } from "../../lib/zookeeper/tree/acl.ts";

test("permissions are zkCli's letters, in its order, both ways", () => {
  const list = [{ scheme: "world", id: "anyone", permissions: "wrc" }];
  const acl = aclOf(ZnodeAcl.check(list, "acl"));
  expect(acl).toEqual([{
    perms: Perms.READ | Perms.WRITE | Perms.CREATE,
    id: { scheme: "world", id: "anyone" },
  }]);
  expect(aclBody(acl)).toEqual([{ scheme: "world", id: "anyone", permissions: "crw" }]);
  expect(aclBody([{ perms: Perms.ALL, id: { scheme: null, id: null } }])[0]!.permissions).toBe(
    "cdrwa",
  );
  const wrong = [{ scheme: "world", id: "anyone", permissions: "" }];
  expect(() => ZnodeAcl.check(wrong, "acl")).toThrow("letters of cdrwa");
});

test("a stat has times in ISO 8601, and the owner of an ephemeral node as ZooKeeper writes it", () => {
  const stat = {
    czxid: 1n,
    mzxid: 2n,
    pzxid: 3n,
    ctime: 0n,
    mtime: 1_700_000_000_500n,
    version: 4,
    cversion: 5,
    aversion: 6,
    ephemeralOwner: -1n,
    dataLength: 7,
    numChildren: 8,
  };
  expect(statBody(stat)).toEqual({
    czxid: 1,
    mzxid: 2,
    pzxid: 3,
    ctime: "1970-01-01T00:00:00.000Z",
    mtime: "2023-11-14T22:13:20.500Z",
    version: 4,
    cversion: 5,
    aversion: 6,
    ephemeral_owner: "0xffffffffffffffff",
    data_length: 7,
    num_children: 8,
  });
  expect(statBody({ ...stat, ephemeralOwner: 0n }).ephemeral_owner).toBeNull();
});
