import { describe, expect, test } from "bun:test";
import {
  batchBaseSequence,
  batchIsTransactional,
  batchRecordCount,
} from "../../../lib/bytes/batch_header.ts";
import {
  AddPartitionsToTxn,
  EndTxn,
  FindCoordinator,
  InitProducerId,
  Produce,
} from "../../../lib/client/apis.ts";
import { Producer } from "../../../lib/client/producer/producer.ts";
import type { ProduceRequest } from "../../../lib/kafka/messages/produce.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../memory_kafka.ts";
import { withTime } from "../run_clock.ts";

const value = Buffer.from("v");

function setUp() {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  let producerEpoch = 0;
  kafka.broker
    .on(FindCoordinator, ({ coordinatorKeys }) => ({
      coordinators: coordinatorKeys.map((key) => ({
        key,
        nodeId: 1,
        host: "127.0.0.1",
        port: 29092,
        errorCode: 0,
        errorMessage: null,
      })),
    }), { versions: [4, 4] })
    .on(InitProducerId, () => ({ errorCode: 0, producerId: 5n, producerEpoch: producerEpoch++ }))
    .on(AddPartitionsToTxn, ({ v3AndBelowTopics }) => ({
      resultsByTopicV3AndBelow: v3AndBelowTopics.map(({ name, partitions }) => ({
        name,
        resultsByPartition: partitions.map((partitionIndex) => ({
          partitionIndex,
          partitionErrorCode: 0,
        })),
      })),
    }), { versions: [0, 3] })
    .on(EndTxn, () => ({ errorCode: 0 }), { versions: [0, 5] });
  const producer = new Producer(kafka.cluster(), { transactionalId: "tx", batchBytes: 200 });
  return { kafka, producer, run: <T>(work: Promise<T>) => withTime(kafka.clock, work) };
}

function sentBatches(kafka: MemoryKafka): DataView[] {
  return kafka.broker.requests(Produce).flatMap(({ request }) =>
    (request as ProduceRequest).topicData.flatMap(({ partitionData }) =>
      partitionData.map(({ records }) => {
        const bytes = records!;
        return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      })
    )
  );
}

describe("a producer's transactions", () => {
  test("announce each partition once, and are committed when all is delivered", async () => {
    const { kafka, producer, run } = setUp();
    await run(producer.initTransactions());
    producer.beginTransaction();
    const sent = Array.from(
      { length: 30 },
      () => producer.send({ topic: "t", partition: 0, value }),
    );
    await run(producer.commitTransaction());
    expect((await Promise.all(sent)).map(({ offset }) => offset)).toEqual(
      Array.from({ length: 30 }, (_, index) => index),
    );
    expect(kafka.broker.requests(AddPartitionsToTxn).length).toBe(1);
    expect(kafka.broker.requests(EndTxn)).toMatchObject([{
      version: 4,
      request: { committed: true },
    }]);
    expect(kafka.broker.requests(Produce)[0]!.version).toBe(11);
    expect(sentBatches(kafka).every((view) => batchIsTransactional(view, 0))).toBe(true);
  });

  test("go on counting from one to the next, whatever was added while a batch went out", async () => {
    const { kafka, producer, run } = setUp();
    await run(producer.initTransactions());
    for (let round = 0; round < 3; round++) {
      producer.beginTransaction();
      await run(producer.send({ topic: "t", partition: 0, value }));
      producer.send({ topic: "t", partition: 0, value });
      const flushed = producer.flush();
      await Promise.resolve();
      producer.send({ topic: "t", partition: 0, value });
      await run(flushed);
      await run(producer.commitTransaction());
    }
    let expected = 0;
    for (const view of sentBatches(kafka)) {
      expect(batchBaseSequence(view, 0)).toBe(expected);
      expected += batchRecordCount(view, 0);
    }
    expect(expected).toBe(9);
    expect(kafka.broker.requests(AddPartitionsToTxn).length).toBe(3);
  });

  test("cannot be committed after a failure; aborted, a new epoch counts from 0", async () => {
    const { kafka, producer, run } = setUp();
    await run(producer.initTransactions());
    producer.beginTransaction();
    kafka.onProduce(() => ({ errorCode: ErrorCode.INVALID_RECORD, baseOffset: -1 }));
    const failed = producer.send({ topic: "t", partition: 0, value }).catch((error) => error.code);
    await expect(run(producer.commitTransaction())).rejects.toThrow("abort the transaction");
    expect(await failed).toBe(ErrorCode.INVALID_RECORD);
    await run(producer.abortTransaction());
    expect(kafka.broker.requests(EndTxn)).toMatchObject([{ request: { committed: false } }]);
    kafka.onProduce(() => ({ errorCode: 0, baseOffset: 9 }));
    producer.beginTransaction();
    const sent = producer.send({ topic: "t", partition: 0, value });
    await run(producer.commitTransaction());
    expect((await sent).offset).toBe(9);
    expect(sentBatches(kafka).map((view) => batchBaseSequence(view, 0))).toEqual([0, 0]);
  });

  test("say what comes first", async () => {
    const { kafka, producer, run } = setUp();
    expect(() => producer.beginTransaction()).toThrow("init() comes first");
    await run(producer.initTransactions());
    await expect(run(producer.commitTransaction())).rejects.toThrow("no transaction is open");
    producer.beginTransaction();
    expect(() => producer.beginTransaction()).toThrow("one is open");
    await run(producer.abortTransaction());
    expect(kafka.broker.requests(EndTxn)).toEqual([]);
    expect(() => new Producer(kafka.cluster()).beginTransaction()).toThrow("no transactional.id");
  });
});
