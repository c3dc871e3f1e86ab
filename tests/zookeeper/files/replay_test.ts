import { beforeEach, describe, expect, test } from "bun:test";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { readLoggedTransaction } from "../../../lib/zookeeper/files/logged_transaction.ts";
import { replayTransaction } from "../../../lib/zookeeper/files/replay.ts";
import { CONTAINER_OWNER, ttlOwner } from "../../../lib/zookeeper/tree/node_kind.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { seenZnodes } from "./golden_files.ts";
import { entryBytes, txn, txnBody, type TxnToLog } from "./log_bytes.ts";

let database: Database;

beforeEach(() => {
  database = new Database();
});

function replay(...transactions: TxnToLog[]): void {
  for (const one of transactions) {
    replayTransaction(database, readLoggedTransaction(entryBytes(one)));
  }
}

function stat(path: string) {
  return database.tree.get(path)?.stat();
}

function create(path: string, parentCVersion: number, more = {}) {
  return { path, data: null, acl: null, ephemeral: false, parentCVersion, ...more };
}

const SESSION = 0x77n;
const session = txn(1, OpCode.createSession, { timeOut: 5000 });

describe("replay", () => {
  test("every kind of change", () => {
    const data = new Uint8Array([1]);
    replay(
      session,
      txn(2, OpCode.create, create("/a", 1, { data })),
      txn(3, OpCode.create2, create("/a/e", 1, { ephemeral: true })),
      txn(4, OpCode.createContainer, { ...create("/c", 2) }),
      txn(5, OpCode.createTTL, { ...create("/t", 3), ttl: 60_000 }),
      txn(6, OpCode.setData, { path: "/a", data: null, version: 4 }),
      txn(7, OpCode.setACL, { path: "/a", acl: READ_ACL_UNSAFE, version: 3 }),
      txn(8, OpCode.deleteContainer, { path: "/c" }),
      txn(9, OpCode.error, { err: -101 }),
      txn(10, OpCode.check, { path: "/a", version: 1 }),
    );
    expect(database.lastProcessedZxid).toBe(10);
    expect(database.sessions.get(SESSION)).toMatchObject({ timeoutMs: 5000, isLocal: false });
    expect(stat("/a")).toMatchObject({
      czxid: 2,
      mzxid: 6,
      pzxid: 3,
      mtime: 1006,
      ctime: 1002,
      version: 4,
      aversion: 3,
      dataLength: 0,
    });
    expect(database.tree.get("/a")?.acl).toEqual(READ_ACL_UNSAFE);
    expect(stat("/a/e")?.ephemeralOwner).toBe(SESSION);
    expect(database.tree.get("/t")?.ephemeralOwner).toBe(ttlOwner(60_000));
    expect(stat("/")).toMatchObject({ pzxid: 8, cversion: 3 * 2 - 3 });
    expect(stat("/c")).toBeUndefined();
    replay(txn(11, OpCode.createContainer, create("/c", 4)));
    expect(database.tree.get("/c")?.ephemeralOwner).toBe(CONTAINER_OWNER);
  });

  test("an end of a session takes what it names and what it has", () => {
    replay(
      session,
      txn(2, OpCode.create, create("/a", 1, { ephemeral: true })),
      txn(3, OpCode.create, create("/b", 2, { ephemeral: true })),
      txn(4, OpCode.create, create("/stays", 3)),
      txn(5, OpCode.closeSession, { paths2Delete: ["/a", "/gone", "/no/parent"] }),
    );
    expect(database.sessions.size).toBe(0);
    expect(database.tree.get("/")?.children().sort()).toEqual(["stays", "zookeeper"]);
    expect(stat("/")?.pzxid).toBe(5);
    replay(
      { ...session, zxid: 6 },
      txn(7, OpCode.create, create("/c", 4, { ephemeral: true })),
      { zxid: 8, type: OpCode.closeSession },
    );
    expect(stat("/c")).toBeUndefined();
  });

  test("a multi is done whole or not at all", () => {
    const member = (type: 1 | 2 | 13 | -1, body: Uint8Array) => ({ type, data: body });
    const made = member(OpCode.create, txnBody(OpCode.create, create("/a", 1)));
    const checked = member(OpCode.check, txnBody(OpCode.check, { path: "/a", version: 0 }));
    const failed = member(OpCode.error, txnBody(OpCode.error, { err: -103 }));
    replay(txn(1, OpCode.multi, { txns: [made, checked, failed] }));
    expect(stat("/a")).toBeUndefined();
    expect(database.lastProcessedZxid).toBe(1);
    const removed = member(OpCode.delete, txnBody(OpCode.delete, { path: "/a" }));
    replay(txn(2, OpCode.multi, { txns: [made, checked] }));
    expect(stat("/a")?.czxid).toBe(2);
    replay(txn(3, OpCode.multi, { txns: [removed, made] }));
    expect(stat("/a")?.czxid).toBe(3);
  });

  const orphans: [string, TxnToLog][] = [
    ["create", txn(5, OpCode.create, create("/no/node", 1))],
    ["delete", txn(5, OpCode.delete, { path: "/no/node" })],
    ["setData", txn(5, OpCode.setData, { path: "/no", data: null, version: 1 })],
    ["setACL", txn(5, OpCode.setACL, { path: "/no", acl: [], version: 1 })],
  ];

  test.each(orphans)("%s of what is not there is passed over", (_name, transaction) => {
    const before = seenZnodes(database.tree);
    replay(transaction);
    expect(seenZnodes(database.tree)).toEqual(before);
    expect(database.lastProcessedZxid).toBe(5);
  });
});

