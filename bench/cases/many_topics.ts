/**
 * 1,000 topics of 3 partitions at rest: what they hold in memory, and how long a start takes.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { cpuSeconds, memoryMib } from "../machine.ts";
import { createTopics } from "../python_topics.ts";

const TOPICS = 1000;
const PARTITIONS = 3;
const SETTLE_MS = 10_000;
const WATCH_SECONDS = 10;

async function run(bench: Bench): Promise<void> {
  for (const server of await bench.kafkaServers()) {
    await server.start();
    const startedMs = performance.now();
    await createTopics(server.address, { count: bench.scaled(TOPICS), partitions: PARTITIONS });
    const createSeconds = (performance.now() - startedMs) / 1000;
    await server.stop();
    const startMs = await server.start();
    await Bun.sleep(SETTLE_MS);
    const before = cpuSeconds(server.pid);
    await Bun.sleep(WATCH_SECONDS * 1000);
    const cpuPercent = (cpuSeconds(server.pid) - before) / WATCH_SECONDS * 100;
    const anonymousMib = memoryMib(server.pid).anonymous;
    const values = { anonymousMib, startMs, createSeconds, cpuPercent };
    const place = { server: server.name, phase: "warm", othersShare: 0 } as const;
    bench.record({ case: "1,000 topics x 3", ...place, values });
    await server.stop();
  }
}

export const manyTopics: BenchCase = { name: "topics", about: "1,000 topics at rest", run };
