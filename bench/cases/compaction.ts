/**
 * Compaction of 10 million records in 1 GiB, with keys drawn from as many: how long it takes, what
 * memory it needs, and what a producer on another topic notices of it.
 *
 * The topic is filled while nothing is compacted, then gets cleanup.policy=compact. It is done when
 * its size has not changed for a while.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic } from "../java_tools.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../../lib/kafka/messages/describe_log_dirs.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../lib/kafka/messages/incremental_alter_configs.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { costOf, memoryMib, waitForQuiet } from "../machine.ts";
import { RawClient } from "../raw_client.ts";
import type { BenchServer } from "../servers/server.ts";
import { percentile } from "../statistics.ts";

const PRODUCE = { apiKey: 0, apiVersion: 12 };
const ALTER_CONFIGS = { apiKey: 44, apiVersion: 1 };
const DESCRIBE_LOG_DIRS = { apiKey: 35, apiVersion: 4 };
const TOPIC_RESOURCE = 2;
const BROKER_RESOURCE = 4;
const RECORDS = 10_000_000;
const BATCH_RECORDS = 2000;
const VALUE_BYTES = 82;
/** The cleaner's default rest; after it, a changed rest is in force. */
const BACKOFF_MS = 15_000;
/** Without a change of the size for so long, compaction is done. */
const STABLE_MS = 15_000;
const LIMIT_MS = 600_000;
/** Rest between two records of the other producer. */
const REST_MS = 5;

async function run(bench: Bench): Promise<void> {
  for (const server of await bench.kafkaServers()) {
    await server.start();
    await createTopic(server.address, "keys", { configs: ["segment.bytes=134217728"] });
    await createTopic(server.address, "other");
    const client = await RawClient.connect(server.address);
    await alter(client, { type: BROKER_RESOURCE, name: "" }, { "log.cleaner.backoff.ms": "500" });
    await fill(client, bench.scaled(RECORDS));
    await Bun.sleep(BACKOFF_MS);
    await waitForQuiet([server.pid]);
    const bytesBefore = await sizeOf(client);
    const { result, cost } = await costOf(server.pid, () => watch(server, client));
    client.close();
    const { othersShare, serverCpuSeconds } = cost;
    const place = { server: server.name, phase: "warm", othersShare } as const;
    const values = { ...result, serverCpuSeconds, mibBefore: bytesBefore / (1 << 20) };
    bench.record({ case: "compaction, 10M keys in 1 GiB", ...place, values });
    await server.stop();
  }
}

/** Writes the records, whose keys come again in no order. */
async function fill(client: RawClient, count: number): Promise<void> {
  const encoder = new TextEncoder();
  const value = new Uint8Array(VALUE_BYTES).fill(65);
  let seed = 1;
  for (let done = 0; done < count; done += BATCH_RECORDS) {
    const records = Array.from({ length: Math.min(BATCH_RECORDS, count - done) }, () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const key = encoder.encode(`key-${String(seed % count).padStart(12, "0")}`);
      return { timestamp: Date.now(), key, value };
    });
    await produce(client, "keys", writeRecordBatch(records));
  }
}

/** Lets the topic be compacted, and watches until its size stays the same. */
async function watch(server: BenchServer, client: RawClient): Promise<Record<string, number>> {
  const latenciesMs: number[] = [];
  const producer = await RawClient.connect(server.address);
  const value = new Uint8Array(100).fill(65);
  const startedMs = performance.now();
  await alter(client, { type: TOPIC_RESOURCE, name: "keys" }, {
    "cleanup.policy": "compact",
    "min.cleanable.dirty.ratio": "0.01",
  });
  let sizeBytes = await sizeOf(client);
  let changedMs = NaN;
  let anonymousMib = 0;
  for (;;) {
    const nowMs = performance.now();
    const isDone = nowMs - changedMs > STABLE_MS;
    if (isDone || nowMs - startedMs > LIMIT_MS) break;
    const batch = writeRecordBatch([{ timestamp: Date.now(), key: null, value }]);
    await produce(producer, "other", batch);
    latenciesMs.push(performance.now() - nowMs);
    anonymousMib = Math.max(anonymousMib, memoryMib(server.pid).anonymous);
    const size = await sizeOf(client);
    if (size !== sizeBytes) changedMs = performance.now();
    sizeBytes = size;
    await Bun.sleep(REST_MS);
  }
  producer.close();
  return {
    elapsedSeconds: (changedMs - startedMs) / 1000,
    anonymousMib,
    mibAfter: sizeBytes / (1 << 20),
    produceMedianMs: percentile(latenciesMs, 50),
    produceP99Ms: percentile(latenciesMs, 99),
    produceMaxMs: percentile(latenciesMs, 100),
  };
}

async function produce(client: RawClient, topic: string, records: Uint8Array): Promise<void> {
  const reader = await client.send(PRODUCE, (writer) => {
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
    ProduceRequest.encode(writer, PRODUCE.apiVersion, { acks: 1, timeoutMs: 30_000, topicData });
  });
  const answer = ProduceResponse.decode(reader, PRODUCE.apiVersion);
  const errorCode = answer.responses[0]?.partitionResponses[0]?.errorCode;
  if (errorCode !== 0) throw new Error(`Produce failed with ${errorCode}`);
}

async function alter(
  client: RawClient,
  resource: { type: number; name: string },
  settings: Record<string, string>,
): Promise<void> {
  const configs = Object.entries(settings)
    .map(([name, value]) => ({ name, configOperation: 0, value }));
  const reader = await client.send(ALTER_CONFIGS, (writer) => {
    IncrementalAlterConfigsRequest.encode(writer, ALTER_CONFIGS.apiVersion, {
      resources: [{ resourceType: resource.type, resourceName: resource.name, configs }],
      validateOnly: false,
    });
  });
  const answer = IncrementalAlterConfigsResponse.decode(reader, ALTER_CONFIGS.apiVersion);
  const [response] = answer.responses;
  if (response?.errorCode !== 0) throw new Error(`Configs failed: ${response?.errorMessage}`);
}

/** Bytes of the topic's one partition. */
async function sizeOf(client: RawClient): Promise<number> {
  const reader = await client.send(DESCRIBE_LOG_DIRS, (writer) => {
    const topics = [{ topic: "keys", partitions: [0] }];
    DescribeLogDirsRequest.encode(writer, DESCRIBE_LOG_DIRS.apiVersion, { topics });
  });
  const answer = DescribeLogDirsResponse.decode(reader, DESCRIBE_LOG_DIRS.apiVersion);
  return answer.results[0]?.topics[0]?.partitions[0]?.partitionSize ?? 0;
}

export const compaction: BenchCase = { name: "compaction", about: "10M keys in 1 GiB", run };
