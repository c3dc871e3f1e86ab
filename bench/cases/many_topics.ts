/**
 * Many partitions at rest, 1,000 topics of 3 and 1,000 of 10: how long making them and a start
 * takes, what they hold in memory, and how long a client waits that asks for the metadata of all.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../../lib/kafka/messages/describe_log_dirs.ts";
import { until } from "../../tests/conformance/waiting.ts";
import { MetadataRequest, MetadataResponse } from "../../lib/kafka/messages/metadata.ts";
import { costOf, cpuSeconds, memoryMib, waitForQuiet } from "../machine.ts";
import { createTopics } from "../python_topics.ts";
import { RawClient } from "../raw_client.ts";
import { percentile } from "../statistics.ts";

const DESCRIBE_LOG_DIRS = { apiKey: 35, apiVersion: 4 };
const METADATA = { apiKey: 3, apiVersion: 12 };
const TOPICS = 1000;
const VARIANTS = [
  { name: "1,000 topics x 3", partitions: 3 },
  { name: "10,000 partitions", partitions: 10 },
] as const;
const SETTLE_MS = 10_000;
const WATCH_SECONDS = 10;
/** Rest between two looks at what is there. */
const LOOK_MS = 250;
const LOGS_LIMIT_MS = 300_000;
const WARM_UP = 20;
const QUESTIONS = 200;

async function run(bench: Bench): Promise<void> {
  const count = bench.scaled(TOPICS);
  for (const { name, partitions } of VARIANTS) {
    for (const server of await bench.kafkaServers()) {
      await server.start();
      const creation = await costOf(
        server.pid,
        () => create(server.address, { count, partitions }),
      );
      await server.stop();
      const startMs = await server.start();
      await Bun.sleep(SETTLE_MS);
      const before = cpuSeconds(server.pid);
      await Bun.sleep(WATCH_SECONDS * 1000);
      const cpuPercent = (cpuSeconds(server.pid) - before) / WATCH_SECONDS * 100;
      const anonymousMib = memoryMib(server.pid).anonymous;
      const { elapsedSeconds: createSeconds, serverCpuSeconds: createCpuSeconds } = creation.cost;
      const made = { ...creation.result, createSeconds, createCpuSeconds };
      const values = { anonymousMib, startMs, ...made, cpuPercent };
      const place = { server: server.name, phase: "warm" } as const;
      bench.record({ case: name, ...place, othersShare: creation.cost.othersShare, values });
      await waitForQuiet([server.pid]);
      const asked = await costOf(server.pid, () => askForAll(server.address, count));
      const { othersShare, serverCpuSeconds } = asked.cost;
      const latency = { ...asked.result, serverCpuSeconds };
      bench.record({ case: `${name}, metadata of all`, ...place, othersShare, values: latency });
      await server.stop();
    }
    await bench.removeServers();
  }
}

/**
 * Makes the topics, and waits until their logs are there: Kafka answers when it has written the
 * decision down, and opens the logs behind that.
 */
async function create(
  address: string,
  size: { count: number; partitions: number },
): Promise<Record<string, number>> {
  const startedMs = performance.now();
  await createTopics(address, size);
  const answerSeconds = (performance.now() - startedMs) / 1000;
  const client = await RawClient.connect(address);
  const wanted = size.count * size.partitions;
  await until("all logs are there", async () => await countLogs(client) >= wanted, {
    limitMs: LOGS_LIMIT_MS,
  });
  client.close();
  return { answerSeconds };
}

async function countLogs(client: RawClient): Promise<number> {
  const reader = await client.send(DESCRIBE_LOG_DIRS, (writer) => {
    DescribeLogDirsRequest.encode(writer, DESCRIBE_LOG_DIRS.apiVersion, { topics: null });
  });
  const answer = DescribeLogDirsResponse.decode(reader, DESCRIBE_LOG_DIRS.apiVersion);
  await Bun.sleep(LOOK_MS);
  let count = 0;
  for (const { topics } of answer.results) {
    for (const { partitions } of topics) count += partitions.length;
  }
  return count;
}

/** Asks for the metadata of all topics again and again. */
async function askForAll(address: string, topics: number): Promise<Record<string, number>> {
  const client = await RawClient.connect(address);
  const durationsMs: number[] = [];
  for (let index = 0; index < WARM_UP + QUESTIONS; index++) {
    const startedMs = performance.now();
    const reader = await client.send(METADATA, (writer) => {
      MetadataRequest.encode(writer, METADATA.apiVersion, { topics: null });
    });
    if (index >= WARM_UP) durationsMs.push(performance.now() - startedMs);
    if (index > 0) continue;
    const answer = MetadataResponse.decode(reader, METADATA.apiVersion);
    const found = answer.topics.filter(({ isInternal }) => !isInternal).length;
    if (found !== topics) throw new Error(`Metadata names ${found} of ${topics} topics`);
  }
  client.close();
  return { medianMs: percentile(durationsMs, 50), p99Ms: percentile(durationsMs, 99) };
}

export const manyTopics: BenchCase = {
  name: "topics",
  about: "1,000 topics and 10,000 partitions at rest",
  run,
};
