import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ATTRIBUTES_POSITION } from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { produce } from "../../../lib/kafka/handlers/produce.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { forEachBatch } from "../../../lib/kafka/record/record_batch.ts";
import { until } from "../../io/turns.ts";
import { batchOf, idempotentBatch, valuesOf } from "../batches.ts";
import { exchange, startTestBroker, type TestBroker, TestConnection } from "../test_broker.ts";

const api = { handler: produce, request: ProduceRequest, response: ProduceResponse };

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

async function send(
  records: Uint8Array,
  { acks = 1, connection }: { acks?: number; connection?: TestConnection } = {},
) {
  const answer = await exchange(running.broker, api, {
    version: 12,
    ...(connection === undefined ? {} : { connection }),
    request: {
      acks,
      timeoutMs: 1000,
      topicData: [{ name: "packed", partitionData: [{ index: 0, records }] }],
    },
  });
  return answer?.responses[0]?.partitionResponses[0] ?? null;
}

async function stored(): Promise<string[]> {
  const reading = await partition.read({ offset: 0, bytesMax: 1 << 24, firstBatchAlways: true });
  return valuesOf(reading.records);
}

describe("compression.type", () => {
  async function compressed(configs: Record<string, string>): Promise<void> {
    await running.createTopic("packed", { configs });
    partition = running.broker.partitions.get("packed", 0)!;
  }

  async function codecs(): Promise<number[]> {
    const { records } = await partition.read({
      offset: 0,
      bytesMax: 1 << 24,
      firstBatchAlways: true,
    });
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const found: number[] = [];
    forEachBatch(view, (at) => found.push(view.getInt16(at + ATTRIBUTES_POSITION) & 7));
    return found;
  }

  test.each(
    [["uncompressed", 0], ["gzip", 1], ["snappy", 2], ["lz4", 3], ["zstd", 4]] as const,
  )("%s: a small batch gets it at once", async (name, type) => {
    await compressed({ "compression.type": name });
    for (const compressionType of Object.values(CompressionType)) {
      const answer = await send(batchOf(["a", "b"], { compressionType }));
      expect(answer?.errorCode).toBe(0);
    }
    expect(await codecs()).toEqual([type, type, type, type, type]);
    expect((await stored()).length).toBe(10);
  });

  test("a large batch gets it later, and those behind it keep their order", async () => {
    await compressed({ "compression.type": "gzip", "max.message.bytes": "4000000" });
    const large = "x".repeat(1_500_000);
    const first = idempotentBatch([large], { id: 5, epoch: 0, sequence: 0 });
    const second = idempotentBatch(["small"], { id: 5, epoch: 0, sequence: 1 });
    const answers = [send(first), send(second)];
    expect(partition.logEndOffset).toBe(0);
    expect(await Promise.all(answers)).toMatchObject([
      { errorCode: 0, baseOffset: 0 },
      { errorCode: 0, baseOffset: 1 },
    ]);
    expect(await codecs()).toEqual([1, 1]);
    expect((await stored())[1]).toBe("small");
  });

  test("the topic goes back to the producers' codecs: the next still waits its turn", async () => {
    await compressed({ "compression.type": "gzip", "max.message.bytes": "4000000" });
    const large = send(batchOf(["x".repeat(1_500_000)]));
    partition.rules.compression = null;
    const small = send(batchOf(["small"]));
    expect(await Promise.all([large, small])).toMatchObject([
      { errorCode: 0, baseOffset: 0 },
      { errorCode: 0, baseOffset: 1 },
    ]);
    expect(await codecs()).toEqual([1, 0]);
  });

  test("one that is refused in its turn hangs up with acks=0", async () => {
    await compressed({ "compression.type": "gzip", "max.message.bytes": "4000000" });
    const batch = idempotentBatch(["x".repeat(1_500_000)], { id: 5, epoch: 0, sequence: 7 });
    const refused = send(batch);
    const gap = idempotentBatch(["y".repeat(1_500_000)], { id: 5, epoch: 0, sequence: 99 });
    expect((await refused)?.errorCode).toBe(0);
    const connection = new TestConnection();
    expect(await send(gap, { acks: 0, connection })).toBeNull();
    // Compressing goes on in another thread, which may have to wait for the processor.
    await until("it hangs up", () => connection.hangUps.length > 0);
    expect(connection.hangUps.join()).toContain("OUT_OF_ORDER_SEQUENCE_NUMBER");
  });
});