describe("replay on a snapshot that has later changes already", () => {
  test("a create of what is there only mends", () => {
    replay(txn(1, OpCode.create, create("/a", 1)), txn(9, OpCode.create, create("/a/b", 7)));
    replay(txn(4, OpCode.create, create("/a/b", 3, { acl: READ_ACL_UNSAFE })));
    expect(database.tree.get("/a/b")?.acl).toEqual(READ_ACL_UNSAFE);
    expect(stat("/a/b")).toMatchObject({ czxid: 9, aversion: 0 });
    // A counter never goes back.
    expect(stat("/a")).toMatchObject({ pzxid: 9, cversion: 7 * 2 - 1 });
    replay(txn(12, OpCode.create, create("/a/b", 8)));
    expect(stat("/a")).toMatchObject({ pzxid: 12, cversion: 8 * 2 - 1, numChildren: 1 });
    replay(txn(13, OpCode.create, create("/a/b", -1)));
    expect(stat("/a")).toMatchObject({ pzxid: 13, cversion: 9 * 2 - 1, numChildren: 1 });
    // Only plain creates mend, as in ZooKeeper.
    replay(txn(14, OpCode.create2, create("/a/b", 30)));
    expect(stat("/a")).toMatchObject({ pzxid: 13, cversion: 9 * 2 - 1 });
  });

  test("a delete of what is gone counts for the parent", () => {
    replay(txn(1, OpCode.create, create("/a", 1)), txn(2, OpCode.create, create("/a/b", 1)));
    replay(txn(3, OpCode.delete, { path: "/a/b" }), txn(8, OpCode.delete, { path: "/a/b" }));
    expect(stat("/a")).toMatchObject({ pzxid: 8, cversion: 2, numChildren: 0 });
    replay(txn(5, OpCode.delete, { path: "/a/b" }));
    expect(stat("/a")?.pzxid).toBe(8);
  });

  test("a node that was removed and made again, with children of its second life", () => {
    const log = [
      txn(1, OpCode.create, create("/a", 1)),
      txn(2, OpCode.create, create("/a/b", 1)),
      txn(3, OpCode.delete, { path: "/a/b" }),
      txn(4, OpCode.delete, { path: "/a" }),
      txn(5, OpCode.create, create("/a", 2)),
      txn(6, OpCode.create, create("/a/c", 1)),
      txn(7, OpCode.create, create("/a/c/d", 1)),
    ];
    replay(...log);
    const wanted = seenZnodes(database.tree);
    replay(...log);
    expect(seenZnodes(database.tree)).toEqual(wanted);
  });

  test("the whole log once more, from any point on, changes nothing", () => {
    const log = [
      session,
      txn(2, OpCode.create, create("/a", 1)),
      txn(3, OpCode.create, create("/a/e", 1, { ephemeral: true })),
      txn(4, OpCode.setData, { path: "/a", data: new Uint8Array([4]), version: 1 }),
      txn(5, OpCode.setACL, { path: "/a", acl: READ_ACL_UNSAFE, version: 1 }),
      txn(6, OpCode.create, create("/a/f", 2)),
      txn(7, OpCode.delete, { path: "/a/f" }),
      txn(8, OpCode.setData, { path: "/a", data: null, version: 2 }),
      {
        zxid: 9,
        type: OpCode.closeSession,
        body: txnBody(OpCode.closeSession, {
          paths2Delete: ["/a/e"],
        }),
      },
    ];
    replay(...log);
    const wanted = seenZnodes(database.tree);
    for (let from = 0; from < log.length; from++) {
      replay(...log.slice(from));
      expect(seenZnodes(database.tree)).toEqual(wanted);
      expect(database.sessions.size).toBe(0);
    }
  });
});
