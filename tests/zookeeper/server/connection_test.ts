import { describe, expect, test } from "bun:test";
import { AnswerMemory } from "../../../lib/io/answer_memory.ts";
import { MemoryBudget } from "../../../lib/io/memory_budget.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { GetDataRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  AUTH_XID,
  AuthPacket,
  ConnectRequest,
  RequestHeader,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { digestId } from "../../../lib/zookeeper/tree/authentication.ts";
import { frame, settle, type TestClient, TestServer } from "./test_server.ts";

const nothing = { write() {} };

function int32(value: number): Uint8Array {
  return frame(() => {}).fill(0).map((_, index) => (value >>> (24 - 8 * index)) & 0xff);
}

describe("malformed input", () => {
  async function closedBy(send: (client: TestClient) => void, isOpen = false) {
    const server = await TestServer.started();
    const witness = await server.client();
    const client = isOpen ? await server.client() : server.connection();
    send(client);
    await settle();
    expect(client.socket.isDestroyed).toBe(true);
    // The rest is served.
    expect((await witness.reply(witness.sendGetData("/"))).err).toBe(0);
    const reasons = server.reasons();
    expect(reasons.length).toBe(1);
    expect(server.server.report()).toMatchObject({ connections: 1, connectionsDropped: 1 });
    return reasons[0]!;
  }

  test("absurd lengths", async () => {
    for (const length of [2 ** 31 - 1, -1, -(2 ** 31), 0x100000]) {
      const reason = await closedBy((client) => client.sendBytes(int32(length)));
      expect(reason).toContain(`Cannot take a frame of ${length} bytes`);
    }
  });

  test("a web browser", async () => {
    const request = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n");
    expect(await closedBy((client) => client.sendBytes(request))).toContain("jute.maxbuffer");
  });

  test("a connect request that is too short, or whose password is too long", async () => {
    await closedBy((client) => client.sendFrame((writer) => writer.int32(0)));
    await closedBy((client) =>
      client.sendFrame((writer) => {
        const value = { protocolVersion: 0, lastZxidSeen: 0, timeOut: 0, sessionId: 0 };
        ConnectRequest.write(writer, { ...value, passwd: new Uint8Array(16), readOnly: false });
        writer.setInt32(4 + 24, 2 ** 30);
      })
    );
  });

  test("a request without a whole header", async () => {
    await closedBy((client) => client.sendFrame((writer) => writer.int16(0)), true);
  });

  test("a body that ends early", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    client.sendFrame((writer) => {
      RequestHeader.write(writer, { xid: 9, type: OpCode.create });
      writer.int32(5);
    });
    expect((await client.reply(9)).err).toBe(ErrorCode.MARSHALLINGERROR);
    expect((await client.reply(client.sendGetData("/"))).err).toBe(0);
  });

  test("random bytes never harm anyone else", async () => {
    const server = await TestServer.started();
    const witness = await server.client();
    const random = new SeededRandom(42);
    for (let round = 0; round < 300; round++) {
      const client = round % 2 === 0 ? server.connection() : await server.client();
      const body = random.bytes(random.int(200));
      const type = random.int(2) === 0 ? random.int(110) : random.int(2 ** 31);
      client.sendFrame((writer) => {
        if (round % 4 === 1) RequestHeader.write(writer, { xid: round, type });
        writer.bytes(body);
      });
      client.sendBytes(random.bytes(random.int(50)));
      await settle();
      client.socket.drop();
    }
    expect((await witness.reply(witness.sendGetData("/"))).err).toBe(0);
    expect(server.server.report()).toMatchObject({ connections: 1, outstandingRequests: 0 });
    expect(server.logger.messages("ERROR")).toEqual([]);
  });
});

