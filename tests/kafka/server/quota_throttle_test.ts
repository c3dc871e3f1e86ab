import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { MemoryNetwork } from "../../../lib/io/memory_socket.ts";
import { handlers } from "../../../lib/kafka/handlers/mod.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { Dispatcher } from "../../../lib/kafka/server/dispatch.ts";
import { KafkaServer } from "../../../lib/kafka/server/kafka_server.ts";
import { turns, until } from "../../io/turns.ts";
import { batchOf } from "../batches.ts";
import { startTestBroker, type TestBroker } from "../test_broker.ts";
import { type ClientApi, decodeAnswer, TestClient } from "./test_client.ts";

const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const METADATA = { request: MetadataRequest, response: MetadataResponse };

let running: TestBroker;
let server: KafkaServer;
let client: TestClient;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders");
  const network = new MemoryNetwork();
  server = new KafkaServer({
    network,
    clock: running.clock,
    logger: running.logger,
    dispatcher: new Dispatcher(running.broker, handlers, { request() {} }),
    frameBytesMax: 1_000_000,
    idleMsMax: -1,
  });
  const { port } = server.listen({ name: "PLAINTEXT", host: "", port: 0 });
  server.open();
  client = await TestClient.connect(network, port);
});
afterEach(async () => {
  server.close();
  await running.close();
});

async function limit(key: string, value: number): Promise<void> {
  const entity = [{ entityType: "client-id", entityName: "test" }];
  await running.broker.quotaStore.alter(entity, [{ key, value, remove: false }], "apply");
}

function produce(acks: number, valueBytes: number): number {
  const records = batchOf(["x".repeat(valueBytes)]);
  return client.send(ProduceRequest, 9, {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: "orders", partitionData: [{ index: 0, records }] }],
  });
}

/** The client numbers its requests from 1 on. */
function answerTo<Response>(api: ClientApi<never, Response>, correlationId: number): Response {
  const frame = client.frames[correlationId - 1]!;
  return decodeAnswer(api, { version: 9, correlationId, frame });
}

describe("a producer above its rate", () => {
  test("is answered at once and told to wait, and is not read until it has", async () => {
    await limit("producer_byte_rate", 1000);
    produce(1, 20_000);
    await until("the answer", () => client.frames.length === 1);
    const { throttleTimeMs } = answerTo(PRODUCE, 1);
    expect(throttleTimeMs).toBeGreaterThan(10_000);
    expect(throttleTimeMs).toBeLessThan(10_500);
    client.send(MetadataRequest, 9, { topics: null });
    await turns();
    running.clock.advance(throttleTimeMs - 1);
    await turns();
    expect(client.frames).toHaveLength(1);
    running.clock.advance(1);
    await until("the next answer", () => client.frames.length === 2);
    expect(answerTo(METADATA, 2).throttleTimeMs).toBe(0);
  });

  test("waits with acks=0 as well", async () => {
    await limit("producer_byte_rate", 1000);
    produce(0, 20_000);
    client.send(MetadataRequest, 9, { topics: null });
    await turns();
    expect(client.frames).toHaveLength(0);
    running.clock.advance(11_000);
    await until("the next answer", () => client.frames.length === 1);
  });

  test("that hangs up leaves no timer", async () => {
    await limit("producer_byte_rate", 1000);
    produce(1, 20_000);
    await until("the answer", () => client.frames.length === 1);
    client.connection.destroy();
    await until("it is gone", () => server.connectionCount === 0);
    running.clock.advance(60_000);
    expect(running.logger.messages("ERROR")).toEqual([]);
  });
});

test("without a quota nobody waits", async () => {
  produce(1, 500_000);
  produce(1, 10);
  await until("both answers", () => client.frames.length === 2);
  expect(answerTo(PRODUCE, 2).throttleTimeMs).toBe(0);
});
