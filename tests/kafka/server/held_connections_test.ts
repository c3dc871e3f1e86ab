import { beforeEach, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { HeartbeatRequest } from "../../../lib/kafka/messages/heartbeat.ts";
import { HeldConnections } from "../../../lib/kafka/server/held_connections.ts";

let throttleMs: number;

beforeEach(() => {
  throttleMs = 500;
});

test("a connection above its address's rate is kept unread, then closed", async () => {
  const server = await ScriptedServer.start({ connectionThrottleMs: () => throttleMs });
  const held = await server.connect();
  held.send(HeartbeatRequest, 4, heartbeat("now"));
  throttleMs = 0;
  const served = await server.connect();
  served.send(HeartbeatRequest, 4, heartbeat("now"));
  await until("the other is served", () => served.frames.length === 1);
  expect(held.frames).toHaveLength(0);
  expect(held.isClosed).toBe(false);
  server.clock.advance(500);
  await until("it is closed", () => held.isClosed);
  expect(server.seen).toHaveLength(1);
});

test("closing the server closes them", async () => {
  const server = await ScriptedServer.start({ connectionThrottleMs: () => throttleMs });
  const held = await server.connect();
  server.server.close();
  await until("it is closed", () => held.isClosed);
});

test("nothing is held at first", () => {
  expect(new HeldConnections(new MemoryClock()).size).toBe(0);
});
