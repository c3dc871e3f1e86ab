import { describe, expect, test } from "bun:test";
import { ListOffsets } from "../../lib/client/apis.ts";
import { hasCode } from "../../lib/client/errors.ts";
import { IsolationLevel, listOffsets, OffsetTimestamp } from "../../lib/client/list_offsets.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "./memory_kafka.ts";
import { withTime } from "./run_clock.ts";

describe("listOffsets", () => {
  test("answers in the order of the questions", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("t", 2);
    kafka.append("t", 1, writeRecordBatch([{ timestamp: 50, key: null, value: null }]));
    const question = (partition: number, timestamp: number) => ({
      topic: "t",
      partition,
      timestamp,
    });
    const answers = await listOffsets(kafka.cluster(), [
      question(1, OffsetTimestamp.LATEST),
      question(0, OffsetTimestamp.LATEST),
    ], { isolationLevel: IsolationLevel.READ_COMMITTED });
    expect(answers.map(({ partition, offset }) => [partition, offset])).toEqual([[1, 1], [0, 0]]);
    const [at] = await listOffsets(kafka.cluster(), [question(1, 40)]);
    expect(at).toMatchObject({ offset: 0, timestamp: 40 });
    expect(kafka.broker.requests(ListOffsets)[0]!.request).toMatchObject({ isolationLevel: 1 });
  });

  test("asks again where the leader has moved", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("t");
    let moved = true;
    kafka.broker.on(ListOffsets, () => {
      const errorCode = moved ? ErrorCode.NOT_LEADER_OR_FOLLOWER : 0;
      moved = false;
      return { topics: [{ name: "t", partitions: [{ partitionIndex: 0, errorCode, offset: 9 }] }] };
    });
    const asking = listOffsets(kafka.cluster(), [{ topic: "t", partition: 0, timestamp: -1 }]);
    expect((await withTime(kafka.clock, asking))[0]!.offset).toBe(9);
  });

  test("reads the old form of answers, and refuses timestamps that old brokers lack", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("t");
    kafka.broker.on(ListOffsets, () => ({
      topics: [{
        name: "t",
        partitions: [{ partitionIndex: 0, errorCode: 0, oldStyleOffsets: [4] }],
      }],
    }), { versions: [0, 0] });
    const cluster = kafka.cluster();
    const ask = (timestamp: number) =>
      listOffsets(cluster, [{ topic: "t", partition: 0, timestamp }]);
    expect((await ask(OffsetTimestamp.LATEST))[0]!.offset).toBe(4);
    const error = await ask(OffsetTimestamp.MAX_TIMESTAMP).catch((error) => error);
    expect(hasCode(error, ErrorCode.UNSUPPORTED_VERSION)).toBe(true);
  });
});
