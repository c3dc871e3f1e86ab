import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { ATTRIBUTES_POSITION, CRC_POSITION } from "../../../lib/bytes/batch_header.ts";
import { produce } from "../../../lib/kafka/handlers/produce.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { batchOf, idempotentBatch, messageSetOf, NOW_MS, recordsOf, valuesOf } from "../batches.ts";
import { HeldFileSystem, turns } from "../held_disk.ts";
import {
  exchange,
  startTestBroker,
  type TestBroker,
  TestConnection,
  versionsOf,
} from "../test_broker.ts";

const api = { handler: produce, request: ProduceRequest, response: ProduceResponse };
const ALL = -1;
/** First version that names topics by id. */
const TOPIC_ID_VERSION = 13;

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
  partition = running.broker.partitions.get("orders", 0)!;
});
afterEach(() => running.close());

interface Sending {
  acks?: number;
  version?: number;
  topic?: string;
  index?: number;
  connection?: TestConnection;
  clientId?: string;
}
/** The one client that may write to other internal topics. */
const TO_ZNODES: Sending = { topic: "__znodes", clientId: "__admin_client" };

async function send(records: Uint8Array | null, sending: Sending = {}) {
  const { acks = 1, version = 12, topic = "orders", index = 0 } = sending;
  const topicId = running.broker.image.topics.get(topic)?.id ?? "AAAAAAAAAAAAAAAAAAAAAQ";
  const name = version < TOPIC_ID_VERSION ? { name: topic } : { topicId };
  const answer = await exchange(running.broker, api, {
    version,
    ...(sending.connection === undefined ? {} : { connection: sending.connection }),
    ...(sending.clientId === undefined ? {} : { clientId: sending.clientId }),
    request: {
      acks,
      timeoutMs: 1000,
      topicData: [{ ...name, partitionData: [{ index, records }] }],
    },
  });
  return answer?.responses[0]?.partitionResponses[0] ?? null;
}

async function stored(log = partition): Promise<string[]> {
  const reading = await log.read({ offset: 0, bytesMax: 1 << 20, firstBatchAlways: true });
  return valuesOf(reading.records);
}

describe("every version", () => {
  test.each(versionsOf(produce))("version %i appends and tells the offset", async (version) => {
    const set = version < 2 ? 0 : 1;
    const records = version < 3
      ? messageSetOf(["one", "two"], { magic: set })
      : batchOf(["one", "two"]);
    expect(await send(records.slice(), { version })).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await send(records.slice(), { version })).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(await stored()).toEqual(["one", "two", "one", "two"]);
  });

  test("old message sets keep their codec and timestamps", async () => {
    const set = messageSetOf(["old"], { magic: 1, compressionType: CompressionType.GZIP });
    await send(set, { version: 2 });
    const { records } = await partition.read({ offset: 0, bytesMax: 1000, firstBatchAlways: true });
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    expect(view.getInt16(ATTRIBUTES_POSITION) & 7).toBe(CompressionType.GZIP);
    expect(recordsOf(records)).toEqual([{ offset: 0, value: "old", timestamp: NOW_MS }]);
  });
});

describe("acks", () => {
  test("0 is not answered, and appended", async () => {
    expect(await send(batchOf(["one"]), { acks: 0 })).toBeNull();
    expect(await stored()).toEqual(["one"]);
  });

  test("0 is not answered, even where it is refused: the broker hangs up", async () => {
    const connection = new TestConnection();
    expect(await send(batchOf(["one"]), { acks: 0, topic: "missing", connection })).toBeNull();
    expect(running.traffic.refusals).toEqual(["0 null 3"]);
    expect(connection.hangUps.join()).toContain(
      "missing-0 was refused: UNKNOWN_TOPIC_OR_PARTITION",
    );
  });

  test.each([-2, 2, 100])("%i is refused", async (acks) => {
    const refused = await send(batchOf(["one"]), { acks });
    expect(errorName(refused!.errorCode)).toBe("INVALID_REQUIRED_ACKS");
    expect(refused?.baseOffset).toBe(-1);
    expect(partition.logEndOffset).toBe(0);
  });
});

