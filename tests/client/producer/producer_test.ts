import { describe, expect, test } from "bun:test";
import {
  batchBaseSequence,
  batchCompressionType,
  batchProducerId,
  batchRecordCount,
} from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { InitProducerId, Metadata, Produce } from "../../../lib/client/apis.ts";
import { BrokerError, ClientError, TimedOutError } from "../../../lib/client/errors.ts";
import { Producer, type ProducerOptions } from "../../../lib/client/producer/producer.ts";
import type { ProduceRequest } from "../../../lib/kafka/messages/produce.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { MemoryKafka } from "../memory_kafka.ts";
import { turns, withTime } from "../run_clock.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function setUp(options: Partial<ProducerOptions> = {}, partitions = 1) {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", partitions);
  const cluster = kafka.cluster();
  const producer = new Producer(cluster, options);
  const send = (text: string, partition?: number) =>
    producer.send({ topic: "t", partition, value: encoder.encode(text) });
  return { kafka, cluster, producer, send };
}

/** The batches of all Produce requests, in order. */
function sentBatches(
  kafka: MemoryKafka,
): { partition: number; bytes: Uint8Array; view: DataView }[] {
  return kafka.broker.requests(Produce).flatMap(({ request }) =>
    (request as ProduceRequest).topicData.flatMap(({ partitionData }) =>
      partitionData.map(({ index, records }) => {
        const bytes = records!;
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        return { partition: index, bytes, view };
      })
    )
  );
}

function textsOf(bytes: Uint8Array): string[] {
  return [...readRecords(bytes)].map(({ value }) => decoder.decode(value!));
}

/** Answers Produce once with an error, then as the small Kafka does. */
function failOnce(kafka: MemoryKafka, errorCode: number): void {
  let failed = false;
  kafka.onProduce(({ index, records }) => {
    if (failed) return { errorCode: 0, baseOffset: kafka.append("t", index, records) };
    failed = true;
    return { errorCode, baseOffset: -1 };
  });
}

