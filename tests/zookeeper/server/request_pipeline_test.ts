/** What the pipeline promises, tried on a whole server with a log whose flushes wait. */
import { describe, expect, test } from "bun:test";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  CreateRequest,
  DeleteRequest,
  GetDataRequest,
  MultiHeader,
  SyncRequest,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  CreateResponse,
  GetDataResponse,
} from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { frame, settle, TestServer } from "./test_server.ts";

describe("writes", () => {
  test("are answered from the disk only", async () => {
    const { server, log, client } = await heldServer();
    const xid = client.sendCreate("/a");
    await settle();
    client.read();
    expect(client.log).toEqual(["connected"]);
    expect(server.server.report().outstandingRequests).toBe(1);
    log.release();
    const reply = await client.reply(xid);
    // Two sessions were opened before.
    expect(reply).toMatchObject({ err: 0, zxid: 3 });
    expect(CreateResponse.read(reply.body).path).toBe("/a");
    expect(log.flushedCount).toBe(log.records.length);
  });

  test("share a flush with all that came meanwhile", async () => {
    const { log, client, other } = await heldServer();
    const before = log.flushCount;
    client.sendCreate("/first");
    await settle();
    expect(log.waitingCount).toBe(1);
    for (let i = 0; i < 10; i++) client.sendCreate(`/a${i}`);
    for (let i = 0; i < 10; i++) other.sendCreate(`/b${i}`);
    await settle();
    expect(log.waitingCount).toBe(1);
    log.releaseOnce();
    await settle();
    client.read();
    expect(client.log).toEqual(["connected", "1 0"]);
    log.releaseOnce();
    await settle();
    client.read();
    other.read();
    expect(client.log.length + other.log.length).toBe(2 + 1 + 20);
    expect(log.flushCount - before).toBe(2);
  });

  test("of one socket read share the first flush", async () => {
    const { log, client } = await heldServer();
    const before = log.flushCount;
    for (let i = 0; i < 5; i++) client.sendCreate(`/a${i}`);
    log.release();
    await client.reply(5);
    expect(log.flushCount - before).toBe(1);
  });

  test("see those on their way", async () => {
    const { log, client, other } = await heldServer();
    client.sendCreate("/a");
    client.sendCreate("/a/b");
    other.sendCreate("/a");
    client.sendCreate("/a/s", CreateMode.PERSISTENT_SEQUENTIAL);
    client.sendCreate("/a/s", CreateMode.PERSISTENT_SEQUENTIAL);
    const value = { path: "/a", version: -1 };
    other.send(OpCode.delete, DeleteRequest, value);
    await settle();
    // Nothing is told of a node that is not on disk yet, not even that it is there already.
    other.read();
    expect(other.log).toEqual(["connected"]);
    log.release();
    const last = await client.reply(4);
    expect(CreateResponse.read(last.body).path).toBe("/a/s0000000002");
    await other.reply(2);
    expect(other.log).toEqual(["connected", "1 -110", "2 -111"]);
  });

  test("see the ends of nodes on their way, and of sessions", async () => {
    const { log, client, other } = await heldServer();
    const remove = (path: string) =>
      client.send(OpCode.delete, DeleteRequest, { path, version: -1 });
    client.sendCreate("/a");
    client.sendCreate("/a/b");
    client.sendCreate("/p");
    other.sendCreate("/p/e", CreateMode.EPHEMERAL);
    remove("/p");
    remove("/a/b");
    remove("/a");
    other.sendClose();
    remove("/p");
    client.sendCreate("/p/late");
    log.release();
    await client.reply(8);
    expect(client.log.slice(1)).toEqual([
      "1 0",
      "2 0",
      "3 0",
      "4 -111",
      "5 0",
      "6 0",
      "7 0",
      "8 -101",
    ]);
  });

  test("carry their own zxid, refused ones the last applied", async () => {
    const { log, client } = await heldServer();
    log.release();
    client.sendCreate("/a");
    client.sendCreate("/a");
    client.sendCreate("/b");
    const replies = [await client.reply(1), await client.reply(2), await client.reply(3)];
    expect(replies.map(({ zxid, err }) => [zxid, err])).toEqual([[3, 0], [3, -110], [4, 0]]);
  });

  test("of a multi that is refused leave no trace in the log", async () => {
    const { log, client } = await heldServer();
    log.release();
    const before = log.records.length;
    const xid = client.send(OpCode.multi, {
      write(writer) {
        const acl = OPEN_ACL_UNSAFE;
        MultiHeader.write(writer, { type: OpCode.create, done: false, err: -1 });
        CreateRequest.write(writer, { path: "/a", data: null, acl, flags: 0 });
        MultiHeader.write(writer, { type: OpCode.delete, done: false, err: -1 });
        DeleteRequest.write(writer, { path: "/none", version: -1 });
        MultiHeader.write(writer, { type: -1, done: true, err: -1 });
      },
    }, null);
    expect((await client.reply(xid)).err).toBe(0);
    expect(log.records.length).toBe(before);
    expect((await client.reply(client.sendCreate("/a"))).err).toBe(0);
  });
});

