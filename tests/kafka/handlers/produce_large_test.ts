/**
 * Batches that become large when they are decompressed: looked at off the loop, bounded, in order.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { batchCompressionType } from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { produce } from "../../../lib/kafka/handlers/produce.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { batchOf, recordsOf } from "../batches.ts";
import { exchange, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = { handler: produce, request: ProduceRequest, response: ProduceResponse };
const CODECS = ["GZIP", "SNAPPY", "LZ4", "ZSTD"] as const;
const MIB = 1 << 20;

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("newest", { configs: { "cleanup.policy": "compact" } });
  partition = running.broker.partitions.get("newest", 0)!;
});
afterEach(() => running.close());

async function send(records: Uint8Array, topic = "newest") {
  const answer = await exchange(running.broker, api, {
    version: 9,
    request: {
      acks: 1,
      timeoutMs: 1000,
      topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    },
  });
  return answer!.responses[0]!.partitionResponses[0]!;
}

function large(codec: typeof CODECS[number], sizeMib: number, key?: string): Uint8Array {
  const compressionType = CompressionType[codec];
  return batchOf(Array.from({ length: sizeMib * 4 }, (_, i) => String(i % 10).repeat(MIB / 4)), {
    compressionType,
    ...(key === undefined ? {} : { key }),
  });
}

describe.each(CODECS)("%s", (codec) => {
  test("a large batch is taken, and smaller ones after it wait for it", async () => {
    const answers = await Promise.all([
      send(large(codec, 3, "k")),
      send(batchOf(["small"], { key: "k" })),
    ]);
    expect(answers.map(({ errorCode, baseOffset }) => [errorCode, baseOffset]))
      .toEqual([[0, 0], [0, 12]]);
    expect(partition.logEndOffset).toBe(13);
  });

  test("one record without a key is found in it", async () => {
    const answer = await send(large(codec, 3));
    expect(errorName(answer.errorCode)).toBe("INVALID_RECORD");
    expect(answer.recordErrors).toHaveLength(12);
    expect(partition.logEndOffset).toBe(0);
  });

  test("one that becomes too large is refused", async () => {
    await running.createTopic("small", {
      configs: { "cleanup.policy": "compact", "max.decompressed.message.bytes": String(2 * MIB) },
    });
    const answer = await send(large(codec, 3, "k"), "small");
    expect(errorName(answer.errorCode)).toBe("INVALID_RECORD");
    expect(answer.errorMessage).toContain(`limit of ${2 * MIB} bytes`);
  });

  test("one for another codec is recompressed", async () => {
    const target = codec === "ZSTD" ? "gzip" : "zstd";
    await running.createTopic("coded", { configs: { "compression.type": target } });
    expect(await send(large(codec, 3), "coded")).toMatchObject({ errorCode: 0, baseOffset: 0 });
    const log = running.broker.partitions.get("coded", 0)!;
    const reading = await log.read({ offset: 0, bytesMax: MIB, firstBatchAlways: true });
    const view = new DataView(reading.records.buffer, reading.records.byteOffset);
    expect(batchCompressionType(view, 0)).toBe(target === "gzip" ? 1 : 4);
    expect(recordsOf(reading.records).map(({ value }) => value[0]))
      .toEqual([..."0123456789", "0", "1"]);
  });
});

test("the bound follows from max.message.bytes, and is never below 8 MiB", async () => {
  expect(partition.rules.decompressedBytesMax).toBe(32 * 1_048_588);
  await running.createTopic("tiny", { configs: { "max.message.bytes": "1000" } });
  const tiny = running.broker.partitions.get("tiny", 0)!;
  expect(tiny.rules.decompressedBytesMax).toBe(8 * MIB);
});