describe("acks and the disk", () => {
  let disk: HeldFileSystem;

  async function restart(...overrides: string[]): Promise<void> {
    await running.close();
    disk = new HeldFileSystem();
    running = await startTestBroker({ files: disk, overrides });
    await running.createTopic("orders");
    partition = running.broker.partitions.get("orders", 0)!;
  }

  test("all is answered only when the disk has it", async () => {
    await restart();
    disk.hold();
    let answered = false;
    const answer = send(batchOf(["one"]), { acks: ALL }).finally(() => answered = true);
    await turns();
    expect(disk.waiting).toBe(1);
    expect(answered).toBe(false);
    expect(partition.log.flushedOffset).toBe(0);
    disk.release();
    expect(await answer).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(partition.log.flushedOffset).toBe(1);
  });

  test("1 is answered from memory", async () => {
    await restart();
    disk.hold();
    expect(await send(batchOf(["one"]), { acks: 1 })).toMatchObject({ errorCode: 0 });
    expect(partition.log.flushedOffset).toBe(0);
    disk.release();
  });

  test("1 waits for the flush that flush.messages asks for", async () => {
    await restart("log.flush.interval.messages=2");
    disk.hold();
    expect(await send(batchOf(["one"]), { acks: 1 })).toMatchObject({ errorCode: 0 });
    let answered = false;
    const answer = send(batchOf(["two"]), { acks: 1 }).finally(() => answered = true);
    await turns();
    expect(answered).toBe(false);
    disk.release();
    expect(await answer).toMatchObject({ errorCode: 0, baseOffset: 1 });
    expect(partition.log.flushedOffset).toBe(2);
  });

  test("all is answered from memory with acks.all.flush.enable=false", async () => {
    await restart("acks.all.flush.enable=false");
    disk.hold();
    expect(await send(batchOf(["one"]), { acks: ALL })).toMatchObject({ errorCode: 0 });
    expect(partition.log.flushedOffset).toBe(0);
    disk.release();
  });

  test("a retry of a batch that is not on disk yet waits as well", async () => {
    await restart();
    disk.hold();
    const first = send(idempotentBatch(["one"], { id: 5, epoch: 0, sequence: 0 }), { acks: ALL });
    await turns();
    let answered = false;
    const retry = send(idempotentBatch(["one"], { id: 5, epoch: 0, sequence: 0 }), { acks: ALL })
      .finally(() => answered = true);
    await turns();
    expect(answered).toBe(false);
    disk.release();
    expect(await retry).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await first).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(partition.logEndOffset).toBe(1);
  });

  test("a disk that fails takes the log offline and refuses", async () => {
    running.files.failDatasync(new Error("I/O error"));
    const refused = await send(batchOf(["one"]), { acks: ALL });
    expect(errorName(refused!.errorCode)).toBe("KAFKA_STORAGE_ERROR");
    expect(refused?.baseOffset).toBe(-1);
    running.files.failDatasync(null);
    const after = await send(batchOf(["two"]), { acks: 1 });
    expect(errorName(after!.errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });

  test("a full disk refuses, and writing resumes by itself", async () => {
    const room = running.files.capacityBytes;
    running.clock.advance(1000);
    running.files.capacityBytes = 1 << 20;
    const refused = await send(batchOf(["one"]));
    expect(errorName(refused!.errorCode)).toBe("KAFKA_STORAGE_ERROR");
    expect(partition.logEndOffset).toBe(0);
    running.files.capacityBytes = room;
    running.clock.advance(1000);
    expect(await send(batchOf(["two"]))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await stored()).toEqual(["two"]);
  });
});

describe("idempotent producers", () => {
  const producer = { id: 7, epoch: 0 };

  test("a retried batch gets the offset of the first try", async () => {
    await send(idempotentBatch(["a", "b"], { ...producer, sequence: 0 }));
    await send(idempotentBatch(["c"], { ...producer, sequence: 2 }));
    const retry = await send(idempotentBatch(["a", "b"], { ...producer, sequence: 0 }));
    expect(retry).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await stored()).toEqual(["a", "b", "c"]);
  });

  test("a gap is refused", async () => {
    await send(idempotentBatch(["a"], { ...producer, sequence: 0 }));
    const refused = await send(idempotentBatch(["c"], { ...producer, sequence: 2 }));
    expect(errorName(refused!.errorCode)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(refused?.errorMessage).toContain("producer 7");
    expect(await stored()).toEqual(["a"]);
  });

  test("an old epoch is refused", async () => {
    await send(idempotentBatch(["a"], { id: 7, epoch: 3, sequence: 0 }));
    const refused = await send(idempotentBatch(["b"], { id: 7, epoch: 2, sequence: 1 }));
    expect(errorName(refused!.errorCode)).toBe("INVALID_PRODUCER_EPOCH");
  });

  test("a new epoch begins at sequence 0", async () => {
    await send(idempotentBatch(["a"], { ...producer, sequence: 0 }));
    const refused = await send(idempotentBatch(["b"], { id: 7, epoch: 1, sequence: 1 }));
    expect(errorName(refused!.errorCode)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(await send(idempotentBatch(["b"], { id: 7, epoch: 1, sequence: 0 })))
      .toMatchObject({ errorCode: 0, baseOffset: 1 });
  });

  test("sequences survive a clean restart and a power cut", async () => {
    await send(idempotentBatch(["a"], { ...producer, sequence: 0 }), { acks: ALL });
    const { files, metadataStore, clock } = running;
    await running.close();
    running = await startTestBroker({ files, metadataStore, clock });
    partition = running.broker.partitions.get("orders", 0)!;
    expect(await send(idempotentBatch(["a"], { ...producer, sequence: 0 })))
      .toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await send(idempotentBatch(["b"], { ...producer, sequence: 1 })))
      .toMatchObject({ errorCode: 0, baseOffset: 1 });
  });
});

describe("refused batches", () => {
  function changed(at: number, change: (byte: number) => number): Uint8Array {
    const batch = batchOf(["value"]);
    batch[at] = change(batch[at]!);
    return batch;
  }

  const rows: [string, () => Uint8Array | null, Sending, string][] = [
    ["unknown topic", () => batchOf(["v"]), { topic: "missing" }, "UNKNOWN_TOPIC_OR_PARTITION"],
    [
      "unknown topic id",
      () => batchOf(["v"]),
      { topic: "missing", version: 13 },
      "UNKNOWN_TOPIC_ID",
    ],
    ["unknown partition", () => batchOf(["v"]), { index: 2 }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["negative partition", () => batchOf(["v"]), { index: -1 }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["damaged bytes", () => changed(70, (byte) => byte ^ 1), {}, "CORRUPT_MESSAGE"],
    ["damaged checksum", () => changed(CRC_POSITION, (byte) => byte ^ 1), {}, "CORRUPT_MESSAGE"],
    [
      "internal topic",
      () => batchOf(["v"]),
      { topic: "__consumer_offsets" },
      "INVALID_TOPIC_EXCEPTION",
    ],
    ["read-only topic", () => batchOf(["v"]), TO_ZNODES, "INVALID_TOPIC_EXCEPTION"],
    ["no records", () => null, {}, "INVALID_RECORD"],
    ["empty records", () => new Uint8Array(0), {}, "INVALID_RECORD"],
    [
      "two batches",
      () => Buffer.concat([batchOf(["v"]), batchOf(["v"])]),
      {},
      "INVALID_RECORD",
    ],
    [
      "batch above max.message.bytes",
      () => batchOf(["v".repeat(2000)]),
      { topic: "small" },
      "MESSAGE_TOO_LARGE",
    ],
    ["old format", () => messageSetOf(["v"], { magic: 1 }), {}, "INVALID_RECORD"],
    [
      "unknown format",
      () => changed(16, () => 3),
      {},
      "CORRUPT_MESSAGE",
    ],
    [
      "zstd in an old version",
      () => batchOf(["v"], { compressionType: CompressionType.ZSTD }),
      { version: 6 },
      "UNSUPPORTED_COMPRESSION_TYPE",
    ],
    [
      "no key for a compacted topic",
      () => batchOf(["v"]),
      { topic: "compacted" },
      "INVALID_RECORD",
    ],
    [
      "timestamp far ahead",
      () => batchOf(["v"], { timestamp: NOW_MS + 2 * 3_600_000 }),
      {},
      "INVALID_TIMESTAMP",
    ],
    ["control batch", () => batchOf(["v"], { isControl: true }), {}, "INVALID_RECORD"],
    [
      "transactional batch",
      () =>
        batchOf(["v"], {
          isTransactional: true,
          producerId: 1n,
          producerEpoch: 0,
          baseSequence: 0,
        }),
      {},
      "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    ],
    [
      "old message set that is damaged",
      () => messageSetOf(["v"], { magic: 1 }).fill(7, 20),
      { version: 2 },
      "CORRUPT_MESSAGE",
    ],
    ["empty old message set", () => new Uint8Array(0), { version: 2 }, "INVALID_RECORD"],
  ];

  test.each(rows)("%s", async (_, records, sending, error) => {
    await running.createTopic("small", { configs: { "max.message.bytes": "1000" } });
    await running.createTopic("compacted", { configs: { "cleanup.policy": "compact" } });
    for (const name of ["__consumer_offsets", "__znodes"]) await running.createTopic(name);
    const refused = await send(records(), sending);
    expect(errorName(refused!.errorCode)).toBe(error);
    expect(refused?.baseOffset).toBe(-1);
    for (const each of running.broker.partitions.all()) expect(each.logEndOffset).toBe(0);
    expect(running.traffic.refusals).toHaveLength(1);
  });

  test("the records to blame are named", async () => {
    await running.createTopic("compacted", { configs: { "cleanup.policy": "compact" } });
    const refused = await send(batchOf(["a", "b"]), { topic: "compacted" });
    expect(refused?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 1]);
    expect(refused?.errorMessage).toStartWith(
      "One or more records have been rejected due to 2 record errors in total",
    );
  });

  test("one refused partition does not hold up the others", async () => {
    const answer = await exchange(running.broker, api, {
      version: 12,
      request: {
        acks: ALL,
        timeoutMs: 1000,
        topicData: [{
          name: "orders",
          partitionData: [
            { index: 0, records: batchOf(["good"]) },
            { index: 5, records: batchOf(["nowhere"]) },
            { index: 1, records: batchOf(["good too"]) },
          ],
        }],
      },
    });
    const found = answer?.responses[0]?.partitionResponses.map((
      { index, errorCode },
    ) => [index, errorName(errorCode)]);
    expect(found).toEqual([[0, "NONE"], [5, "UNKNOWN_TOPIC_OR_PARTITION"], [1, "NONE"]]);
    expect(await stored()).toEqual(["good"]);
  });
});

test("a topic with LogAppendTime stamps records with the broker's time", async () => {
  await running.createTopic("stamped", { configs: { "message.timestamp.type": "LogAppendTime" } });
  const answer = await send(batchOf(["v"], { timestamp: 5 }), { topic: "stamped" });
  expect(answer).toMatchObject({ errorCode: 0, logAppendTimeMs: NOW_MS });
  const log = running.broker.partitions.get("stamped", 0)!;
  const { records } = await log.read({ offset: 0, bytesMax: 1000, firstBatchAlways: true });
  expect(recordsOf(records)).toEqual([{ offset: 0, value: "v", timestamp: NOW_MS }]);
});

test("the log start is told", async () => {
  await send(batchOf(["a", "b"]));
  partition.deleteRecordsBefore(1);
  expect(await send(batchOf(["c"]))).toMatchObject({ baseOffset: 2, logStartOffset: 1 });
});

test("what was produced is counted, in bytes", async () => {
  const batch = batchOf(["one"]);
  await send(batch);
  expect(running.traffic.producedBytes.get("orders")).toBe(batch.length);
});
