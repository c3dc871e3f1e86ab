import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { CONTAINER_OWNER } from "../../../lib/zookeeper/tree/node_kind.ts";
import { SnapshotEncoding } from "../../../lib/zookeeper/tree/snapshot_encoding.ts";
import { SnapshotError } from "../../../lib/zookeeper/tree/snapshot_error.ts";
import { restoreSnapshot, wholeSnapshot } from "./whole_snapshot.ts";

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

/** Removed nodes come last in a snapshot. */
function sorted(database: Database) {
  const all = content(database);
  return { ...all, nodes: all.nodes.sort((one, other) => one.path < other.path ? -1 : 1) };
}

test("a database comes back from its bytes", () => {
  const database = sample();
  const restored = new Database();
  restoreSnapshot(restored, wholeSnapshot(new SnapshotEncoding(database)));
  expect(content(restored)).toEqual(content(database));
  expect(restored.tree.get("/a")?.acl).toBe(OPEN_ACL_UNSAFE);
});

test("the same database gives the same bytes", () => {
  const bytes = wholeSnapshot(new SnapshotEncoding(sample()));
  const restored = new Database();
  restoreSnapshot(restored, bytes);
  expect(wholeSnapshot(new SnapshotEncoding(restored))).toEqual(bytes);
});

test("a restored node keeps no view of the snapshot", () => {
  const bytes = wholeSnapshot(new SnapshotEncoding(sample()));
  const restored = new Database();
  restoreSnapshot(restored, bytes);
  bytes.fill(0);
  expect(restored.tree.get("/a/한글")?.data).toEqual(new Uint8Array([0, 255, 7]));
});

test("a damaged snapshot is refused whole", () => {
  const bytes = wholeSnapshot(new SnapshotEncoding(sample()));
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

test("one of another version is refused", () => {
  const bytes = wholeSnapshot(new SnapshotEncoding(sample()));
  bytes[5] = 4;
  expect(() => restoreSnapshot(new Database(), bytes)).toThrow(
    "version 4: this program reads 1 and 3",
  );
  for (const version of [0, 2]) {
    bytes[5] = version;
    expect(() => restoreSnapshot(new Database(), bytes)).toThrow(`version ${version}`);
  }
});

test("pieces are of the moment at which they began, however small", () => {
  const database = sample();
  const encoding = new SnapshotEncoding(database);
  const pieces: Uint8Array[] = [];
  const setData = { data: null, version: 1, zxid: 2 ** 40 + 6, timeMs: 1 };
  for (;;) {
    const piece = encoding.next(() => true);
    if (piece === null) break;
    pieces.push(piece.slice());
    database.tree.setData("/c", setData);
    if (pieces.length === 3) {
      database.tree.delete("/a/한글", 2 ** 40 + 7);
      database.sessions.clear();
      database.lastProcessedZxid = 2 ** 40 + 7;
    }
  }
  encoding.end();
  expect(pieces.length).toBeGreaterThan(10);
  const restored = new Database();
  restoreSnapshot(restored, Buffer.concat(pieces));
  expect(sorted(restored)).toEqual(sorted(sample()));
});

test("a piece of many nodes ends at about 64 KiB", () => {
  const database = new Database();
  const base = { acl: OPEN_ACL_UNSAFE, ephemeralOwner: 0n, zxid: 1, timeMs: 1 };
  const data = new Uint8Array(1000);
  for (let i = 0; i < 500; i++) {
    database.tree.create({ path: `/n${i}`, data, parentChildrenCreated: i, ...base });
  }
  const encoding = new SnapshotEncoding(database);
  const lengths: number[] = [];
  for (let piece = encoding.next(); piece !== null; piece = encoding.next()) {
    lengths.push(piece.length);
  }
  encoding.end();
  expect(encoding.next()).toBe(null);
  expect(lengths.length).toBeGreaterThan(7);
  expect(Math.max(...lengths)).toBeLessThan(68 << 10);
});
