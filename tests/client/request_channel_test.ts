import { describe, expect, test } from "bun:test";
import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { ApiVersions, DeleteTopics, Metadata } from "../../lib/client/apis.ts";
import { DisconnectedError, TimedOutError, UnsupportedApiError } from "../../lib/client/errors.ts";
import { CHANNEL_DEFAULTS, RequestChannel } from "../../lib/client/request_channel.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { readRequestHeader, writeResponseHeader } from "../../lib/kafka/protocol/header.ts";
import { turns } from "./run_clock.ts";

interface Sent {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** A channel over a link that keeps what was sent; ApiVersions is answered. */
async function openChannel(options: { inFlightMax?: number; served?: [number, number, number][] }) {
  const clock = new MemoryClock();
  const sent: Sent[] = [];
  let closed = false;
  let channel: RequestChannel | null = null;
  const opened = RequestChannel.open("broker:1", {
    ...CHANNEL_DEFAULTS,
    clock,
    requestTimeoutMs: 1000,
    inFlightMax: options.inFlightMax ?? 5,
    link: (made) => {
      channel = made;
      return Promise.resolve({
        send: (pieces: readonly Uint8Array[]) => {
          const header = readRequestHeader(new Reader(Buffer.concat(pieces)));
          const { requestApiKey: apiKey, requestApiVersion: apiVersion } = header;
          sent.push({
            apiKey,
            apiVersion,
            correlationId: header.correlationId,
            clientId: header.clientId,
          });
        },
        close: () => closed = true,
      });
    },
  });
  await turns();
  const served = options.served ?? [[3, 0, 12], [18, 0, 3]];
  const answerVersions = (errorCode: number, version: number) =>
    answer(sent.at(-1)!, (writer) =>
      ApiVersions.response.encode(writer, version, {
        errorCode,
        apiKeys: served.map(([apiKey, minVersion, maxVersion]) => ({
          apiKey,
          minVersion,
          maxVersion,
        })),
      }));
  function answer(request: Sent, write: (writer: Writer) => void): void {
    const writer = new Writer();
    writeResponseHeader(writer, request);
    write(writer);
    channel!.receive(writer.finish());
  }
  return { opened, sent, clock, answer, answerVersions, isClosed: () => closed };
}

function answerMetadata(clusterId: string, version = 12) {
  return (writer: Writer) =>
    Metadata.response.encode(writer, version, { brokers: [], clusterId, topics: [] });
}

describe("RequestChannel", () => {
  test("asks for versions first and takes the highest that both sides know", async () => {
    const link = await openChannel({});
    expect(link.sent).toEqual([{
      apiKey: 18,
      apiVersion: ApiVersions.request.validVersions.max,
      correlationId: 0,
      clientId: "kedge",
    }]);
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    expect(channel.versionOf(Metadata)).toBe(12);
    expect(channel.versionOf(Metadata, 9)).toBe(9);
    expect(() => channel.versionOf(DeleteTopics)).toThrow(UnsupportedApiError);
    channel.close();
  });

  test("asks again in the broker's own version where it lacks ours (KIP-511)", async () => {
    const link = await openChannel({});
    link.answerVersions(35, 0);
    await turns();
    expect(link.sent[1]).toMatchObject({ apiKey: 18, apiVersion: 3 });
    link.answerVersions(0, 3);
    const channel = await link.opened;
    expect(channel.served.length).toBe(2);
    channel.close();
  });

  test("matches answers to requests in any order", async () => {
    const link = await openChannel({});
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    const first = channel.send(Metadata, { topics: [] });
    const second = channel.send(Metadata, { topics: [] });
    const [one, other] = link.sent.slice(-2);
    link.answer(other!, answerMetadata("second"));
    link.answer(one!, answerMetadata("first"));
    expect((await first).clusterId).toBe("first");
    expect((await second).clusterId).toBe("second");
    expect(link.clock.pending).toBe(0);
    channel.close();
  });

  test("keeps no more than the allowed number in flight, and the order of the others", async () => {
    const link = await openChannel({ inFlightMax: 1 });
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    const first = channel.send(Metadata, { topics: [] });
    const second = channel.send(Metadata, { topics: null });
    expect(link.sent.length).toBe(2);
    link.answer(link.sent[1]!, answerMetadata("first"));
    expect((await first).clusterId).toBe("first");
    expect(link.sent.length).toBe(3);
    link.answer(link.sent[2]!, answerMetadata("second"));
    expect((await second).clusterId).toBe("second");
    channel.close();
  });

  test("a late answer fails its request by name and ends the connection", async () => {
    const link = await openChannel({});
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    const late = channel.send(Metadata, { topics: [] }).catch((error) => error);
    const behind = channel.send(Metadata, { topics: [] }).catch((error) => error);
    link.clock.advance(1000);
    expect(await late).toBeInstanceOf(TimedOutError);
    expect((await late).message).toBe(
      "MetadataRequest had no answer from broker:1 within 1000 ms",
    );
    expect(await behind).toBeInstanceOf(DisconnectedError);
    expect(link.isClosed()).toBe(true);
    expect(channel.closed).toBe(true);
    expect(link.clock.pending).toBe(0);
    await expect(channel.send(Metadata, { topics: [] })).rejects.toThrow(
      "Cannot send MetadataRequest to broker:1",
    );
  });

  test("an answer that cannot be read ends the connection", async () => {
    const link = await openChannel({});
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    const broken = channel.send(Metadata, { topics: [] }).catch((error) => error);
    link.answer(link.sent.at(-1)!, (writer) => writer.int8(1));
    expect((await broken).message).toContain("MetadataResponse version 12");
    expect(channel.closed).toBe(true);
  });

  test("an answer to nothing ends the connection", async () => {
    const link = await openChannel({});
    link.answerVersions(0, ApiVersions.request.validVersions.max);
    const channel = await link.opened;
    link.answer({ ...link.sent[0]!, correlationId: 99 }, answerMetadata("stray"));
    expect(channel.closed).toBe(true);
  });
});
