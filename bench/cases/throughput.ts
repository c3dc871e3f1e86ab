/**
 * kafka-producer-perf-test and kafka-consumer-perf-test, each server in turn: a first run on
 * servers that were just started, then the warm ones.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import {
  CONSUMER_TOOL,
  createTopic,
  deleteTopic,
  PRODUCER_TOOL,
  runPerformanceTool,
} from "../java_tools.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import type { Phase } from "../measurement.ts";
import { lastProduceReport } from "../produce_report.ts";
import type { BenchServer } from "../servers/server.ts";

interface Variant {
  produce: string;
  /** Reads the topic back as well, under this name. */
  consume?: string;
  records: number;
  recordBytes: number;
  acks: "1" | "all";
  /** Settings of kedge for this variant. */
  kedge?: Record<string, string>;
  /** Topic settings on Kafka for this variant. */
  kafka?: readonly string[];
  runs?: number;
}

const SMALL = { records: 1_000_000, recordBytes: 100 };
const LARGE = { records: 200_000, recordBytes: 1024 };
/** Kafka's meaning of acks=all: on all replicas, not on disk. */
const LAZY = { "acks.all.flush.enable": "false" };
/** kedge's meaning of acks=all, on Kafka. */
const FLUSHING = ["flush.messages=1"];

const VARIANTS: readonly Variant[] = [
  { ...SMALL, produce: "produce 100 B, acks=1", consume: "consume 100 B", acks: "1" },
  { ...LARGE, produce: "produce 1 KiB, acks=1", consume: "consume 1 KiB", acks: "1" },
  {
    produce: "produce 5M x 100 B, acks=1",
    consume: "consume 5M x 100 B",
    records: 5_000_000,
    recordBytes: 100,
    acks: "1",
    runs: 2,
  },
  { ...SMALL, produce: "produce 100 B, acks=all", acks: "all" },
  { ...LARGE, produce: "produce 1 KiB, acks=all", acks: "all" },
  { ...SMALL, produce: "produce 100 B, acks=all lazy", acks: "all", kedge: LAZY },
  { ...LARGE, produce: "produce 1 KiB, acks=all lazy", acks: "all", kedge: LAZY },
  {
    ...SMALL,
    produce: "produce 100 B, acks=all, both flush",
    acks: "all",
    kafka: FLUSHING,
    runs: 2,
  },
  {
    ...LARGE,
    produce: "produce 1 KiB, acks=all, both flush",
    acks: "all",
    kafka: FLUSHING,
    runs: 2,
  },
];

async function run(bench: Bench): Promise<void> {
  for (const variant of VARIANTS) {
    const servers = await bench.kafkaServers(variant.kedge);
    for (const server of servers) await server.start();
    const runs = Math.min(bench.options.runs, variant.runs ?? Infinity);
    for (let index = 0; index <= runs; index++) {
      const phase = index === 0 ? "cold" : "warm";
      for (const server of servers) await runOnce(bench, { variant, server, phase, index });
    }
    await bench.removeServers();
  }
}

async function runOnce(
  bench: Bench,
  one: { variant: Variant; server: BenchServer; phase: Phase; index: number },
): Promise<void> {
  const { variant, server, phase } = one;
  const topic = `bench-${one.index}`;
  const isKafka = server.name === "kafka";
  await createTopic(server.address, topic, isKafka ? { configs: variant.kafka ?? [] } : {});
  await waitForQuiet([server.pid]);
  const records = bench.scaled(variant.records);
  const produced = await costOf(server.pid, () => produce(server, { variant, topic, records }));
  const { serverCpuSeconds, othersShare } = produced.cost;
  const values = { ...produced.result, serverCpuSeconds };
  bench.record({ case: variant.produce, server: server.name, phase, othersShare, values });
  if (variant.consume !== undefined) {
    const consumed = await costOf(server.pid, () => consume(server, { topic, records }));
    bench.record({
      case: variant.consume,
      server: server.name,
      phase,
      othersShare: consumed.cost.othersShare,
      values: { ...consumed.result, serverCpuSeconds: consumed.cost.serverCpuSeconds },
    });
  }
  await deleteTopic(server.address, topic);
}

async function produce(
  server: BenchServer,
  { variant, topic, records }: { variant: Variant; topic: string; records: number },
): Promise<Record<string, number>> {
  const printed = await runPerformanceTool(PRODUCER_TOOL, [
    ...["--bootstrap-server", server.address, "--topic", topic],
    ...["--num-records", String(records), "--record-size", String(variant.recordBytes)],
    ...["--throughput", "-1", "--command-property", `acks=${variant.acks}`],
  ]);
  return lastProduceReport(printed, records);
}

async function consume(
  server: BenchServer,
  { topic, records }: { topic: string; records: number },
): Promise<Record<string, number>> {
  const printed = await runPerformanceTool(CONSUMER_TOOL, [
    ...["--bootstrap-server", server.address, "--topic", topic],
    ...["--num-records", String(records), "--timeout", "20000"],
  ]);
  const line = printed.split("\n").filter((one) => /^\d{4}-\d\d-\d\d /.test(one)).at(-1) ?? "";
  const columns = line.split(",").map((column) => Number(column));
  const [read, rebalanceMs, fetchRate] = [columns[4], columns[6], columns[9]];
  if (read === undefined || read < records) throw new Error(`${read} of ${records} were read`);
  return { recordsPerSecond: fetchRate ?? NaN, rebalanceMs: rebalanceMs ?? NaN };
}

export const throughput: BenchCase = {
  name: "throughput",
  about: "kafka-producer-perf-test and kafka-consumer-perf-test",
  run,
};
