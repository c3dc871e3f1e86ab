import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { DeleteRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import { settle, TestServer, until } from "./test_server.ts";
import { wholeSnapshot } from "../tree/whole_snapshot.ts";

/** Asks for many different writes, some of them refused. */
async function work(server: TestServer): Promise<void> {
  const clients = [await server.client(), await server.client({ timeoutMs: 4000 })];
  const local = await server.server.createLocalSession();
  const random = new SeededRandom(5);
  for (let round = 0; round < 300; round++) {
    const client = clients[random.int(2)]!;
    const path = `/n${random.int(6)}` + (random.int(2) === 0 ? "" : `/m${random.int(4)}`);
    const kind = random.int(6);
    if (kind <= 1) client.sendCreate(path, random.int(5));
    else if (kind === 2) client.sendSetData(path, `round ${round}`);
    else if (kind === 3) client.send(OpCode.delete, DeleteRequest, { path, version: -1 });
    else {
      const ops = [
        { type: "create", path: `${path}-x`, mode: CreateMode.EPHEMERAL_SEQUENTIAL } as const,
        { type: "delete", path } as const,
      ];
      await local.multi(ops).catch(() => {});
    }
  }
  await settle();
  await clients[0]!.reply(clients[0]!.sendClose());
}

function snapshotOf({ server }: TestServer): Uint8Array {
  return wholeSnapshot(server.beginSnapshot());
}

describe("replay", () => {
  test("gives the same tree and sessions, byte for byte", async () => {
    const server = await TestServer.started();
    await work(server);
    const next = new TestServer();
    for (const record of server.log.records) next.server.replay(record);
    expect(next.server.lastProcessedZxid).toBe(server.server.lastProcessedZxid);
    expect(next.server.lastProcessedZxid).toBe(server.log.records.length);
    expect(snapshotOf(next)).toEqual(snapshotOf(server));
    expect(next.server.report().znodes).toBeGreaterThan(10);
  });

  test("of a tail behind a snapshot gives the same", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    await client.reply(client.sendCreate("/before"));
    const snapshot = snapshotOf(server);
    const snapshotZxid = server.server.lastProcessedZxid;
    await work(server);
    for (const from of [0, snapshotZxid - 1, snapshotZxid]) {
      const next = new TestServer();
      const reading = next.server.beginRestore();
      expect(reading.take(snapshot)).toBe(snapshot.length);
      reading.finish();
      for (const record of server.log.records.slice(from)) next.server.replay(record);
      expect(snapshotOf(next)).toEqual(snapshotOf(server));
    }
  });

  test("does not pass over missing records", async () => {
    const server = await TestServer.started();
    await work(server);
    const next = new TestServer();
    next.server.replay(server.log.records[0]!);
    expect(() => next.server.replay(server.log.records[2]!)).toThrow(
      "Cannot replay transaction 3: the next one must be 2",
    );
  });

  test("goes on with the next number and the next sequential name", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    await client.reply(client.sendCreate("/s-", CreateMode.PERSISTENT_SEQUENTIAL));
    const next = await server.restarted();
    const again = await next.resumed(client);
    const reply = await again.reply(again.sendCreate("/s-", CreateMode.PERSISTENT_SEQUENTIAL));
    expect(reply.zxid).toBe(3);
    expect(reply.body.text(reply.body.int32())).toBe("/s-0000000001");
  });

  test("at any crash point keeps what was acknowledged", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    for (let i = 0; i < 20; i++) client.sendCreate(`/a${i}`);
    server.log.hold();
    await settle();
    server.log.releaseOnce();
    await settle();
    for (let i = 20; i < 40; i++) client.sendCreate(`/a${i}`);
    await settle();
    client.read();
    const acknowledged = client.replies.map(({ xid }) => `/a${xid - 1}`);
    expect(acknowledged.length).toBe(20);
    for (let count = server.log.flushedCount; count <= server.log.records.length; count++) {
      const next = await server.restarted({}, count);
      const local = await next.server.createLocalSession();
      for (const path of acknowledged) expect(await local.exists(path)).not.toBeNull();
    }
  });
});

