/**
 * Many partitions at rest, 1,000 topics of 3 and 1,000 of 10: how long making them and a start
 * takes, what they hold in memory, and how long a client waits that asks for the metadata of all.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { MetadataRequest, MetadataResponse } from "../../lib/kafka/messages/metadata.ts";
import { costOf, cpuSeconds, memoryMib, waitForQuiet } from "../machine.ts";
import { createTopics } from "../python_topics.ts";
import { RawClient } from "../raw_client.ts";
import { percentile } from "../statistics.ts";

const METADATA = { apiKey: 3, apiVersion: 12 };
const TOPICS = 1000;
const VARIANTS = [
  { name: "1,000 topics x 3", partitions: 3 },
  { name: "10,000 partitions", partitions: 10 },
] as const;
const SETTLE_MS = 10_000;
const WATCH_SECONDS = 10;
const WARM_UP = 20;
const QUESTIONS = 200;

async function run(bench: Bench): Promise<void> {
  const count = bench.scaled(TOPICS);
  for (const { name, partitions } of VARIANTS) {
    for (const server of await bench.kafkaServers()) {
      await server.start();
      const creation = await costOf(
        server.pid,
        () => createTopics(server.address, { count, partitions }),
      );
      await server.stop();
      const startMs = await server.start();
      await Bun.sleep(SETTLE_MS);
      const before = cpuSeconds(server.pid);
      await Bun.sleep(WATCH_SECONDS * 1000);
      const cpuPercent = (cpuSeconds(server.pid) - before) / WATCH_SECONDS * 100;
      const anonymousMib = memoryMib(server.pid).anonymous;
      const { elapsedSeconds: createSeconds, serverCpuSeconds: createCpuSeconds } = creation.cost;
      const values = { anonymousMib, startMs, createSeconds, createCpuSeconds, cpuPercent };
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
