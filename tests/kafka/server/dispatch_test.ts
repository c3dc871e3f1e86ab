import { describe, expect, test } from "bun:test";
import {
  ApiVersionsRequest,
  ApiVersionsResponse,
} from "../../../lib/kafka/messages/api_versions.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../../../lib/kafka/messages/heartbeat.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { turns, until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { decodeAnswer } from "./test_client.ts";

const API_VERSIONS = { request: ApiVersionsRequest, response: ApiVersionsResponse };
const HEARTBEAT = { request: HeartbeatRequest, response: HeartbeatResponse };

describe("a request", () => {
  test("is answered in its own version and header", async () => {
    const client = await (await ScriptedServer.start()).connect();
    for (let version = 0; version <= 4; version++) {
      const answer = await client.call(HEARTBEAT, version, heartbeat("now"));
      expect(answer).toEqual({ throttleTimeMs: 0, errorCode: 0 });
    }
    // Length of the correlation id and the body; from version 4 on the header has tagged fields.
    expect(client.frames.map(({ length }) => length)).toEqual([6, 10, 10, 10, 12]);
  });

  test("that is answered is told to the observer, with the time that it took", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    client.send(HeartbeatRequest, 4, heartbeat("wait-a"));
    client.send(HeartbeatRequest, 4, heartbeat("silent"));
    await until("both are seen", () => server.seen.length === 2);
    expect(server.observed).toEqual([12]);
    server.waiting[0]!.answer({ errorCode: 0 });
    await until("it is answered", () => client.frames.length === 1);
    expect(server.observed).toEqual([12, 12]);
  });
});

describe("ApiVersions", () => {
  test("is served in every version", async () => {
    const client = await (await ScriptedServer.start()).connect();
    for (let version = 0; version <= 5; version++) {
      const answer = await client.call(API_VERSIONS, version, {
        clientSoftwareName: "test",
        clientSoftwareVersion: "1.0",
      });
      expect(answer.errorCode).toBe(0);
      expect(answer.apiKeys.some(({ apiKey }) => apiKey === 18)).toBe(true);
    }
  });

  test("of a version that is not served is answered in version 0, and the client goes on", async () => {
    const server = await ScriptedServer.start();
    const client = await server.connect();
    // Version 99, with a flexible header and a body that nobody here can read.
    const body = Buffer.from("0012" + "0063" + "00000005" + "0004" + "74657374" + "00", "hex");
    const frame = Buffer.concat([body, Buffer.from([9, 9, 9, 9])]);
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.length);
    client.write(Buffer.concat([length, frame]));
    await until("an answer comes", () => client.frames.length === 1);
    const answer = decodeAnswer(API_VERSIONS, {
      version: 0,
      correlationId: 5,
      frame: client.frames[0]!,
    });
    expect(answer.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
    expect(answer.apiKeys.find(({ apiKey }) => apiKey === 18)).toEqual({
      apiKey: 18,
      minVersion: 0,
      maxVersion: 5,
    });
    const again = await client.call(API_VERSIONS, 0, {});
    expect(again.errorCode).toBe(0);
    await turns();
    expect([client.isClosed, server.warnings]).toEqual([false, []]);
  });
});
