import { describe, expect, test } from "bun:test";
import { changeRecords, gapRecord, placeOf } from "../../lib/broker/znode_change_record.ts";
import type { SimpleRecord } from "../../lib/kafka/record/record.ts";
import { CheckTransaction } from "../../lib/zookeeper/operations/check.ts";
import { CloseSessionTransaction } from "../../lib/zookeeper/operations/close_session.ts";
import { CreateSessionTransaction } from "../../lib/zookeeper/operations/create_session.ts";
import { DeleteTransaction } from "../../lib/zookeeper/operations/delete.ts";
import { MultiTransaction } from "../../lib/zookeeper/operations/multi.ts";
import { SetAclTransaction } from "../../lib/zookeeper/operations/set_acl.ts";
import { SetDataTransaction } from "../../lib/zookeeper/operations/set_data.ts";
import type { Transaction } from "../../lib/zookeeper/operations/transaction.ts";
import { CONTAINER_OWNER, ttlOwner } from "../../lib/zookeeper/tree/node_kind.ts";
import { created, SESSION, T } from "./transaction_list.ts";

const HEADER = { sessionId: SESSION, cxid: 9, zxid: 42, timeMs: T };
const SESSION_NAME = "0x100001f5c0a0000";

function recordsOf(transaction: Transaction, sessionId = SESSION): SimpleRecord[] {
  return [...changeRecords({ header: { ...HEADER, sessionId }, transaction })];
}

function text(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? "").toString();
}

function values(transaction: Transaction, sessionId = SESSION): Record<string, unknown>[] {
  return recordsOf(transaction, sessionId).map(({ value }) => JSON.parse(text(value)));
}

describe("a change as a record", () => {
  test("says what was created, by whom and when; the key is the path", () => {
    const [record] = recordsOf(created("/a", Buffer.from("hello")));
    expect(record!.timestamp).toBe(T);
    expect(text(record!.key)).toBe("/a");
    expect(text(record!.value)).toBe(
      `{"zxid":42,"time":${T},"session":"${SESSION_NAME}","operation":"create",` +
        '"path":"/a","version":0,"data":"hello"}',
    );
  });

  test("has text as it is and other bytes in base64, with a mark", () => {
    const odd = '"값\\\n\u2028';
    expect(values(created(`/${odd}`, Buffer.from(odd)))[0]).toMatchObject({
      path: `/${odd}`,
      data: odd,
    });
    const bytes = values(created("/a", Uint8Array.of(0xff, 0)))[0]!;
    expect(bytes).toMatchObject({ data: "/wA=", encoding: "base64" });
    expect(values(created("/a", Buffer.from("\ufeffx")))[0]).toMatchObject({ data: "\ufeffx" });
  });

  test("tells no data from empty data", () => {
    expect(values(created("/a", null))[0]).toMatchObject({ data: null });
    expect(values(created("/a", new Uint8Array(0)))[0]).toMatchObject({ data: "" });
  });

  test("says what kind of node it is, where it is no simple one", () => {
    expect(values(created("/a"))[0]).not.toHaveProperty("mode");
    expect(values(created("/a", null, { owner: SESSION }))[0]).toMatchObject({ mode: "ephemeral" });
    expect(values(created("/a", null, { owner: CONTAINER_OWNER }))[0]).toMatchObject({
      mode: "container",
    });
    expect(values(created("/a", null, { owner: ttlOwner(5000) }))[0]).toMatchObject({
      mode: "ttl",
      ttl: 5000,
    });
  });

  test("has the new version of data and of access lists, and no password", () => {
    const setData = new SetDataTransaction({ path: "/a", data: Buffer.from("b"), version: 3 });
    expect(values(setData)).toEqual([{
      ...{ zxid: 42, time: T, session: SESSION_NAME },
      ...{ operation: "setData", path: "/a", version: 3, data: "b" },
    }]);
    const acl = [{ perms: 21, id: { scheme: "digest", id: "ann:secret=" } }];
    const list = [{ scheme: "digest", id: "ann:x", perms: "cra" }];
    expect(values(new SetAclTransaction({ path: "/a", acl, aversion: 2 }))[0]).toMatchObject({
      operation: "setACL",
      version: 2,
      data: null,
      acl: list,
    });
    expect(values(created("/a", null, { acl }))[0]).toMatchObject({ acl: list });
    expect(values(created("/a"))[0]).not.toHaveProperty("acl");
  });

  test("of a deletion has data null", () => {
    expect(values(new DeleteTransaction("/a"))[0]).toMatchObject({
      operation: "delete",
      path: "/a",
      version: null,
      data: null,
    });
  });

  test("of a session has its id as the key, and not its password", () => {
    const password = Buffer.from("secret");
    const begin = new CreateSessionTransaction({ timeoutMs: 4000, password, isLocal: false });
    const [record] = recordsOf(begin, -1n);
    expect(text(record!.key)).toBe("0xffffffffffffffff");
    expect(JSON.parse(text(record!.value))).toEqual({
      ...{ zxid: 42, time: T, session: "0xffffffffffffffff", operation: "createSession" },
      ...{ path: null, version: null, data: null, timeout: 4000 },
    });
  });

  test("is one of several where a transaction changes several things", () => {
    const multi = new MultiTransaction([
      created("/a"),
      new CheckTransaction("/a"),
      new DeleteTransaction("/b"),
    ]);
    expect(values(multi)).toMatchObject([
      { zxid: 42, operation: "create", path: "/a", part: 0, parts: 2 },
      { zxid: 42, operation: "delete", path: "/b", part: 1, parts: 2 },
    ]);
    expect(values(new MultiTransaction([new CheckTransaction("/a")]))).toEqual([]);
    expect(values(new CloseSessionTransaction(["/e", "/f"]))).toMatchObject([
      { operation: "delete", path: "/e", part: 0, parts: 3 },
      { operation: "delete", path: "/f", part: 1, parts: 3 },
      { operation: "closeSession", path: null, part: 2, parts: 3 },
    ]);
    expect(values(new CloseSessionTransaction([]))[0]).not.toHaveProperty("part");
  });
});

describe("the place of a record", () => {
  test("is that of its change", () => {
    const [one] = recordsOf(created("/a"));
    expect(placeOf(one!.value)).toMatchObject({ zxid: 42, part: 0, parts: 1 });
    const last = recordsOf(new CloseSessionTransaction(["/e", "/f"])).at(-1)!;
    expect(placeOf(last.value)).toMatchObject({ zxid: 42, part: 2, parts: 3 });
  });

  test("of a gap is its last change", () => {
    const gap = gapRecord({ fromZxid: 3, toZxid: 7 }, T);
    expect(JSON.parse(text(gap.value))).toMatchObject({ operation: "gap", from: 3, zxid: 7 });
    expect(placeOf(gap.value)).toMatchObject({ zxid: 7, part: 0, parts: 1 });
    const reset = gapRecord({ fromZxid: 8, toZxid: 0 }, T);
    expect(JSON.parse(text(reset.value))).toMatchObject({ operation: "reset", from: 8, zxid: 0 });
  });

  test("is none where it is another record", () => {
    for (const value of ["", "x", "7", "null", "[]", "{}", '{"zxid":"7"}', '{"zxid":1.5}']) {
      expect(placeOf(Buffer.from(value))).toBeNull();
    }
    expect(placeOf(null)).toBeNull();
  });
});