describe("reads", () => {
  test("wait for their own session's writes only", async () => {
    const { log, client, other } = await heldServer();
    client.sendCreate("/a");
    client.sendGetData("/a");
    other.sendGetData("/");
    other.sendGetData("/a");
    await settle();
    client.read();
    other.read();
    expect(client.log).toEqual(["connected"]);
    expect(other.log).toEqual(["connected", "1 0", "2 -101"]);
    log.release();
    await client.reply(2);
    expect(client.log).toEqual(["connected", "1 0", "2 0"]);
  });

  test("keep the session's order among writes", async () => {
    const { log, client } = await heldServer();
    client.sendCreate("/a");
    client.sendSetData("/a", "1");
    const first = client.sendGetData("/a");
    client.sendSetData("/a", "2");
    const second = client.sendGetData("/a");
    client.sendGetData("/none");
    log.release();
    await client.reply(6);
    expect(client.log).toEqual(["connected", "1 0", "2 0", "3 0", "4 0", "5 0", "6 -101"]);
    for (const [xid, text] of [[first, "1"], [second, "2"]] as const) {
      const { data } = GetDataResponse.read((await client.reply(xid)).body);
      expect(new TextDecoder().decode(data!)).toBe(text);
    }
  });

  test("pings are answered at once", async () => {
    const { client } = await heldServer();
    client.sendCreate("/a");
    client.sendPing();
    await settle();
    client.read();
    expect(client.log).toEqual(["connected", "-2 0"]);
  });

  test("sync waits for everybody's writes", async () => {
    const { log, client, other } = await heldServer();
    client.sendCreate("/a");
    other.send(OpCode.sync, SyncRequest, { path: "/" });
    const xid = other.sendGetData("/a");
    await settle();
    other.read();
    expect(other.log).toEqual(["connected"]);
    log.release();
    expect((await other.reply(xid)).err).toBe(0);
    // With nothing on its way there is nothing to wait for.
    log.hold();
    other.send(OpCode.sync, SyncRequest, { path: "/" });
    await settle();
    other.read();
    expect(other.log.at(-1)).toBe("3 0");
  });

  test("that are malformed are answered with an error behind a write", async () => {
    const { server, log, client } = await heldServer();
    client.sendCreate("/a");
    client.sendBytes(frame((writer) => {
      writer.int32(9);
      writer.int32(OpCode.getData);
      writer.int32(2 ** 31 - 1);
    }));
    log.release();
    await settle();
    client.read();
    expect(client.log.slice(-2)).toEqual(["1 0", `9 ${ErrorCode.MARSHALLINGERROR}`]);
    expect(server.reasons()).toEqual([]);
  });
});

describe("watch events", () => {
  test("come before the reply to any read that could see the change", async () => {
    const { log, client, other } = await heldServer();
    log.release();
    client.sendCreate("/a");
    await client.reply(1);
    other.sendGetData("/a", true);
    await other.reply(1);
    log.hold();
    client.sendSetData("/a", "new");
    other.sendGetData("/a");
    await settle();
    log.release();
    await client.reply(2);
    const later = other.sendGetData("/a");
    await other.reply(later);
    expect(other.log).toEqual(["connected", "1 0", "2 0", "event 3 /a", "3 0"]);
  });

  test("come before the reply to the write itself", async () => {
    const { log, client } = await heldServer();
    log.release();
    client.sendCreate("/a");
    client.send(OpCode.getData, GetDataRequest, { path: "/a", watch: true });
    client.sendSetData("/a", "x");
    await client.reply(3);
    expect(client.log).toEqual(["connected", "1 0", "2 0", "event 3 /a", "3 0"]);
  });
});

