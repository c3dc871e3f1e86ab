/** The life of sessions, tried on a whole server. */
import { describe, expect, test } from "bun:test";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { GetDataRequest, SetWatches } from "../../../lib/zookeeper/protocol/request_records.ts";
import { SET_WATCHES_XID } from "../../../lib/zookeeper/protocol/session_records.ts";
import { settle, TestServer } from "./test_server.ts";

describe("opening", () => {
  test("brings the timeout within bounds", async () => {
    const server = await TestServer.started();
    const timeouts: number[] = [];
    for (const timeoutMs of [-5, 100, 18_000, 10 ** 9]) {
      timeouts.push((await server.client({ timeoutMs })).timeoutMs);
    }
    expect(timeouts).toEqual([4000, 4000, 18_000, 40_000]);
  });

  test("gives each session an id and a password of its own", async () => {
    const server = await TestServer.started();
    const one = await server.client();
    const two = await server.client();
    expect(one.sessionId).not.toBe(two.sessionId);
    expect(one.password).not.toEqual(two.password);
    expect(one.password.length).toBe(16);
  });

  test("is acknowledged from the disk only", async () => {
    const server = await TestServer.started();
    server.log.hold();
    const client = server.connection();
    client.sendConnect();
    await settle();
    client.read();
    expect(client.log).toEqual([]);
    server.log.release();
    await settle();
    client.read();
    expect(client.log).toEqual(["connected"]);
  });

  test("is refused to who has seen more than there is", async () => {
    const server = await TestServer.started();
    const client = server.connection();
    client.sendConnect({ lastZxidSeen: 100 });
    await settle();
    expect(client.socket.isDestroyed).toBe(true);
    expect(server.reasons()[0]).toContain("it has seen zxid 0x64, the last one here is 0x0");
  });

  test("is refused past the bound", async () => {
    const server = await TestServer.started({ sessionLimit: 1 });
    await server.client();
    const client = server.connection();
    client.sendConnect();
    await settle();
    expect(client.socket.isDestroyed).toBe(true);
  });
});

describe("expiry", () => {
  test("comes after the timeout and a tick at most, and takes the ephemeral nodes", async () => {
    const server = await TestServer.started();
    const client = await server.client({ timeoutMs: 6000 });
    const other = await server.client({ timeoutMs: 40_000 });
    await client.reply(client.sendCreate("/e", CreateMode.EPHEMERAL));
    other.send(OpCode.exists, GetDataRequest, { path: "/e", watch: true });
    await other.reply(1);
    server.clock.advance(5999);
    await settle();
    expect(client.socket.isOver).toBe(false);
    server.clock.advance(2001);
    await settle();
    other.read();
    expect(other.log.at(-1)).toBe("event 2 /e");
    expect(client.socket.isOver).toBe(true);
    expect(server.server.report()).toMatchObject({
      sessions: 1,
      ephemerals: 0,
      sessionsExpired: 1,
    });
  });

  test("is put off by any request", async () => {
    const server = await TestServer.started();
    const client = await server.client({ timeoutMs: 4000 });
    for (let i = 0; i < 10; i++) {
      server.clock.advance(3000);
      client.sendPing();
      await settle();
    }
    expect(client.socket.isOver).toBe(false);
    server.clock.advance(6000);
    await settle();
    expect(client.socket.isOver).toBe(true);
  });

  test("is not put off by a connection alone", async () => {
    const server = await TestServer.started();
    const client = await server.client({ timeoutMs: 4000 });
    client.sendBytes(new Uint8Array([0, 0]));
    server.clock.advance(6000);
    await settle();
    expect(client.socket.isOver).toBe(true);
  });

  test("goes through the log: it waits for the disk", async () => {
    const server = await TestServer.started();
    const client = await server.client({ timeoutMs: 4000 });
    await client.reply(client.sendCreate("/e", CreateMode.EPHEMERAL));
    server.log.hold();
    server.clock.advance(6000);
    await settle();
    expect(server.server.report().ephemerals).toBe(1);
    // Nothing is taken from a session whose end is on its way, and it does not come back. That it
    // has ended is not said either: a crash now would leave it.
    client.sendCreate("/late");
    const records = server.log.records.length;
    const early = server.comingBack(client);
    await settle();
    early.read();
    expect([early.log, early.socket.isOver]).toEqual([[], true]);
    server.log.release();
    await settle();
    expect((await server.resumed(client)).sessionId).toBe(0n);
    await settle();
    expect(server.log.records.length).toBe(records);
    expect(client.socket.isEnded).toBe(true);
    expect(server.server.report()).toMatchObject({ ephemerals: 0, sessions: 0 });
  });

  test("is tried again when the log refuses it", async () => {
    const server = await TestServer.started();
    await server.client({ timeoutMs: 4000 });
    server.log.isFull = true;
    server.clock.advance(10_000);
    await settle();
    expect(server.server.report().sessions).toBe(1);
    server.log.isFull = false;
    server.clock.advance(2000);
    await settle();
    expect(server.server.report().sessions).toBe(0);
  });
});

