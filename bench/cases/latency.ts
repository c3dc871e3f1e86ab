/**
 * Latency to the microsecond: one record at a time over raw connections, timed twice, until its
 * acknowledgement and until a waiting fetch on another connection has it.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic } from "../java_tools.ts";
import { FetchRequest, FetchResponse } from "../../lib/kafka/messages/fetch.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { RawClient } from "../raw_client.ts";
import { percentile } from "../statistics.ts";

/** The newest versions that name topics: they need no topic id. */
const PRODUCE = { apiKey: 0, apiVersion: 12 };
const FETCH = { apiKey: 1, apiVersion: 12 };
const RECORDS = 10_000;
const WARM_UP = 1000;
const RECORD_BYTES = 100;
const RUNS_MAX = 3;

async function run(bench: Bench): Promise<void> {
  const servers = await bench.kafkaServers();
  for (const server of servers) await server.start();
  const records = bench.scaled(RECORDS);
  for (const acks of [1, -1]) {
    const name = acks === 1 ? "acks=1" : "acks=all";
    for (let index = 0; index < Math.min(bench.options.runs, RUNS_MAX); index++) {
      for (const server of servers) {
        const topic = `fine-${name.slice(5)}-${index}`;
        await createTopic(server.address, topic);
        await waitForQuiet([server.pid]);
        const { result, cost } = await costOf(server.pid, async () => {
          await measure(server.address, { topic, acks, records: Math.min(WARM_UP, records) });
          return await measure(server.address, { topic, acks, records });
        });
        const { othersShare, serverCpuSeconds } = cost;
        const place = { server: server.name, phase: "warm", othersShare } as const;
        const acknowledged = percentiles(result.acknowledgedMs);
        const values = { ...acknowledged, serverCpuSeconds };
        bench.record({ case: `acknowledged, ${name}`, ...place, values });
        bench.record({ case: `read back, ${name}`, ...place, values: percentiles(result.readMs) });
      }
    }
  }
}

function percentiles(durationsMs: readonly number[]): Record<string, number> {
  return {
    medianMs: percentile(durationsMs, 50),
    p99Ms: percentile(durationsMs, 99),
    p999Ms: percentile(durationsMs, 99.9),
    maxMs: percentile(durationsMs, 100),
  };
}

async function measure(
  address: string,
  { topic, acks, records }: { topic: string; acks: number; records: number },
): Promise<{ acknowledgedMs: number[]; readMs: number[] }> {
  const producer = await RawClient.connect(address);
  const consumer = await RawClient.connect(address);
  const acknowledgedMs: number[] = [];
  const readMs: number[] = [];
  const value = new Uint8Array(RECORD_BYTES).fill(65);
  let offset = (await produce(producer, { topic, acks, value })) + 1;
  for (let index = 0; index < records; index++) {
    const read = fetch(consumer, { topic, offset });
    // The fetch is on its way; a turn of the loop lets it reach the server first.
    await new Promise((resolve) => setImmediate(resolve));
    const startedMs = performance.now();
    const acknowledged = produce(producer, { topic, acks, value }).then((at) => {
      acknowledgedMs.push(performance.now() - startedMs);
      if (at !== offset) throw new Error(`Written at ${at}, not at ${offset}`);
    });
    await read.then(() => readMs.push(performance.now() - startedMs));
    await acknowledged;
    offset++;
  }
  producer.close();
  consumer.close();
  return { acknowledgedMs, readMs };
}

/** Writes one record and returns its offset. */
async function produce(
  client: RawClient,
  { topic, acks, value }: { topic: string; acks: number; value: Uint8Array },
): Promise<number> {
  const records = writeRecordBatch([{ timestamp: Date.now(), key: null, value }]);
  const reader = await client.send(PRODUCE, (writer) => {
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
    ProduceRequest.encode(writer, PRODUCE.apiVersion, { acks, timeoutMs: 30_000, topicData });
  });
  const answer = ProduceResponse.decode(reader, PRODUCE.apiVersion);
  const [partition] = answer.responses[0]!.partitionResponses;
  if (partition!.errorCode !== 0) throw new Error(`Produce failed with ${partition!.errorCode}`);
  return partition!.baseOffset;
}

/** Waits until there is a record at `offset`. */
async function fetch(
  client: RawClient,
  { topic, offset }: { topic: string; offset: number },
): Promise<void> {
  const reader = await client.send(FETCH, (writer) => {
    const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1 << 20 }];
    const wait = { maxWaitMs: 10_000, minBytes: 1 };
    FetchRequest.encode(writer, FETCH.apiVersion, { ...wait, topics: [{ topic, partitions }] });
  });
  const answer = FetchResponse.decode(reader, FETCH.apiVersion);
  const partition = answer.responses[0]?.partitions[0];
  if (partition?.errorCode !== 0 || !partition.records?.length) {
    throw new Error(`Fetch at ${offset} failed with ${partition?.errorCode}`);
  }
}

export const latency: BenchCase = { name: "latency", about: "one record at a time, finer", run };