describe("requests", () => {
  test("may come cut anywhere, and many at once", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    const bytes: number[] = [];
    for (let xid = 1; xid <= 5; xid++) {
      bytes.push(...frame((writer) => {
        RequestHeader.write(writer, { xid, type: OpCode.getData });
        GetDataRequest.write(writer, { path: "/", watch: false });
      }));
    }
    for (let at = 0; at < bytes.length; at += 7) {
      client.sendBytes(Uint8Array.from(bytes.slice(at, at + 7)));
    }
    await client.reply(5);
    expect(client.log).toEqual(["connected", "1 0", "2 0", "3 0", "4 0", "5 0"]);
  });

  test("sent right behind the connect request wait for the session", async () => {
    const server = await TestServer.started();
    server.log.hold();
    const client = server.connection();
    client.sendConnect();
    expect(client.socket.isPaused).toBe(true);
    client.sendGetData("/");
    await settle();
    client.read();
    expect(client.log).toEqual([]);
    server.log.release();
    await client.reply(1);
    expect(client.log).toEqual(["connected", "1 0"]);
    expect(client.socket.isPaused).toBe(false);
  });

  test("of an unknown kind are answered UNIMPLEMENTED, and the connection ends", async () => {
    const server = await TestServer.started();
    for (const type of [4711, OpCode.check, OpCode.createSession, OpCode.deleteContainer]) {
      const client = await server.client();
      const xid = client.send(type, nothing, null);
      expect((await client.reply(xid)).err).toBe(-6);
      await settle();
      expect(client.socket.isEnded).toBe(true);
    }
    expect(server.reasons()[0]).toBe("it asked for an unknown operation 4711");
  });

  test("of an old client get a connect response without the readOnly byte", async () => {
    const server = await TestServer.started();
    const client = server.connection();
    client.sendFrame((writer) => {
      writer.int32(0);
      writer.bigint64(0n);
      writer.int32(6000);
      writer.bigint64(0n);
      writer.int32(16);
      writer.bytes(new Uint8Array(16));
    });
    await settle();
    expect(client.socket.take().length).toBe(4 + 36);
  });
});

describe("authentication", () => {
  function authenticate(client: TestClient, scheme: string, text: string) {
    const auth = new TextEncoder().encode(text);
    client.send(OpCode.auth, AuthPacket, { type: 0, scheme, auth }, AUTH_XID);
  }

  test("is answered under its own xid", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    authenticate(client, "digest", "u:p");
    expect((await client.reply(AUTH_XID)).err).toBe(0);
  });

  test("that fails ends the connection", async () => {
    const server = await TestServer.started({ superDigest: digestId("super:admin").id });
    const client = await server.client();
    authenticate(client, "sasl", "x");
    expect((await client.reply(AUTH_XID)).err).toBe(-115);
    await settle();
    expect(client.socket.isEnded).toBe(true);
    expect(server.server.report().authenticationFailures).toBe(1);
  });

  test("cannot pile up identities", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    for (let i = 0; i < 100; i++) authenticate(client, "digest", `u${i}:p`);
    await settle();
    expect(client.socket.isDestroyed).toBe(true);
    expect(server.reasons()).toEqual(["it has shown 64 identities already"]);
  });
});