describe("Producer", () => {
  test("gathers records of one partition into a batch and tells where each is", async () => {
    const { kafka, producer, send } = setUp();
    const sent = Promise.all(["a", "b", "c"].map((text) => send(text)));
    const found = await withTime(kafka.clock, sent);
    expect(found.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(found[0]).toMatchObject({ topic: "t", partition: 0 });
    const [batch, ...rest] = sentBatches(kafka);
    expect(rest).toEqual([]);
    expect(textsOf(batch!.bytes)).toEqual(["a", "b", "c"]);
    await withTime(kafka.clock, producer.close());
  });

  test("one request carries the batches of all partitions of a leader", async () => {
    const { kafka, send } = setUp({}, 3);
    await withTime(kafka.clock, Promise.all([send("a", 0), send("b", 1), send("c", 2)]));
    expect(kafka.broker.requests(Produce).length).toBe(1);
    expect(sentBatches(kafka).map(({ partition }) => partition)).toEqual([0, 1, 2]);
  });

  test("waits for more records as long as linger.ms says, and not when flushed", async () => {
    const { kafka, cluster, producer, send } = setUp({ lingerMs: 1000 });
    await cluster.topic("t");
    send("a");
    await turns();
    kafka.clock.advance(900);
    await turns();
    expect(kafka.broker.requests(Produce).length).toBe(0);
    kafka.clock.advance(100);
    await turns();
    expect(kafka.broker.requests(Produce).length).toBe(1);
    send("b");
    await producer.flush();
    expect(kafka.broker.requests(Produce).length).toBe(2);
  });

  test("a full batch goes without waiting, the next one behind it", async () => {
    const { kafka, producer, send } = setUp({ lingerMs: 10_000, batchBytes: 130 });
    const sent = Promise.all(Array.from({ length: 10 }, (_, i) => send(`record ${i}`)));
    await producer.flush();
    await sent;
    const batches = sentBatches(kafka);
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.flatMap(({ bytes }) => textsOf(bytes))).toEqual(
      Array.from({ length: 10 }, (_, i) => `record ${i}`),
    );
  });

  test("compresses", async () => {
    const { kafka, producer, send } = setUp({ compressionType: CompressionType.GZIP });
    const sent = send("zipped");
    await producer.flush();
    await sent;
    const [batch] = sentBatches(kafka);
    expect(batchCompressionType(batch!.view, 0)).toBe(CompressionType.GZIP);
    expect(textsOf(batch!.bytes)).toEqual(["zipped"]);
  });

  test("sends again what a leader that moved has refused, with the same sequence", async () => {
    const { kafka, cluster, send } = setUp();
    failOnce(kafka, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect((await withTime(kafka.clock, send("a"))).offset).toBe(0);
    expect((await withTime(kafka.clock, send("b"))).offset).toBe(1);
    const sequences = sentBatches(kafka).map(({ view }) => batchBaseSequence(view, 0));
    expect(sequences).toEqual([0, 0, 1]);
    expect(kafka.broker.requests(InitProducerId).length).toBe(1);
    // The leader was looked for again.
    expect(kafka.broker.requests(Metadata).length).toBeGreaterThan(1);
    cluster.close();
  });

  test("starts with a new producer id after a sequence error", async () => {
    const { kafka, send } = setUp();
    let id = 7n;
    kafka.broker.on(InitProducerId, () => ({ errorCode: 0, producerId: id++, producerEpoch: 0 }));
    await withTime(kafka.clock, send("a"));
    failOnce(kafka, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    await withTime(kafka.clock, send("b"));
    const identities = sentBatches(kafka).map(({ view }) => [
      batchProducerId(view, 0),
      batchBaseSequence(view, 0),
    ]);
    expect(identities).toEqual([[7n, 0], [7n, 1], [8n, 0]]);
  });

  test("a batch that the broker has already counts as sent", async () => {
    const { kafka, send } = setUp();
    failOnce(kafka, ErrorCode.DUPLICATE_SEQUENCE_NUMBER);
    expect((await withTime(kafka.clock, send("a"))).offset).toBe(-1);
  });

  test("halves a batch that is too large for the broker", async () => {
    const { kafka, producer, send } = setUp();
    failOnce(kafka, ErrorCode.MESSAGE_TOO_LARGE);
    const sent = Promise.all(["a", "b", "c"].map((text) => send(text)));
    await withTime(kafka.clock, producer.flush());
    expect((await sent).map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(sentBatches(kafka).map(({ view }) => batchRecordCount(view, 0))).toEqual([3, 1, 2]);
  });

  test("tells what the broker refuses for good", async () => {
    const { kafka, send } = setUp();
    failOnce(kafka, ErrorCode.INVALID_RECORD);
    const error = await withTime(kafka.clock, send("a")).catch((error) => error);
    expect(error).toBeInstanceOf(BrokerError);
    expect(error.code).toBe(ErrorCode.INVALID_RECORD);
    expect(error.message).toContain("Produce for t-0");
    expect((await withTime(kafka.clock, send("b"))).offset).toBe(0);
  });

  test("gives up after delivery.timeout.ms", async () => {
    const { kafka, send } = setUp({ deliveryTimeoutMs: 2000 });
    kafka.onProduce(() => ({ errorCode: ErrorCode.NOT_ENOUGH_REPLICAS, baseOffset: -1 }));
    const error = await withTime(kafka.clock, send("a")).catch((error) => error);
    expect(error).toBeInstanceOf(TimedOutError);
    expect(error.message).toBe("Cannot deliver 1 record(s) to t-0: not done within 2000 ms");
  });

  test("acks=0 waits for nothing and has no identity", async () => {
    const { kafka, send } = setUp({ acks: 0 });
    kafka.broker.on(Produce, () => null);
    expect((await withTime(kafka.clock, send("a"))).offset).toBe(-1);
    const [batch] = sentBatches(kafka);
    expect(batchProducerId(batch!.view, 0)).toBe(-1n);
    expect(kafka.broker.requests(InitProducerId)).toEqual([]);
  });

  test("bounds what waits, and says when there is room again", async () => {
    const { kafka, cluster, producer, send } = setUp({ bufferBytes: 1000 });
    await cluster.topic("t");
    const text = "x".repeat(400);
    const first = [send(text), send(text)];
    const refused = await send(text).catch((error) => error);
    expect(refused).toBeInstanceOf(ClientError);
    expect(refused.message).toContain("await ready() before sending");
    await withTime(kafka.clock, producer.ready());
    await Promise.all(first);
    expect((await withTime(kafka.clock, send(text))).offset).toBe(2);
  });

  test("refuses a record that is too large, and a partition that is not there", async () => {
    const { kafka, send } = setUp({ recordBytesMax: 100 });
    await expect(send("x".repeat(200))).rejects.toThrow("100 are allowed (max.request.size)");
    await expect(withTime(kafka.clock, send("a", 5))).rejects.toThrow("it has 1 partitions");
  });

  test("waits for a topic that is being created, and gives up on it in time", async () => {
    const { kafka, producer } = setUp({ maxBlockMs: 3000 });
    const value = encoder.encode("early");
    const waiting = producer.send({ topic: "later", value });
    await turns();
    kafka.createTopic("later");
    expect((await withTime(kafka.clock, waiting)).topic).toBe("later");
    const never = await withTime(kafka.clock, producer.send({ topic: "never", value }))
      .catch((error) => error.message);
    expect(never).toContain("Gave up on the metadata of topic never after 3000 ms");
  });

  test("a closed producer takes nothing and leaves no timer", async () => {
    const { kafka, producer, send } = setUp();
    const sent = send("a");
    await withTime(kafka.clock, producer.close());
    await sent;
    await expect(send("b")).rejects.toThrow("the producer is closed");
    expect(kafka.clock.pending).toBe(0);
  });

  test("sends several batches of a partition without waiting, and keeps their order", async () => {
    const { kafka, cluster, producer, send } = setUp({ batchBytes: 130, lingerMs: 0 });
    await cluster.topic("t");
    await withTime(kafka.clock, send("first"));
    let open = 0;
    let openMax = 0;
    let answer = () => {/* replaced below */};
    const answered = new Promise<void>((resolve) => answer = resolve);
    kafka.broker.on(Produce, async ({ topicData }) => {
      open += 1;
      openMax = Math.max(openMax, open);
      await answered;
      open -= 1;
      return {
        responses: topicData.map(({ name, topicId, partitionData }) => ({
          name,
          topicId,
          partitionResponses: partitionData.map(({ index, records }) => ({
            index,
            errorCode: 0,
            baseOffset: kafka.append("t", index, records!),
          })),
        })),
      };
    });
    const texts = Array.from({ length: 60 }, (_, i) => `record ${i}`);
    const sent = Promise.all(texts.map((text) => send(text)));
    await turns();
    expect(openMax).toBe(5);
    answer();
    await withTime(kafka.clock, producer.flush());
    expect((await sent).map(({ offset }) => offset)).toEqual(texts.map((_, i) => i + 1));
    expect(sentBatches(kafka).flatMap(({ bytes }) => textsOf(bytes))).toEqual(["first", ...texts]);
  });

  test("after a failure goes on in order, each batch with its own sequence", async () => {
    const { kafka, cluster, producer, send } = setUp({ batchBytes: 130, lingerMs: 0 });
    await cluster.topic("t");
    await withTime(kafka.clock, send("first"));
    let expected = 1;
    let failed = false;
    kafka.onProduce(({ index, records }) => {
      const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
      // As a broker: a sequence that does not follow is refused.
      if (batchBaseSequence(view, 0) !== expected) {
        return { errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 };
      }
      if (!failed) {
        failed = true;
        return { errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, baseOffset: -1 };
      }
      expected += batchRecordCount(view, 0);
      return { errorCode: 0, baseOffset: kafka.append("t", index, records) };
    });
    const texts = Array.from({ length: 40 }, (_, i) => `record ${i}`);
    const sent = Promise.all(texts.map((text) => send(text)));
    await withTime(kafka.clock, producer.flush());
    expect((await sent).map(({ offset }) => offset)).toEqual(texts.map((_, i) => i + 1));
    const log = kafka.topics.get("t")!.partitions[0]!.batches.flatMap(({ bytes }) =>
      textsOf(bytes)
    );
    expect(log).toEqual(["first", ...texts]);
    expect(kafka.broker.requests(InitProducerId).length).toBe(1);
    expect(producer.figures.recordRetries).toBeGreaterThan(0);
  });

  test("records may be delivered to a callback; what they hold may change at once", async () => {
    const { kafka, cluster, producer } = setUp();
    await cluster.topic("t");
    const value = encoder.encode("one");
    const offsets: number[] = [];
    const delivery = {
      resolve: ({ offset }: { offset: number }) => offsets.push(offset),
      reject: (error: unknown) => {
        throw error;
      },
    };
    producer.deliver({ topic: "t", value }, delivery);
    value.set(encoder.encode("two"));
    producer.deliver({ topic: "t", value }, delivery);
    await withTime(kafka.clock, producer.flush());
    expect(offsets).toEqual([0, 1]);
    expect(sentBatches(kafka).flatMap(({ bytes }) => textsOf(bytes))).toEqual(["one", "two"]);
    expect(producer.figures).toMatchObject({
      records: 2,
      batches: 1,
      requests: 1,
      recordErrors: 0,
    });
  });
});