describe("the local session of a process before", () => {
  test("ends before anything else is taken", async () => {
    const server = await TestServer.started();
    const local = await server.server.createLocalSession();
    await local.create("/brokers", {});
    await local.create("/brokers/1", { mode: CreateMode.EPHEMERAL });
    const client = await server.client();
    await client.reply(client.sendCreate("/brokers/2", CreateMode.EPHEMERAL));
    const next = await server.restarted();
    const again = await next.server.createLocalSession();
    expect((await again.getChildren("/brokers")).children).toEqual(["2"]);
    await again.create("/brokers/1", { mode: CreateMode.EPHEMERAL });
    expect(next.server.report().sessions).toBe(2);
  });

  test("that the log does not let end keeps the server from starting", async () => {
    const server = await TestServer.started();
    await server.server.createLocalSession();
    const next = new TestServer();
    for (const record of server.log.records) next.server.replay(record);
    next.log.isFull = true;
    await expect(next.server.start()).rejects.toThrow("SYSTEMERROR");
  });
});

describe("connections", () => {
  test("of one address are bounded", async () => {
    const server = await TestServer.started({ maxClientCnxns: 2 });
    const first = server.connection("10.0.0.1");
    server.connection("::ffff:10.0.0.1");
    const third = server.connection("10.0.0.1");
    expect(third.socket.isDestroyed).toBe(true);
    const elsewhere = server.connection("10.0.0.2");
    expect(elsewhere.socket.isOver).toBe(false);
    first.socket.drop();
    expect(server.connection("10.0.0.1").socket.isOver).toBe(false);
    expect(server.server.report()).toMatchObject({ connections: 3, connectionsRejected: 1 });
    expect(server.logger.messages("WARN").length).toBe(1);
  });

  test("in all are bounded too", async () => {
    const server = await TestServer.started({ maxCnxns: 2 });
    for (const address of ["10.0.0.1", "10.0.0.2"]) server.connection(address);
    expect(server.connection("10.0.0.3").socket.isDestroyed).toBe(true);
    expect(server.server.report()).toMatchObject({ connections: 2, connectionsRejected: 1 });
  });

  test("without a session end after a while", async () => {
    const server = await TestServer.started();
    const idle = server.connection();
    const open = await server.client({ timeoutMs: 40_000 });
    server.clock.advance(11_000);
    expect(idle.socket.isDestroyed).toBe(true);
    expect(open.socket.isOver).toBe(false);
  });

  test("that never take their last answer end too", async () => {
    const server = await TestServer.started();
    const client = server.connection();
    client.socket.room = 0;
    client.sendBytes(new TextEncoder().encode("mntr"));
    await settle();
    expect(client.socket.isOver).toBe(false);
    server.clock.advance(11_000);
    expect(client.socket.isDestroyed).toBe(true);
  });
});

describe("containers", () => {
  test("go some time after their last child", async () => {
    const server = await TestServer.started();
    const local = await server.server.createLocalSession();
    await local.create("/c", { mode: CreateMode.CONTAINER });
    await local.create("/c/a");
    server.clock.advance(60_000);
    await settle();
    await local.delete("/c/a");
    expect(await local.exists("/c")).not.toBeNull();
    server.clock.advance(60_000);
    await settle();
    expect(await local.exists("/c")).toBeNull();
  });
});

test("closing ends connections, keeps sessions, waits for writes, leaves no timer", async () => {
  const server = await TestServer.started();
  const client = await server.client();
  server.log.hold();
  client.sendCreate("/a", CreateMode.EPHEMERAL);
  await settle();
  let isClosed = false;
  const closing = server.server.close().then(() => isClosed = true);
  await settle();
  expect(client.socket.isDestroyed).toBe(true);
  expect(isClosed).toBe(false);
  server.log.release();
  await until(() => isClosed);
  await closing;
  expect(server.clock.pending).toBe(0);
  expect(server.server.report()).toMatchObject({ connections: 0, sessions: 1, ephemerals: 1 });
});

test("whoever asks is told of answered requests", async () => {
  const answered: [string, number][] = [];
  const server = new TestServer({}, {
    requestAnswered: (kind, latencyMs) => answered.push([kind, latencyMs]),
  });
  await server.server.start();
  const client = await server.client();
  await client.reply(client.sendGetData("/"));
  server.log.hold();
  client.sendCreate("/a");
  await settle();
  server.clock.advance(5);
  server.log.release();
  await client.reply(2);
  expect(answered).toEqual([["read", 0], ["write", 5]]);
  expect(server.server.report().latency).toEqual({ minMs: 0, avgMs: 2.5, maxMs: 5 });
});
