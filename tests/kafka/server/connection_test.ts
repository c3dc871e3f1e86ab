import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { FetchRequest } from "../../../lib/kafka/messages/fetch.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../../../lib/kafka/messages/heartbeat.ts";
import { turns, until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { frameOf, type TestClient, withLength } from "./test_client.ts";

const MIB = 1 << 20;
const HEARTBEAT = { request: HeartbeatRequest, response: HeartbeatResponse };

function send(client: TestClient, groupId: string): number {
  return client.send(HeartbeatRequest, 4, heartbeat(groupId));
}

const FETCH = {
  maxWaitMs: 0,
  minBytes: 0,
  topics: [{
    topic: "t",
    partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 }],
  }],
};

describe("answers", () => {
  test("keep the order of the requests, whatever order they are ready in", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    const ids = ["wait-a", "at once", "wait-b", "wait-c", "at once"].map((id) => send(client, id));
    await until("all are seen", () => server.seen.length === 5);
    server.waiting[2]!.answer({ errorCode: 0 });
    server.waiting[1]!.answer({ errorCode: 0 });
    await turns();
    expect(client.answered).toEqual([]);
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("all are answered", () => client.frames.length === 5);
    expect(client.answered).toEqual(ids);
  });

  test("keep it for any order, with requests in pieces of any size", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const server = await ScriptedServer.start({ buffers: { bufferBytes: 3000, random } });
      const client = await server.connect();
      const ids: number[] = [];
      for (let i = 0; i < 60; i++) ids.push(send(client, random.int(3) > 0 ? `wait-${i}` : "now"));
      let answered = 0;
      while (client.frames.length < 60) {
        await turns(1);
        while (server.waiting.length > answered && random.int(2) === 0) {
          const left = server.waiting.filter(({ groupId }) => groupId !== "");
          const one = left[random.int(left.length)]!;
          one.answer({ errorCode: 0 });
          one.groupId = "";
          answered += 1;
        }
      }
      expect(client.answered).toEqual(ids);
    }
  });

  test("that are none hold nobody up: acks=0", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    send(client, "silent");
    send(client, "wait-a");
    send(client, "silent");
    send(client, "wait-silent");
    const last = send(client, "now");
    await until("all are seen", () => server.seen.length === 5);
    server.waiting[1]!.answer(null);
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("two answers", () => client.frames.length === 2);
    await turns();
    expect(client.answered).toEqual([2, last]);
  });

  test("of one turn go out in one piece", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    let chunks = 0;
    const data = client.data.bind(client);
    client.data = (chunk) => {
      chunks += 1;
      data(chunk);
    };
    const frames = Array.from(
      { length: 50 },
      (_, i) => frameOf(HeartbeatRequest, { version: 4, correlationId: i, body: heartbeat("now") }),
    );
    client.write(Buffer.concat(frames));
    await until("all are answered", () => client.frames.length === 50);
    expect(chunks).toBe(1);
  });
});

