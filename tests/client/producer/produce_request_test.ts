import { expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { Produce } from "../../../lib/client/apis.ts";
import { OutgoingBatch } from "../../../lib/client/producer/outgoing_batch.ts";
import { produce } from "../../../lib/client/producer/produce_request.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../memory_kafka.ts";

const OPTIONS = {
  acks: -1,
  compressionType: CompressionType.NONE,
  requestTimeoutMs: 1000,
  transactionalId: null,
} as const;

function batchFor(partition: number): OutgoingBatch {
  const batch = new OutgoingBatch({ topic: "t", partition, createdMs: 0 });
  const delivery = { resolve: () => {/* not looked at */}, reject: () => {/* not looked at */} };
  batch.add({ timestamp: 1, key: null, value: null }, { sizeBytes: 50, delivery });
  return batch;
}

async function sendTo(kafka: MemoryKafka) {
  const cluster = kafka.cluster();
  await cluster.topic("t");
  return await produce(cluster, 1, { batches: [batchFor(0), batchFor(1)], options: OPTIONS });
}

test("topics are named by id where the broker told ids, by name where not", async () => {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  expect((await sendTo(kafka)).map(({ baseOffset }) => baseOffset)).toEqual([0, 0]);
  const nameless = new MemoryKafka();
  nameless.createTopic("t", 2, ZERO_UUID);
  await sendTo(nameless);
  const versions = [kafka, nameless].map(({ broker }) => broker.requests(Produce)[0]!.version);
  expect(versions).toEqual([Produce.request.validVersions.max, 12]);
});

test("each partition has an outcome of its own; one that the answer lacks has failed", async () => {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  kafka.broker.on(Produce, ({ topicData }) => ({
    responses: topicData.map(({ name, topicId }) => ({
      name,
      topicId,
      partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 7, logAppendTimeMs: 5 }],
    })),
  }));
  const [one, other] = await sendTo(kafka);
  expect(one).toMatchObject({ error: null, baseOffset: 7, logAppendTimeMs: 5 });
  expect(other!.error?.code).toBe(ErrorCode.UNKNOWN_SERVER_ERROR);
});
