/**
 * kedge's scripts and Kafka's, both against the same kedge: how long kafka-topics --list takes from
 * start to exit, and how fast kafka-producer-perf-test sends.
 *
 * @module
 */
import { kedgeCommand } from "../../tests/conformance/broker/kedge.ts";
import { mustRun } from "../../tests/conformance/process.ts";
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic, PRODUCER_TOOL, runPerformanceTool } from "../java_tools.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { lastProduceReport } from "../produce_report.ts";
import { KedgeServer } from "../servers/kedge_server.ts";
import type { BenchServer } from "../servers/server.ts";

const TOPIC_TOOL = "org.apache.kafka.tools.TopicCommand";
const LISTED_TOPICS = 10;
const PRODUCES = [
  { name: "100 B", records: 2_000_000, recordBytes: 100 },
  { name: "1 KiB", records: 400_000, recordBytes: 1024 },
] as const;
const SCRIPT_LIMIT_MS = 300_000;

/** Whose scripts, by the name that the table compares by. */
interface Scripts {
  readonly name: string;
  topics(words: readonly string[]): Promise<string>;
  producerPerf(words: readonly string[]): Promise<string>;
}

const OWN: Scripts = {
  name: "kedge",
  topics: (words) => runOwn(["topics", ...words]),
  producerPerf: (words) => runOwn(["producer-perf-test", ...words]),
};

const KAFKAS: Scripts = {
  name: "kafka",
  topics: (words) => runPerformanceTool(TOPIC_TOOL, words),
  producerPerf: (words) => runPerformanceTool(PRODUCER_TOOL, words),
};

async function runOwn(words: readonly string[]): Promise<string> {
  return (await mustRun([...kedgeCommand(), ...words], { timeoutMs: SCRIPT_LIMIT_MS })).stdout;
}

async function run(bench: Bench): Promise<void> {
  const server = bench.keep(new KedgeServer());
  await server.start();
  const all = bench.options.isAgainstKafka ? [OWN, KAFKAS] : [OWN];
  for (let index = 0; index < LISTED_TOPICS; index++) {
    await createTopic(server.address, `scripts-${index}`);
  }
  for (let index = 0; index <= bench.options.runs; index++) {
    const phase = index === 0 ? "cold" : "warm";
    for (const scripts of all) await listTopics(bench, { server, scripts, phase });
    for (const produce of PRODUCES) {
      for (const scripts of all) await send(bench, { server, scripts, produce, phase });
    }
  }
}

interface Place {
  server: BenchServer;
  scripts: Scripts;
  phase: "cold" | "warm";
}

async function listTopics(bench: Bench, { server, scripts, phase }: Place): Promise<void> {
  await waitForQuiet([server.pid]);
  const { result, cost } = await costOf(
    server.pid,
    () => scripts.topics(["--bootstrap-server", server.address, "--list"]),
  );
  const listed = result.split("\n").filter((line) => line.startsWith("scripts-")).length;
  if (listed !== LISTED_TOPICS) throw new Error(`${listed} of ${LISTED_TOPICS} topics were listed`);
  bench.record({
    case: "kafka-topics --list",
    server: scripts.name,
    phase,
    othersShare: cost.othersShare,
    values: { elapsedMs: cost.elapsedSeconds * 1000 },
  });
}

async function send(
  bench: Bench,
  { server, scripts, phase, produce }: Place & { produce: (typeof PRODUCES)[number] },
): Promise<void> {
  const records = bench.scaled(produce.records);
  await waitForQuiet([server.pid]);
  const { result, cost } = await costOf(server.pid, () =>
    scripts.producerPerf([
      ...["--topic", "scripts-0", "--num-records", String(records), "--throughput", "-1"],
      ...["--record-size", String(produce.recordBytes)],
      ...["--producer-props", `bootstrap.servers=${server.address}`, "acks=1"],
    ]));
  bench.record({
    case: `kafka-producer-perf-test, ${produce.name}`,
    server: scripts.name,
    phase,
    othersShare: cost.othersShare,
    values: { ...lastProduceReport(result, records), elapsedSeconds: cost.elapsedSeconds },
  });
}

export const scripts: BenchCase = { name: "scripts", about: "kedge's and Kafka's scripts", run };
