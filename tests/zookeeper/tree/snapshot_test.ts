import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { CONTAINER_OWNER } from "../../../lib/zookeeper/tree/node_kind.ts";
import {
  encodeSnapshot,
  restoreSnapshot,
  SnapshotError,
} from "../../../lib/zookeeper/tree/snapshot.ts";

function sample(): Database {
  const database = new Database();
  const base = { acl: OPEN_ACL_UNSAFE, zxid: 2 ** 40, timeMs: 1_700_000_000_000 };
  const acl = [{ perms: 31, id: { scheme: "digest", id: "u:hash" } }];
  const counters = { parentChildrenCreated: 1 };
  const { tree } = database;
  tree.create({ path: "/a", data: null, ephemeralOwner: 0n, ...base, ...counters });
  const data = new Uint8Array([0, 255, 7]);
  tree.create({ path: "/a/한글", data, ephemeralOwner: 7n, ...base, ...counters, acl });
  const owner = 0x1a1fd57b84d0001n;
  tree.create({ path: "/e", data: new Uint8Array(0), ephemeralOwner: owner, ...base, ...counters });
  tree.create({ path: "/c", data, ephemeralOwner: CONTAINER_OWNER, ...base, ...counters });
  for (const [id, isLocal] of [[owner, false], [7n, true]] as const) {
    const password = new Uint8Array(16).fill(Number(id % 200n));
    database.sessions.set(id, { id, timeoutMs: 6000, password, isLocal, isClosing: false });
  }
  database.lastProcessedZxid = 2 ** 40 + 5;
  return database;
}

function content(database: Database) {
  return {
    nodes: [...database.tree.entries()].map(([path, node]) => ({
      path,
      data: node.data && Buffer.from(node.data).toString("hex"),
      acl: node.acl,
      owner: node.ephemeralOwner,
      stat: node.stat(),
    })),
    sessions: [...database.sessions.values()],
    zxid: database.lastProcessedZxid,
    ephemerals: database.tree.ephemeralCount,
    size: database.tree.approximateDataSize,
  };
}

test("a database comes back from its bytes", () => {
  const database = sample();
  const restored = new Database();
  restoreSnapshot(restored, encodeSnapshot(database));
  expect(content(restored)).toEqual(content(database));
  expect(restored.tree.get("/a")?.acl).toBe(OPEN_ACL_UNSAFE);
});

test("the same database gives the same bytes", () => {
  const bytes = encodeSnapshot(sample());
  const restored = new Database();
  restoreSnapshot(restored, bytes);
  expect(encodeSnapshot(restored)).toEqual(bytes);
});

test("a restored node keeps no view of the snapshot", () => {
  const bytes = encodeSnapshot(sample());
  const restored = new Database();
  restoreSnapshot(restored, bytes);
  bytes.fill(0);
  expect(restored.tree.get("/a/한글")?.data).toEqual(new Uint8Array([0, 255, 7]));
});

test("a damaged snapshot is refused whole", () => {
  const bytes = encodeSnapshot(sample());
  for (const at of [0, 5, 8, 12, 40, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    const restored = new Database();
    expect(() => restoreSnapshot(restored, damaged)).toThrow(SnapshotError);
    expect(content(restored)).toEqual(content(new Database()));
  }
  for (const length of [0, 4, 11, 12, bytes.length - 1]) {
    expect(() => restoreSnapshot(new Database(), bytes.slice(0, length))).toThrow(SnapshotError);
  }
});
