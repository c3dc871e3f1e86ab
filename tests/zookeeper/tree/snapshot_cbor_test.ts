import { expect, test } from "bun:test";
import { Encoder } from "cbor-x";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { SnapshotError } from "../../../lib/zookeeper/tree/snapshot_error.ts";
import { restoreSnapshot } from "./whole_snapshot.ts";

const OWNER = 0x1a1fd57b84d0001n;
const LATER = 2 ** 40;
const DIGEST = [31, "digest", "u:hash"];

/** The body as it was before blocks. */
const BODY = {
  zxid: LATER + 5,
  sessions: [[OWNER, 6000, Buffer.alloc(16, 1), false], [7n, 4000, Buffer.alloc(16, 2), true]],
  nodes: [
    ["/", Buffer.alloc(0), null, 0, 0, 1, 0, 0, 0, 3, 0, 0n],
    ["/a", null, null, 1, LATER, 1, 1_700_000_000_000, 1_700_000_000_001, 2, 1, -1, 0n],
    ["/a/한글", Buffer.from([0, 255, 7]), [DIGEST], 1, 1, 1, 1, 1, 0, 0, 0, 7n],
    ["/e", Buffer.alloc(0), null, 2, 2, 2, 2, 2, 0, 0, 0, OWNER],
  ],
};

function snapshot(body: unknown = BODY): Uint8Array {
  const encoded = new Encoder({ useRecords: false, tagUint8Array: false }).encode(body);
  const header = Buffer.from("4b5a534e00010000", "hex");
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(Bun.hash.crc32(encoded));
  return Buffer.concat([header, checksum, encoded]);
}

test("version 1 is read", () => {
  const database = new Database();
  const bytes = snapshot();
  restoreSnapshot(database, bytes);
  bytes.fill(0);
  const { tree } = database;
  expect([...tree.entries()].map(([path]) => path)).toEqual(["/", "/a", "/a/한글", "/e"]);
  expect(tree.get("/a")!.acl).toBe(OPEN_ACL_UNSAFE);
  expect(tree.get("/a")!.data).toBeNull();
  expect(tree.get("/a")!.stat()).toEqual({
    czxid: 1,
    mzxid: LATER,
    pzxid: 1,
    ctime: 1_700_000_000_000,
    mtime: 1_700_000_000_001,
    version: 2,
    cversion: 1,
    aversion: -1,
    ephemeralOwner: 0n,
    dataLength: 0,
    numChildren: 1,
  });
  expect(tree.get("/a/한글")!.data).toEqual(new Uint8Array([0, 255, 7]));
  expect(tree.get("/a/한글")!.acl).toEqual([
    { perms: 31, id: { scheme: "digest", id: "u:hash" } },
  ]);
  expect([...tree.ephemeralsOf(OWNER)]).toEqual(["/e"]);
  expect([...database.sessions.values()]).toEqual([
    {
      id: OWNER,
      timeoutMs: 6000,
      password: new Uint8Array(16).fill(1),
      isLocal: false,
      isClosing: false,
    },
    {
      id: 7n,
      timeoutMs: 4000,
      password: new Uint8Array(16).fill(2),
      isLocal: true,
      isClosing: false,
    },
  ]);
  expect(database.lastProcessedZxid).toBe(LATER + 5);
});

test("a damaged one of version 1 is refused whole", () => {
  const bytes = snapshot();
  for (const at of [8, 12, 40, bytes.length - 1]) {
    const damaged = Uint8Array.from(bytes);
    damaged[at]! ^= 1;
    const database = new Database();
    expect(() => restoreSnapshot(database, damaged)).toThrow(SnapshotError);
    expect(database.tree.nodeCount).toBe(5);
  }
  for (const length of [8, 11, 12, bytes.length - 1]) {
    expect(() => restoreSnapshot(new Database(), bytes.slice(0, length))).toThrow(SnapshotError);
  }
});

test.each([
  [{ ...BODY, zxid: "7" }],
  [{ ...BODY, nodes: undefined }],
  [{ ...BODY, nodes: [7] }],
  [{ ...BODY, nodes: [["/", "text"]] }],
  [{ ...BODY, sessions: [[1n, "6000"]] }],
])("what is no snapshot's body is refused", (body) => {
  expect(() => restoreSnapshot(new Database(), snapshot(body))).toThrow(SnapshotError);
});
