/**
 * kafka-producer-perf-test with a transactional id, which commits every 100 ms: as fast as it can,
 * and at a rate that leaves the machine time.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic, deleteTopic, PRODUCER_TOOL, runPerformanceTool } from "../java_tools.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { lastProduceReport } from "../produce_report.ts";
import { KedgeServer } from "../servers/kedge_server.ts";
import type { BenchServer } from "../servers/server.ts";

const RUNS_MAX = 2;
const COMMIT_MS = 100;
const RECORD_BYTES = 100;

/** Kafka's meaning of acks=all: on all replicas, not on disk. */
const LAZY = { "acks.all.flush.enable": "false" };

interface Variant {
  name: string;
  records: number;
  /** Records in a second; -1 for as fast as can be. */
  throughput: number;
}

const VARIANTS: readonly Variant[] = [
  { name: "transactions of 100 ms", records: 1_000_000, throughput: -1 },
  { name: "transactions of 100 ms, 10,000 records/s", records: 100_000, throughput: 10_000 },
];

async function run(bench: Bench): Promise<void> {
  const [kedge, ...others] = await bench.kafkaServers();
  const lazy = bench.keep(new KedgeServer("kedge", LAZY));
  for (const server of [kedge!, lazy, ...others]) await server.start();
  for (const variant of VARIANTS) {
    for (let index = 0; index <= Math.min(bench.options.runs, RUNS_MAX); index++) {
      await runOnce(bench, { ...variant, server: kedge!, index });
      const name = `${variant.name}, lazy as Kafka`;
      await runOnce(bench, { ...variant, name, server: lazy, index });
      for (const server of others) {
        // The same figures stand beside both ways of kedge.
        await runOnce(bench, { ...variant, server, index, names: [variant.name, name] });
      }
    }
  }
}

async function runOnce(
  bench: Bench,
  one: Variant & { server: BenchServer; index: number; names?: readonly string[] },
): Promise<void> {
  const { server, index } = one;
  const topic = `transactions-${index}`;
  await createTopic(server.address, topic);
  await waitForQuiet([server.pid]);
  const records = bench.scaled(one.records);
  const { result, cost } = await costOf(
    server.pid,
    () => produce(server, { topic, records, throughput: one.throughput }),
  );
  const { othersShare, serverCpuSeconds } = cost;
  const place = { server: server.name, phase: index === 0 ? "cold" : "warm", othersShare } as const;
  const values = { ...result, serverCpuSeconds };
  for (const name of one.names ?? [one.name]) bench.record({ case: name, ...place, values });
  await deleteTopic(server.address, topic);
}

async function produce(
  server: BenchServer,
  { topic, records, throughput }: { topic: string; records: number; throughput: number },
): Promise<Record<string, number>> {
  const printed = await runPerformanceTool(PRODUCER_TOOL, [
    ...["--bootstrap-server", server.address, "--topic", topic],
    ...["--num-records", String(records), "--record-size", String(RECORD_BYTES)],
    ...["--throughput", String(throughput), "--transactional-id", "bench"],
    ...["--transaction-duration-ms", String(COMMIT_MS)],
  ]);
  return lastProduceReport(printed, records);
}

export const transactions: BenchCase = {
  name: "transactions",
  about: "a producer that commits every 100 ms",
  run,
};
