import { beforeEach, describe, expect, test } from "bun:test";
import { Writer } from "../../../lib/bytes/writer.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../../../lib/kafka/messages/heartbeat.ts";
import { turns, until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { frameOf, type TestClient, withLength } from "./test_client.ts";

const HEARTBEAT = { request: HeartbeatRequest, response: HeartbeatResponse };
const GOOD = frameOf(HeartbeatRequest, { version: 4, correlationId: 7, body: heartbeat("now") });

/** A frame's first fields, with whatever version and key. */
function header(apiKey: number, apiVersion: number): Uint8Array {
  const writer = new Writer();
  writer.int16(apiKey);
  writer.int16(apiVersion);
  writer.int32(1);
  writer.int16(-1);
  if (apiVersion >= 4) writer.int8(0); // No tagged fields.
  return writer.finish();
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}

const CASES: readonly [name: string, bytes: Uint8Array, reason: string][] = [
  ["a negative length", int32(-1), "Cannot take a frame of -1 bytes: 0 to 100000 are allowed"],
  ["the smallest length", int32(-(2 ** 31)), "frame of -2147483648 bytes"],
  ["a length of 2 GiB", int32(2 ** 31 - 1), "frame of 2147483647 bytes"],
  ["a length just above the limit", int32(100_001), "frame of 100001 bytes"],
  ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "frame of 1195725856 bytes"],
  ["TLS", Buffer.from("16030100f0010000ec0303", "hex"), "frame of 369295616 bytes"],
  ["an empty frame", withLength(new Uint8Array(0)), "Cannot read 2 bytes at 0"],
  ["a frame of one byte", withLength(new Uint8Array(1)), "Cannot read 2 bytes at 0"],
  ["an unknown API", withLength(header(9999, 0)), "API 9999 (API_9999) is not served"],
  ["a negative API", withLength(header(-2, 0)), "API -2"],
  ["an API of brokers only", withLength(header(4, 0)), "(LEADER_AND_ISR) is not served"],
  ["an unsupported version", withLength(header(12, 77)), "HEARTBEAT version 77 is not served"],
  ["a negative version", withLength(header(12, -1)), "HEARTBEAT version -1 is not served: 0 to 4"],
  ["a header cut short", withLength(header(12, 4).subarray(0, 6)), "Cannot read"],
  ["a body cut short", withLength(GOOD.subarray(4, GOOD.length - 3)), "Cannot read"],
  ["no body", withLength(header(12, 0)), "Cannot read"],
];

describe("malformed input", () => {
  let server: ScriptedServer;
  let other: TestClient;

  beforeEach(async () => {
    server = await ScriptedServer.start();
    other = await server.connect();
  });

  /** The connection is closed with one line, and the other one is served. */
  async function expectClosed(client: TestClient, reason: string): Promise<void> {
    await until("the connection is closed", () => client.isClosed);
    expect(server.warnings.length).toBe(1);
    expect(server.warnings[0]!).toStartWith("closing connection: ");
    expect(server.warnings[0]!).toContain(reason);
    expect(server.logger.messages("ERROR")).toEqual([]);
    expect((await other.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
    expect(server.server.connectionCount).toBe(1);
  }

  test.each([...CASES])("%s ends that connection alone", async (_name, bytes, reason) => {
    const client = await server.connect();
    client.write(bytes);
    await expectClosed(client, reason);
  });

  test.each([...CASES])("%s after a good request, in one chunk", async (_name, bytes, reason) => {
    const client = await server.connect();
    client.write(Buffer.concat([GOOD, bytes, GOOD]));
    await expectClosed(client, reason);
    // What came after the bad frame was not looked at.
    expect(server.seen).toEqual(["now", "now"]);
  });

  test("behind requests that wait for their turn ends the connection when it comes up", async () => {
    const client = await server.connect();
    const waits = Array.from(
      { length: 300 },
      (_, i) =>
        frameOf(HeartbeatRequest, { version: 4, correlationId: i, body: heartbeat(`wait-${i}`) }),
    );
    client.write(Buffer.concat([...waits, withLength(header(9999, 0)), GOOD]));
    await until("as many as may be are under way", () => server.waiting.length === 256);
    await turns();
    expect(client.isClosed).toBe(false);
    for (let i = 0; i < 300 && server.waiting.length > i; i++) {
      server.waiting[i]!.answer({ errorCode: 0 });
      await turns(1);
    }
    await expectClosed(client, "API 9999");
    expect(server.seen.filter((groupId) => groupId === "now").length).toBe(1);
  });

  test("of random bytes never ends more than its own connection", async () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 300; round++) {
      const client = await server.connect();
      const bytes = random.bytes(1 + random.int(200));
      const linesBefore = server.logger.lines.length;
      // Random bytes alone, a whole frame of them, or a good frame with some bytes changed.
      const kind = round % 3;
      if (kind === 0) client.write(bytes);
      else if (kind === 1) client.write(withLength(bytes));
      else {
        const changed = GOOD.slice();
        for (let i = 0; i < 3; i++) changed[4 + random.int(GOOD.length - 4)] = random.int(256);
        client.write(changed);
      }
      await turns(5);
      const lines = server.logger.lines.slice(linesBefore);
      expect(lines.length).toBe(client.isClosed ? 1 : 0);
      for (const { level, message } of lines) {
        expect(level).toBe("WARN");
        expect(message).toStartWith("closing connection: ");
      }
      client.connection.destroy();
    }
    expect((await other.call(HEARTBEAT, 4, heartbeat("now"))).errorCode).toBe(0);
    await until("all others are gone", () => server.server.connectionCount === 1);
  });
});