describe("closing", () => {
  test("is answered, then the connection ends and the ephemeral nodes are gone", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    client.sendCreate("/e", CreateMode.EPHEMERAL);
    const xid = client.sendClose();
    client.sendCreate("/late");
    await client.reply(xid);
    await settle();
    client.read();
    expect(client.log).toEqual(["connected", "1 0", `${xid} 0`]);
    expect(client.socket.isEnded).toBe(true);
    expect(server.server.report()).toMatchObject({ sessions: 0, ephemerals: 0, connections: 0 });
    expect(server.server.report().znodes).toBe(5);
  });
});

describe("coming back", () => {
  test("with the password resumes the session and its nodes", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    await client.reply(client.sendCreate("/e", CreateMode.EPHEMERAL));
    client.socket.drop();
    server.clock.advance(3000);
    const again = await server.resumed(client);
    expect(again.sessionId).toBe(client.sessionId);
    expect(again.timeoutMs).toBe(6000);
    server.clock.advance(5000);
    await settle();
    expect((await again.reply(again.sendGetData("/e"))).err).toBe(0);
  });

  test("with a wrong password, or too late, is told so", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    const thief = server.connection();
    thief.sessionId = client.sessionId;
    thief.sendConnect();
    await settle();
    thief.read();
    expect([thief.sessionId, thief.timeoutMs]).toEqual([0n, 0]);
    expect(thief.socket.isEnded).toBe(true);
    expect(client.socket.isOver).toBe(false);
    client.socket.drop();
    server.clock.advance(20_000);
    await settle();
    const late = await server.resumed(client);
    expect(late.sessionId).toBe(0n);
  });

  test("moves the session: the connection before it ends", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    const again = await server.resumed(client);
    expect(client.socket.isDestroyed).toBe(true);
    expect(again.socket.isOver).toBe(false);
    expect((await again.reply(again.sendGetData("/"))).err).toBe(0);
    expect(server.server.report()).toMatchObject({ connections: 1, sessions: 1 });
  });

  test("keeps the order behind what the session had asked for before", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    server.log.hold();
    client.sendCreate("/a");
    await settle();
    const again = await server.resumed(client);
    again.sendGetData("/a");
    await settle();
    again.read();
    expect(again.log).toEqual(["connected"]);
    server.log.release();
    expect((await again.reply(1)).err).toBe(0);
  });

  test("sets the watches again and is told what was missed", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    const other = await server.client();
    for (const path of ["/same", "/changed"]) await client.reply(client.sendCreate(path));
    client.sendGetData("/same", true);
    const { zxid } = await client.reply(client.sendGetData("/changed", true));
    client.socket.drop();
    expect(server.server.report().watches).toBe(0);
    await other.reply(other.sendSetData("/changed", "x"));
    const again = await server.resumed(client);
    again.send(OpCode.setWatches, SetWatches, {
      relativeZxid: zxid,
      dataWatches: ["/same", "/changed"],
      existWatches: ["/later"],
      childWatches: [],
    }, SET_WATCHES_XID);
    await again.reply(SET_WATCHES_XID);
    expect(again.log).toEqual(["connected", "event 3 /changed", "-8 0"]);
    other.sendSetData("/same", "y");
    await other.reply(other.sendCreate("/later"));
    again.read();
    expect(again.log.slice(3)).toEqual(["event 3 /same", "event 1 /later"]);
  });
});

describe("a restart", () => {
  test("keeps sessions: their time starts anew, they come back, or end", async () => {
    const server = await TestServer.started();
    const client = await server.client({ timeoutMs: 10_000 });
    const silent = await server.client({ timeoutMs: 10_000 });
    await client.reply(client.sendCreate("/e1", CreateMode.EPHEMERAL));
    await silent.reply(silent.sendCreate("/e2", CreateMode.EPHEMERAL));
    const next = await server.restarted();
    expect(next.server.report()).toMatchObject({ sessions: 2, ephemerals: 2 });
    next.clock.advance(9000);
    await settle();
    const again = await next.resumed(client);
    expect(again.sessionId).toBe(client.sessionId);
    next.clock.advance(4000);
    await settle();
    expect(next.server.report()).toMatchObject({ sessions: 1, ephemerals: 1 });
    expect((await again.reply(again.sendGetData("/e2"))).err).toBe(-101);
  });
});
