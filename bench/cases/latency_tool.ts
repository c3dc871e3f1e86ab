/**
 * kafka-e2e-latency: a record sent, acknowledged and read back, one after the other. The tool
 * counts whole milliseconds; latency.ts measures finer.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic, runPerformanceTool } from "../java_tools.ts";
import { costOf, waitForQuiet } from "../machine.ts";

const TOOL = "org.apache.kafka.tools.EndToEndLatency";
const RECORDS = 5000;
const RECORD_BYTES = 100;
const RUNS_MAX = 3;

async function run(bench: Bench): Promise<void> {
  const servers = await bench.kafkaServers();
  for (const server of servers) await server.start();
  const records = String(bench.scaled(RECORDS));
  for (const acks of ["1", "all"]) {
    for (let index = 0; index <= Math.min(bench.options.runs, RUNS_MAX); index++) {
      for (const server of servers) {
        const topic = `latency-${acks}-${index}`;
        await createTopic(server.address, topic);
        await waitForQuiet([server.pid]);
        const { result, cost } = await costOf(server.pid, () => {
          const words = [server.address, topic, records, acks, String(RECORD_BYTES)];
          return runPerformanceTool(TOOL, words);
        });
        const average = /Avg latency: ([\d.]+) ms/.exec(result)?.[1];
        const [, p50, p99, p999] = /50th = (\d+), 99th = (\d+), 99.9th = (\d+)/.exec(result) ?? [];
        bench.record({
          case: `kafka-e2e-latency, acks=${acks}`,
          server: server.name,
          phase: index === 0 ? "cold" : "warm",
          othersShare: cost.othersShare,
          values: {
            averageMs: Number(average),
            medianMs: Number(p50),
            p99Ms: Number(p99),
            p999Ms: Number(p999),
            serverCpuSeconds: cost.serverCpuSeconds,
          },
        });
      }
    }
  }
}

export const latencyTool: BenchCase = { name: "e2e", about: "kafka-e2e-latency", run };