describe("a client that sends faster than it is served", () => {
  test("has a bounded number of requests under way, and is not read past that", async () => {
    const server = await ScriptedServer.start({ buffers: { bufferBytes: 4096 } });
    const client = await server.connect();
    for (let i = 0; i < 2000; i++) send(client, `wait-${i}`);
    await until("as many as may be are under way", () => server.waiting.length === 256);
    await turns(100);
    expect(server.waiting.length).toBe(256);
    expect(client.unsentBytes).toBeGreaterThan(20_000);
    for (let i = 0; i < 2000; i++) {
      await until("the next is seen", () => server.waiting.length > i);
      server.waiting[i]!.answer({ errorCode: 0 });
    }
    await until("all are answered", () => client.frames.length === 2000);
    expect(client.answered).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
    expect(server.seen).toEqual(Array.from({ length: 2000 }, (_, i) => `wait-${i}`));
  });

  test("has one Fetch under way: answers of many would be memory without a bound", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    for (let i = 0; i < 5; i++) client.send(FetchRequest, 4, FETCH);
    send(client, "now");
    await turns();
    expect([server.fetches.length, server.seen]).toEqual([1, []]);
    for (let i = 0; i < 5; i++) {
      await until("the next is seen", () => server.fetches.length > i);
      expect(server.fetches.length).toBe(i + 1);
      server.fetches[i]!(new Uint8Array(10));
    }
    await until("all are answered", () => client.frames.length === 6);
    expect(client.answered).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("goes on behind a large answer that the socket takes at once", async () => {
    const server = await ScriptedServer.start({ buffers: { bufferBytes: 16 << 20 } });
    const client = await server.connect();
    for (let i = 0; i < 3; i++) client.send(FetchRequest, 4, FETCH);
    await turns();
    for (let i = 0; i < 3; i++) {
      await until("the next is seen", () => server.fetches.length > i);
      server.fetches[i]!(new Uint8Array(2 << 20));
    }
    await until("all are answered", () => client.frames.length === 3);
  });

  test("may have others under way beside its Fetch", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    client.send(FetchRequest, 4, FETCH);
    send(client, "wait-a");
    send(client, "now");
    await until("both are seen", () => server.seen.length === 2);
    server.fetches[0]!(new Uint8Array(10));
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("all are answered", () => client.frames.length === 3);
  });

  test("may fetch again while an answer before the Fetch's is still missing", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    send(client, "wait-a");
    client.send(FetchRequest, 4, FETCH);
    client.send(FetchRequest, 4, FETCH);
    await until("the first is seen", () => server.fetches.length === 1);
    server.fetches[0]!(new Uint8Array(10));
    await until("the second is seen", () => server.fetches.length === 2);
    server.fetches[1]!(new Uint8Array(10));
    await turns();
    expect(client.answered).toEqual([]);
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("all are answered", () => client.frames.length === 3);
    expect(client.answered).toEqual([1, 2, 3]);
  });
});

describe("a client that does not read its answers", () => {
  test("is not read either, so that what waits for it is bounded", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    client.connection.pause();
    const records = new Uint8Array(MIB);
    for (let i = 0; i < 12; i++) client.send(FetchRequest, 4, FETCH);
    for (let i = 0; i < 12 && server.fetches.length > i; i++) {
      server.fetches[i]!(records);
      await turns();
    }
    // One answer fills what may wait; the rest of the requests is not taken.
    expect(server.fetches.length).toBeLessThanOrEqual(3);
    client.connection.resume();
    for (let i = server.fetches.length; i < 12; i++) {
      await until("the next is seen", () => server.fetches.length > i);
      server.fetches[i]!(records);
    }
    await until("all has come", () => client.frames.length === 12);
    expect(client.receivedBytes).toBeGreaterThan(12 * MIB);
  });

  test("holds nobody else up", async () => {
    const server = await ScriptedServer.start();
    const slow = await server.connect();
    slow.connection.pause();
    slow.send(FetchRequest, 4, FETCH);
    await until("it is seen", () => server.fetches.length === 1);
    server.fetches[0]!(new Uint8Array(8 * MIB));
    const other = await server.connect();
    expect(await other.call(HEARTBEAT, 4, heartbeat("now"))).toEqual({
      throttleTimeMs: 0,
      errorCode: 0,
    });
  });

  test("is given up when it reads nothing for connections.max.idle.ms", async () => {
    const server = await ScriptedServer.start({ idleMsMax: 60_000 });
    const client = await server.connect();
    client.connection.pause();
    client.send(FetchRequest, 4, FETCH);
    await until("it is seen", () => server.fetches.length === 1);
    server.fetches[0]!(new Uint8Array(8 * MIB));
    await turns();
    server.clock.advance(80_000);
    await turns();
    expect(server.server.connectionCount).toBe(0);
  });
});