describe("a full disk", () => {
  test("refuses writes with SYSTEMERROR and serves the rest", async () => {
    const { server, log, client } = await heldServer();
    log.release();
    await client.reply(client.sendCreate("/a"));
    log.isFull = true;
    expect((await client.reply(client.sendCreate("/b"))).err).toBe(-1);
    expect((await client.reply(client.sendGetData("/a"))).err).toBe(0);
    expect(server.logger.messages("WARN")).toEqual([
      "Refusing znode write: the log does not take it",
    ]);
    expect(server.server.report().appendsRefused).toBe(1);
    log.isFull = false;
    // Nothing of the refused write is left: the node can be made, with the next number.
    expect(await client.reply(client.sendCreate("/b"))).toMatchObject({ err: 0, zxid: 4 });
  });

  test("that is nearly full still takes deletes and sessions", async () => {
    const { server, log, client } = await heldServer();
    log.release();
    await client.reply(client.sendCreate("/a"));
    log.isNearlyFull = true;
    expect((await client.reply(client.sendSetData("/a", "x"))).err).toBe(-1);
    const value = { path: "/a", version: -1 };
    expect((await client.reply(client.send(OpCode.delete, DeleteRequest, value))).err).toBe(0);
    const late = await server.client();
    expect((await late.reply(late.sendClose())).err).toBe(0);
  });

  test("opens no session when there is no room at all", async () => {
    const { server, log } = await heldServer();
    log.isFull = true;
    const late = server.connection();
    late.sendConnect();
    await settle();
    expect(late.socket.isDestroyed).toBe(true);
    expect(server.reasons()[0]).toContain("no session can be opened: Cannot append");
  });
});

describe("a log that fails", () => {
  test("leaves unanswered what is unknown, and takes no write any more", async () => {
    const { server, log, client, other } = await heldServer();
    client.sendCreate("/a");
    client.sendGetData("/");
    await settle();
    log.fail(new Error("EIO"));
    await settle();
    client.read();
    expect(client.log).toEqual(["connected"]);
    expect(client.socket.isDestroyed).toBe(true);
    expect(server.server.failure?.message).toBe("EIO");
    expect(server.logger.messages("ERROR").length).toBe(1);
    expect((await other.reply(other.sendCreate("/b"))).err).toBe(-1);
    expect((await other.reply(other.sendGetData("/a"))).err).toBe(-101);
    expect(server.server.report().outstandingRequests).toBe(0);
  });
});

describe("order under load", () => {
  test("every session's replies come in the order of its requests", async () => {
    const server = await TestServer.started();
    const clients = [await server.client(), await server.client(), await server.client()];
    let seed = 12345;
    const next = (limit: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % limit;
    };
    server.log.hold();
    for (let round = 0; round < 200; round++) {
      const client = clients[next(3)]!;
      const path = `/n${next(5)}`;
      const kind = next(5);
      if (kind === 0) client.sendCreate(path);
      else if (kind === 1) client.sendSetData(path, "x");
      else if (kind === 2) client.send(OpCode.delete, DeleteRequest, { path, version: -1 });
      else if (kind === 3) client.sendGetData(path, true);
      else client.send(OpCode.sync, SyncRequest, { path });
      if (next(4) === 0) await settle();
      if (next(6) === 0) server.log.releaseOnce();
    }
    server.log.release();
    await settle();
    for (const client of clients) {
      await settle();
      client.read();
      const xids = client.replies.map(({ xid }) => xid);
      expect(xids.length).toBeGreaterThan(40);
      expect(xids).toEqual([...xids].sort((a, b) => a - b));
      const zxids = client.replies.map(({ zxid }) => zxid);
      expect(zxids).toEqual([...zxids].sort((a, b) => a - b));
    }
    expect(server.server.report().outstandingRequests).toBe(0);
  });
});

async function heldServer() {
  const server = await TestServer.started();
  const client = await server.client();
  const other = await server.client();
  server.log.hold();
  return { server, log: server.log, client, other };
}
