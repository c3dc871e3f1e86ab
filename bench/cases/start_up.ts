/**
 * From the start of the process to the first ApiVersions answer: with an empty folder, and with a
 * topic of 100 partitions.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { waitForQuiet } from "../machine.ts";
import { runLoop } from "../python_loop.ts";
import { createTopics } from "../python_topics.ts";
import { KafkaServer } from "../servers/kafka_server.ts";
import { KedgeServer } from "../servers/kedge_server.ts";
import type { BenchServer } from "../servers/server.ts";

const PARTITIONS = 100;
const RUNS_MAX = 5;

async function run(bench: Bench): Promise<void> {
  const runs = Math.min(bench.options.runs, RUNS_MAX);
  const kedge = bench.keep(new KedgeServer());
  await kedge.start();
  for (let index = 0; index < runs; index++) {
    await kedge.wipe();
    await timeStart(bench, { name: "start, fresh folder", server: kedge });
  }
  await withPartitions(bench, { server: kedge, runs });
  if (!bench.options.isAgainstKafka) return;
  for (let index = 0; index < Math.min(runs, 2); index++) {
    const fresh = bench.keep(await KafkaServer.make());
    await timeStart(bench, { name: "start, fresh folder", server: fresh });
    await fresh.stop();
  }
  const kafka = bench.keep(await KafkaServer.make());
  await kafka.start();
  await withPartitions(bench, { server: kafka, runs: Math.min(runs, 2) });
}

/** Starts a server that runs already with many partitions, each with something in it. */
async function withPartitions(
  bench: Bench,
  { server, runs }: { server: BenchServer; runs: number },
): Promise<void> {
  await createTopics(server.address, { count: 1, partitions: PARTITIONS });
  await runLoop("produce", { address: server.address, topic: "bench-0", count: 2 * PARTITIONS });
  for (let index = 0; index < runs; index++) {
    await server.stop();
    await timeStart(bench, { name: "start, 100 partitions", server });
  }
}

async function timeStart(
  bench: Bench,
  { name, server }: { name: string; server: BenchServer },
): Promise<void> {
  await waitForQuiet([]);
  const medianMs = await server.start();
  const place = { case: name, server: server.name, phase: "warm", othersShare: 0 } as const;
  bench.record({ ...place, values: { medianMs } });
}

export const startUp: BenchCase = { name: "start", about: "start to the first answer", run };
