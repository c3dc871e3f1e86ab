import { beforeEach, describe, expect, test } from "bun:test";
import { settleDatabase } from "../../../lib/zookeeper/files/settle.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";

const FIELDS = {
  acl: OPEN_ACL_UNSAFE,
  data: null,
  czxid: 3,
  mzxid: 4,
  pzxid: 5,
  ctimeMs: 6,
  mtimeMs: 7,
  version: 8,
  childrenCreated: 2,
  aversion: 0,
  ephemeralOwner: 0n,
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();

let database: Database;

beforeEach(() => {
  database = new Database();
  database.lastProcessedZxid = 40;
});

function text(path: string): string {
  return decoder.decode(database.tree.get(path)?.data ?? undefined);
}

describe("settleDatabase", () => {
  test("removes the ephemeral znodes of sessions that are no more", () => {
    const session = { id: 2n, timeoutMs: 1, password: new Uint8Array(16), isLocal: false };
    database.sessions.set(2n, { ...session, isClosing: false });
    database.tree.insert("/gone", { ...FIELDS, ephemeralOwner: 1n });
    database.tree.insert("/stays", { ...FIELDS, ephemeralOwner: 2n });
    expect(settleDatabase(database)).toEqual({ deadSessions: 1, ensembleConfig: null });
    expect(database.tree.get("/")?.children().sort()).toEqual(["stays", "zookeeper"]);
    expect(database.tree.get("/")?.pzxid).toBe(40);
    expect(settleDatabase(database).deadSessions).toBe(0);
  });

  test("counts what quotas tell of use, without a new version", () => {
    const { tree } = database;
    tree.insert("/a", { ...FIELDS, data: encoder.encode("12345") });
    tree.insert("/a/b", { ...FIELDS, data: encoder.encode("123") });
    tree.insert("/ab", { ...FIELDS, data: encoder.encode("not of it") });
    tree.insert("/zookeeper/quota/a", FIELDS);
    tree.insert("/zookeeper/quota/a/zookeeper_limits", FIELDS);
    const stale = encoder.encode("count=900,bytes=7");
    tree.insert("/zookeeper/quota/a/zookeeper_stats", { ...FIELDS, data: stale });
    settleDatabase(database);
    expect(text("/zookeeper/quota/a/zookeeper_stats")).toBe("count=2,bytes=8");
    expect(tree.get("/zookeeper/quota/a/zookeeper_stats")?.stat()).toMatchObject({
      version: 8,
      mzxid: 4,
      mtime: 7,
    });
  });

  test("empties the configuration of an ensemble, and tells it", () => {
    const config = "server.1=a:2888:3888:participant;0.0.0.0:2181\nversion=0";
    const { tree } = database;
    tree.setData("/zookeeper/config", {
      data: encoder.encode(config),
      version: 3,
      zxid: 9,
      timeMs: 10,
    });
    expect(settleDatabase(database).ensembleConfig).toBe(config);
    expect(text("/zookeeper/config")).toBe("");
    expect(tree.get("/zookeeper/config")?.stat()).toMatchObject({ version: 3, mzxid: 9 });
  });
});
