import { describe, expect, test } from "bun:test";
import { settle, TestServer } from "./test_server.ts";

describe("a client that has ended its side", () => {
  test("is given every answer before the connection ends", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    server.log.hold();
    client.sendCreate("/a");
    client.sendGetData("/a");
    client.socket.handlers?.peerEnded?.();
    await settle();
    expect(client.socket.isOver).toBe(false);
    server.log.release();
    await client.reply(2);
    await settle();
    expect(client.log).toEqual(["connected", "1 0", "2 0"]);
    expect([client.socket.isEnded, server.server.report().connections]).toEqual([true, 0]);
    expect(server.reasons()).toEqual([]);
    // As after any lost connection, its session lives on.
    const again = await server.resumed(client);
    expect((await again.reply(again.sendGetData("/a"))).err).toBe(0);
  });

  test("is given them where its session was being opened", async () => {
    const server = await TestServer.started();
    server.log.hold();
    const client = server.connection();
    client.sendConnect();
    client.sendGetData("/");
    client.socket.handlers?.peerEnded?.();
    await settle();
    server.log.release();
    await client.reply(1);
    await settle();
    expect([client.log, client.socket.isEnded]).toEqual([["connected", "1 0"], true]);
  });

  test("is given them where the server is busy with others", async () => {
    const server = await TestServer.started({ globalOutstandingLimit: 2 });
    const [busy, client] = [await server.client(), await server.client()];
    server.log.hold();
    for (let i = 0; i < 5; i++) busy.sendCreate(`/busy${i}`);
    client.sendCreate("/a");
    client.socket.handlers?.peerEnded?.();
    await settle();
    expect(client.socket.isOver).toBe(false);
    server.log.release();
    expect((await client.reply(1)).err).toBe(0);
    await settle();
    expect(client.socket.isEnded).toBe(true);
  });

  test("is ended at once where it has asked nothing, or a part of something", async () => {
    const server = await TestServer.started();
    const clients = [server.connection(), server.connection(), await server.client()];
    clients[1]!.sendBytes(new Uint8Array([0, 0, 0, 44, 0]));
    for (const client of clients) client.socket.handlers?.peerEnded?.();
    await settle();
    expect(clients.map((client) => client.socket.isEnded)).toEqual([true, true, true]);
  });

  test("is given a long answer as it reads, and not waited for without bound", async () => {
    const server = await TestServer.started();
    const [slow, gone] = [await server.client(), await server.client()];
    await slow.reply(slow.sendCreate("/a"));
    await slow.reply(slow.sendSetData("/a", "x".repeat(100_000)));
    for (const client of [slow, gone]) {
      client.socket.room = 1000;
      client.sendGetData("/a");
      client.socket.handlers?.peerEnded?.();
    }
    await settle();
    expect([slow.socket.isOver, gone.socket.isOver]).toEqual([false, false]);
    slow.socket.drain();
    await settle();
    slow.read();
    expect([slow.log.at(-1), slow.socket.isEnded]).toEqual(["3 0", true]);
    server.clock.advance(12_000);
    await settle();
    expect(gone.socket.isDestroyed).toBe(true);
  });
});
