import { describe, expect, test } from "bun:test";
import { BindError } from "../../../lib/io/socket.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../../../lib/kafka/messages/heartbeat.ts";
import {
  type ConnectionLimits,
  NO_CONNECTION_LIMITS,
} from "../../../lib/kafka/server/connection_limits.ts";
import { turns, until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { TestClient } from "./test_client.ts";

const HEARTBEAT = { request: HeartbeatRequest, response: HeartbeatResponse };

function limits(given: Partial<ConnectionLimits>): ConnectionLimits {
  return { ...NO_CONNECTION_LIMITS, ...given };
}

describe("a listener", () => {
  test("with port 0 tells the port that it got", async () => {
    const { server, port } = await ScriptedServer.start();
    expect(port).toBeGreaterThan(0);
    expect(server.listeners.map(({ name, port }) => [name, port])).toEqual([["PLAINTEXT", port]]);
  });

  test("on a taken port is refused", async () => {
    const { server, port } = await ScriptedServer.start();
    expect(() => server.listen({ name: "OTHER", host: "", port })).toThrow(BindError);
  });

  test("takes connections before the server is open, and answers them after", async () => {
    const scripted = await ScriptedServer.start();
    const { KafkaServer } = await import("../../../lib/kafka/server/kafka_server.ts");
    const { Dispatcher } = await import("../../../lib/kafka/server/dispatch.ts");
    const { startTestBroker } = await import("../test_broker.ts");
    const { handlers } = await import("../../../lib/kafka/handlers/mod.ts");
    const { broker } = await startTestBroker();
    const { network, clock, logger } = scripted;
    const dispatcher = new Dispatcher(broker, handlers, { request() {} });
    const server = new KafkaServer({
      network,
      clock,
      logger,
      dispatcher,
      frameBytesMax: 1000,
      idleMsMax: -1,
    });
    const { port } = server.listen({ name: "PLAINTEXT", host: "", port: 0 });
    const [early, gone] = [
      await TestClient.connect(network, port),
      await TestClient.connect(network, port),
    ];
    const id = early.send(HeartbeatRequest, 4, heartbeat("g"));
    gone.connection.destroy();
    await turns();
    expect([server.connectionCount, early.frames.length]).toEqual([1, 0]);
    server.open();
    await until("it is answered", () => early.frames.length === 1);
    expect(early.answered).toEqual([id]);
    server.close();
  });
});

describe("idle connections", () => {
  test("are closed after connections.max.idle.ms, those in use are not", async () => {
    const scripted = await ScriptedServer.start({ idleMsMax: 60_000 });
    const [idle, active, waiting] = await Promise.all([1, 2, 3].map(() => scripted.connect()));
    waiting!.send(HeartbeatRequest, 4, heartbeat("wait-a"));
    for (let i = 0; i < 6; i++) {
      scripted.clock.advance(15_000);
      await active!.call(HEARTBEAT, 4, heartbeat("now"));
    }
    expect([idle!.isClosed, active!.isClosed, waiting!.isClosed]).toEqual([true, false, false]);
    expect(scripted.warnings).toEqual([]);
    scripted.waiting[0]!.answer({ errorCode: 0 });
    for (let i = 0; i < 8; i++) {
      scripted.clock.advance(15_000);
      await turns();
    }
    expect(scripted.server.connectionCount).toBe(0);
    expect(scripted.clock.pending).toBe(0);
  });

  test("stay where the setting is -1", async () => {
    const scripted = await ScriptedServer.start({ idleMsMax: -1 });
    const client = await scripted.connect();
    scripted.clock.advance(10 ** 9);
    await turns();
    expect([client.isClosed, scripted.clock.pending]).toEqual([false, 0]);
  });
});

describe("the number of connections", () => {
  test("is told, as is each that comes and goes", async () => {
    const scripted = await ScriptedServer.start();
    const changes: [string, number][] = [];
    scripted.server.onConnection = (name, change) => changes.push([name, change]);
    const client = await scripted.connect();
    await scripted.connect();
    expect(scripted.server.connectionCount).toBe(2);
    client.connection.destroy();
    await until("it is gone", () => scripted.server.connectionCount === 1);
    expect(changes).toEqual([["PLAINTEXT", 1], ["PLAINTEXT", 1], ["PLAINTEXT", -1]]);
  });

  test("is bounded by max.connections", async () => {
    const scripted = await ScriptedServer.start({
      connectionLimits: () => limits({ connectionsMax: 2 }),
    });
    const clients = [await scripted.connect(), await scripted.connect(), await scripted.connect()];
    await until("the third is closed", () => clients[2]!.isClosed);
    expect(scripted.warnings).toEqual(["refusing connection: max.connections=2 are open"]);
    expect((await clients[0]!.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
    clients[0]!.connection.destroy();
    await until("there is room", () => scripted.server.connectionCount === 1);
    const next = await scripted.connect();
    expect((await next.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
  });

  test("is bounded by max.connections.per.ip", async () => {
    const scripted = await ScriptedServer.start({
      connectionLimits: () =>
        limits({ connectionsPerAddressMax: (address) => address === "127.0.0.1" ? 1 : 0 }),
    });
    await scripted.connect();
    const second = await scripted.connect();
    await until("the second is closed", () => second.isClosed);
    expect(scripted.warnings).toEqual([
      "refusing connection: max.connections.per.ip=1 of its address are open",
    ]);
  });
});

describe("max.connection.creation.rate", () => {
  test("delays what comes faster, and then serves it", async () => {
    const scripted = await ScriptedServer.start({
      connectionLimits: () => limits({ connectionsPerSecondMax: 2 }),
    });
    const clients = [1, 2, 3, 4].map(() => scripted.connect());
    const [, second, third, fourth] = await Promise.all(clients);
    for (const client of [second!, third!, fourth!]) {
      client.send(HeartbeatRequest, 4, heartbeat("now"));
    }
    await until("the second is answered", () => second!.frames.length === 1);
    await turns();
    expect([third!.frames.length, fourth!.frames.length]).toEqual([0, 0]);
    scripted.clock.advance(500);
    await until("the third is answered", () => third!.frames.length === 1);
    await turns();
    expect(fourth!.frames.length).toBe(0);
    scripted.clock.advance(500);
    await until("the fourth is answered", () => fourth!.frames.length === 1);
    expect(scripted.warnings).toEqual([]);
  });

  test("closes what would wait for more than ten seconds", async () => {
    const scripted = await ScriptedServer.start({
      connectionLimits: () => limits({ connectionsPerSecondMax: 1 }),
      idleMsMax: -1,
    });
    const clients = await Promise.all(Array.from({ length: 12 }, () => scripted.connect()));
    await until("the last is closed", () => clients[11]!.isClosed);
    expect(scripted.warnings).toEqual([
      "refusing connection: at max.connection.creation.rate=1 it would wait more than 10000 ms",
    ]);
    expect(scripted.server.connectionCount).toBe(11);
    scripted.server.close();
    expect(scripted.clock.pending).toBe(0);
  });

  test("lets a second's worth through at once after a pause", async () => {
    let perSecond = 2;
    const scripted = await ScriptedServer.start({
      connectionLimits: () => limits({ connectionsPerSecondMax: perSecond }),
      idleMsMax: -1,
    });
    for (let second = 0; second < 3; second++) {
      for (const client of [await scripted.connect(), await scripted.connect()]) {
        expect((await client.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
      }
      scripted.clock.advance(1000);
    }
    perSecond = 0;
    const refused = await scripted.connect();
    await until("it is closed", () => refused.isClosed);
  });
});

describe("closing", () => {
  test("ends every connection, takes no other, and leaves no timer", async () => {
    const scripted = await ScriptedServer.start();
    const client = await scripted.connect();
    client.send(HeartbeatRequest, 4, heartbeat("wait-a"));
    await until("it is seen", () => scripted.waiting.length === 1);
    scripted.server.close();
    await until("the client is told", () => client.isClosed);
    expect(scripted.clock.pending).toBe(0);
    expect(scripted.server.connectionCount).toBe(0);
    await expect(scripted.connect()).rejects.toThrow("nothing listens");
    scripted.waiting[0]!.answer({ errorCode: 0 });
    await turns();
    expect(scripted.logger.messages("ERROR")).toEqual([]);
  });
});
