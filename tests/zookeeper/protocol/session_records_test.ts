import { expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  ConnectRequest,
  readConnectRequest,
  writeConnectResponse,
} from "../../../lib/zookeeper/protocol/session_records.ts";

const request = {
  protocolVersion: 0,
  lastZxidSeen: 5n,
  timeOut: 18000,
  sessionId: 0n,
  passwd: new Uint8Array(16),
  readOnly: true,
};

test("a connect request is read with its readOnly byte", () => {
  const writer = new Writer();
  ConnectRequest.write(writer, request);
  const bytes = writer.finish();
  // The length that Kafka's brokers were seen to send.
  expect(bytes.length).toBe(45);
  expect(readConnectRequest(new Reader(bytes))).toEqual(request);
});

test("a connect request of an old client has no readOnly", () => {
  const writer = new Writer();
  ConnectRequest.write(writer, request);
  const old = writer.finish().subarray(0, 44);
  expect(readConnectRequest(new Reader(old))).toEqual({ ...request, readOnly: null });
  expect(() => readConnectRequest(new Reader(old.subarray(0, 43)))).toThrow(MalformedError);
});

test("a connect response has a readOnly byte only for who sent one", () => {
  const response = { protocolVersion: 0, timeOut: 6000, sessionId: 1n, passwd: new Uint8Array(16) };
  const lengths = [null, false].map((readOnly) => {
    const writer = new Writer();
    writeConnectResponse(writer, { ...response, readOnly });
    return writer.finish().length;
  });
  expect(lengths).toEqual([36, 37]);
});