describe("a slow reader", () => {
  const text = "x".repeat(100_000);
  const settings = { outputPauseBytes: 250_000, outputMaxBytes: 2_000_000 };

  test("is not read from while much waits for it, and loses nothing", async () => {
    const server = await TestServer.started(settings);
    const client = await server.client();
    await client.reply(client.sendCreate("/a"));
    await client.reply(client.sendSetData("/a", text));
    client.socket.room = 0;
    for (let i = 0; i < 20; i++) client.sendGetData("/a");
    await settle();
    expect(client.socket.isPaused).toBe(true);
    client.socket.drain(1000);
    await settle();
    expect(client.socket.isPaused).toBe(true);
    client.socket.drain();
    await client.reply(22);
    expect(client.log.length).toBe(1 + 22);
    expect(client.socket.isPaused).toBe(false);
  });

  test("is counted for what waits for it, until it has read it or is gone", async () => {
    const answers = new AnswerMemory(new MemoryBudget().open({ name: "znodes" }));
    const server = new TestServer(settings, { answers });
    await server.server.start();
    const client = await server.client();
    await client.reply(client.sendCreate("/a"));
    await client.reply(client.sendSetData("/a", text));
    expect(answers.account.bytes).toBe(0);
    for (const ends of [() => client.socket.drain(), () => client.socket.destroy()]) {
      client.socket.room = 0;
      client.sendGetData("/a");
      await settle();
      expect(answers.account.bytes).toBeGreaterThan(text.length);
      ends();
      await settle();
      expect(answers.account.bytes).toBe(0);
    }
  });

  test("that is told of a change while it is throttled is served on", async () => {
    const server = await TestServer.started({ globalOutstandingLimit: 1, outputPauseBytes: 20 });
    const [writer, client] = [await server.client(), await server.client()];
    await client.reply(client.send(OpCode.exists, GetDataRequest, { path: "/a", watch: true }));
    server.log.hold();
    writer.sendCreate("/a");
    const waits = client.sendGetData("/a");
    await settle();
    expect(client.socket.isPaused).toBe(true);
    // The event is more than may wait to go out, at the moment when there is room again.
    server.log.release();
    expect((await client.reply(waits)).err).toBe(ErrorCode.OK);
    expect(client.log.slice(-2)).toEqual(["event 1 /a", `${waits} 0`]);
  });

  test("that is fast enough is served on without a word from the socket", async () => {
    // A socket that takes everything never says drain.
    const server = await TestServer.started(settings);
    const client = await server.client();
    await client.reply(client.sendCreate("/a"));
    await client.reply(client.sendSetData("/a", text));
    const requests: number[] = [];
    for (let xid = 3; xid <= 60; xid++) {
      requests.push(...frame((writer) => {
        RequestHeader.write(writer, { xid, type: OpCode.getData });
        GetDataRequest.write(writer, { path: "/a", watch: false });
      }));
    }
    client.sendBytes(Uint8Array.from(requests));
    await client.reply(60);
    expect(client.log.length).toBe(1 + 60);
    expect(client.socket.isPaused).toBe(false);
  });

  test("whose reads wait behind a write has few of them under way", async () => {
    const server = await TestServer.started(settings);
    const client = await server.client();
    await client.reply(client.sendCreate("/a"));
    await client.reply(client.sendSetData("/a", text));
    server.log.hold();
    client.sendSetData("/a", text);
    for (let i = 0; i < 40; i++) client.sendGetData("/a");
    await settle();
    expect(client.socket.isPaused).toBe(true);
    expect(server.server.report().outstandingRequests).toBe(17);
    server.log.release();
    await client.reply(43);
    expect(client.log.length).toBe(1 + 43);
  });

  test("that does not read its events is closed", async () => {
    const server = await TestServer.started({ ...settings, outputMaxBytes: 2500 });
    const client = await server.client();
    const writer = await server.client();
    client.socket.room = 0;
    for (let i = 0; i < 50; i++) {
      const path = `/node-${i}`;
      client.send(OpCode.exists, GetDataRequest, { path, watch: true });
    }
    await settle();
    for (let i = 0; i < 50; i++) writer.sendCreate(`/node-${i}`);
    await writer.reply(50);
    expect(client.socket.isDestroyed).toBe(true);
    expect(server.reasons()[0]).toContain("bytes wait to be read by it, more than 2500");
    expect(server.server.report().watches).toBe(0);
  });
});

test("a server with too many requests under way reads no more until there are fewer", async () => {
  const server = await TestServer.started({ globalOutstandingLimit: 10 });
  const client = await server.client();
  server.log.hold();
  for (let i = 0; i < 30; i++) client.sendCreate(`/a${i}`);
  await settle();
  expect(client.socket.isPaused).toBe(true);
  expect(server.server.report().outstandingRequests).toBe(10);
  server.log.release();
  await client.reply(30);
  expect(client.socket.isPaused).toBe(false);
  expect(client.log.length).toBe(1 + 30);
});

describe("events", () => {
  test("of a node that the session may not read are not told", async () => {
    const server = await TestServer.started();
    const local = await server.server.createLocalSession();
    const client = await server.client();
    client.send(OpCode.exists, GetDataRequest, { path: "/s", watch: true });
    client.send(OpCode.exists, GetDataRequest, { path: "/open", watch: true });
    await client.reply(2);
    const acl = [{ perms: 31, id: { scheme: "digest", id: "u:hash" } }];
    await local.create("/s", { acl });
    await local.create("/open");
    await settle();
    client.read();
    expect(client.log.slice(3)).toEqual(["event 1 /open"]);
  });
});

describe("four-letter words", () => {
  test("are answered, and the connection ends when all has gone out", async () => {
    const server = await TestServer.started();
    const client = server.connection();
    client.socket.room = 2;
    client.sendBytes(new TextEncoder().encode("ruok\n"));
    await settle();
    expect(client.socket.isEnded).toBe(false);
    client.socket.drain();
    await settle();
    expect(new TextDecoder().decode(client.socket.take())).toBe("imok");
    expect(client.socket.isEnded).toBe(true);
    expect(server.server.report().connections).toBe(0);
  });

  test("may come byte by byte", async () => {
    const server = await TestServer.started();
    const client = server.connection();
    for (const letter of "isro") client.sendBytes(new TextEncoder().encode(letter));
    await settle();
    expect(new TextDecoder().decode(client.socket.take())).toBe("rw");
  });

  test("are only words before a session is open", async () => {
    const server = await TestServer.started();
    const client = await server.client();
    client.sendBytes(new TextEncoder().encode("ruok"));
    await settle();
    expect(client.socket.isDestroyed).toBe(true);
  });
});