describe("a connection that ends", () => {
  test("ends what waits for it, and answers that come later go nowhere", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    send(client, "wait-a");
    client.send(FetchRequest, 4, FETCH);
    await until("both are seen", () => server.waiting.length + server.fetches.length === 2);
    client.connection.destroy();
    await until("closed", () => server.server.connectionCount === 0);
    server.waiting[0]!.answer({ errorCode: 0 });
    server.fetches[0]!(new Uint8Array(10));
    await turns();
    expect(server.logger.lines.filter(({ level }) => level !== "INFO")).toEqual([]);
  });

  test("in the middle of a request is no event worth a line", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    client.write(withLength(new Uint8Array(50)).subarray(0, 20));
    await turns();
    client.connection.destroy();
    await until("closed", () => server.server.connectionCount === 0);
    expect(server.logger.lines.filter(({ level }) => level !== "INFO")).toEqual([]);
  });

  test("after an unexpected error in a handler says so with the place, and others go on", async () => {
    const server = await ScriptedServer.start();
    const [one, two, other] = await Promise.all([1, 2, 3].map(() => server.connect()));
    send(one!, "throw");
    send(two!, "wait-a");
    await until("the first is closed", () => one!.isClosed);
    server.waiting[0]!.fail(new Error("a late mistake"));
    await until("the second is closed", () => two!.isClosed);
    const [first, second, ...rest] = server.logger.messages("ERROR");
    expect(first).toContain("unexpected error: Error: a mistake of ours\n    at ");
    expect(second).toContain("Error: a late mistake");
    expect(rest).toEqual([]);
    expect((await other!.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
  });
});

describe("a client that has ended its side", () => {
  test("is given every answer, in order, before the connection ends", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    const ids = ["wait-a", "now", "wait-b", "now"].map((id) => send(client, id));
    client.connection.end();
    await until("all are seen", () => server.seen.length === 4);
    await turns();
    expect([client.isClosed, server.server.connectionCount]).toEqual([false, 1]);
    server.waiting[1]!.answer({ errorCode: 0 });
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("the connection ends", () => client.isClosed);
    expect(client.answered).toEqual(ids);
    expect(server.server.connectionCount).toBe(0);
    expect(server.warnings).toEqual([]);
  });

  test("is not kept waiting for what a handler waits for while it is there", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    const ids = ["until-end-a", "now", "until-end-b"].map((id) => send(client, id));
    await until("all are seen", () => server.seen.length === 3);
    await turns();
    expect(client.answered).toEqual([]);
    client.connection.end();
    await until("the connection ends", () => client.isClosed);
    expect(client.answered).toEqual(ids);
  });

  test("is ended at once where nothing is asked, and where a request came in part", async () => {
    const server = await ScriptedServer.start();
    const [idle, cut] = [await server.connect(), await server.connect()];
    idle.connection.end();
    cut.write(new Uint8Array([0, 0, 1, 0, 0]));
    cut.connection.end();
    await until("both are ended", () => idle.isClosed && cut.isClosed);
    expect([server.server.connectionCount, server.warnings]).toEqual([0, []]);
  });

  test("is given more than fits into the socket as it reads", async () => {
    const server = await ScriptedServer.start({ buffers: { bufferBytes: 64 << 10 } });
    const client = await server.connect();
    client.send(FetchRequest, 4, FETCH);
    client.send(FetchRequest, 4, FETCH);
    client.connection.end();
    await until("it is asked", () => server.fetches.length === 1);
    client.connection.pause();
    server.fetches[0]!(new Uint8Array(2 * MIB));
    await turns();
    client.connection.resume();
    await until("the next is asked", () => server.fetches.length === 2);
    server.fetches[1]!(new Uint8Array(MIB));
    await until("the connection ends", () => client.isClosed);
    expect(client.frames.length).toBe(2);
    expect(client.receivedBytes).toBeGreaterThan(3 * MIB);
  });

  test("is not waited for without bound where it takes no answer", async () => {
    const server = await ScriptedServer.start({
      buffers: { bufferBytes: 64 << 10 },
      idleMsMax: -1,
    });
    const client = await server.connect();
    client.send(FetchRequest, 4, FETCH);
    client.connection.pause();
    client.connection.end();
    await until("it is asked", () => server.fetches.length === 1);
    server.fetches[0]!(new Uint8Array(2 * MIB));
    await turns();
    server.clock.advance(29_000);
    await turns();
    expect(server.server.connectionCount).toBe(1);
    server.clock.advance(1000);
    await turns();
    expect([server.server.connectionCount, server.clock.pending]).toEqual([0, 0]);
  });
});
