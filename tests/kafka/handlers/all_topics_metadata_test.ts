import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { metadata } from "../../../lib/kafka/handlers/metadata.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = { handler: metadata, request: MetadataRequest, response: MetadataResponse };

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

function ask(
  topics: Input<typeof MetadataRequest>["topics"],
  { version = 13 }: { version?: number } = {},
) {
  return send(running.broker, api, { version, request: { topics } });
}

describe("all topics", () => {
  test("are told as they are after each change", async () => {
    const names = async () => (await ask(null)).topics.map(({ name }) => name);
    expect(await names()).toEqual([]);
    await running.createTopic("orders");
    expect(await names()).toEqual(["orders"]);
    expect(await names()).toEqual(["orders"]);
    await running.createTopic("payments", { partitions: 3 });
    expect(await names()).toEqual(["orders", "payments"]);
  });

  test("are the same from memory, in every version", async () => {
    await running.createTopic("orders", { partitions: 3 });
    for (const version of versionsOf(metadata)) {
      const all = version === 0 ? [] : null;
      const first = await ask(all, { version });
      const named = await ask([{ name: "orders" }], { version });
      expect(first).toEqual(named);
      expect(await ask(all, { version })).toEqual(first);
    }
  });

  test("a change of a leader is seen", async () => {
    await running.createTopic("orders");
    await ask(null);
    const path = "/brokers/topics/orders/partitions/0/state";
    const data = '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":4,"isr":[]}';
    await running.metadataStore.apply([{ kind: "set", path, data, version: -1 }]);
    await running.settled();
    expect((await ask(null)).topics[0]!.partitions[0]).toMatchObject({ leaderId: -1 });
  });

  test("a broker that comes is seen", async () => {
    await running.createTopic("orders");
    await ask(null);
    const data = JSON.stringify({ version: 5, endpoints: ["PLAINTEXT://outside:2"] });
    await running.metadataStore.apply([{ kind: "create", path: "/brokers/ids/2", data }]);
    await running.settled();
    expect((await ask(null)).brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2]);
  });

  test("a partition whose disk fails is seen", async () => {
    await running.createTopic("orders");
    await ask(null);
    running.broker.partitions.get("orders", 0)!.log.setOffline("the disk failed");
    const [partition] = (await ask(null)).topics[0]!.partitions;
    expect(partition).toMatchObject({ leaderId: -1, offlineReplicas: [1] });
  });

  test("a client that has to wait is told so", async () => {
    await running.createTopic("orders");
    const first = await ask(null);
    const answer = { brokers: [], topics: [], encoded: encodedOf(first), throttleTimeMs: 70 };
    const writer = new Writer();
    metadata.response.encode(writer, 13, answer);
    const read = MetadataResponse.decode(new Reader(writer.finish()), 13);
    expect(read).toEqual({ ...first, throttleTimeMs: 70 });
  });
});

function encodedOf(answer: MetadataResponse): Uint8Array {
  const writer = new Writer();
  MetadataResponse.encode(writer, 13, answer);
  return writer.finish();
}
