/**
 * How long a new consumer of a new group waits for its first record: with kafka-python, which takes
 * a tenth of a second for its own metadata whatever the server does, and with librdkafka.
 *
 * @module
 */
import { join } from "node:path";
import { mustRun } from "../../tests/conformance/process.ts";
import { python } from "../../tests/conformance/tools/python.ts";
import type { Bench, BenchCase } from "../bench.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { runLoop } from "../python_loop.ts";

const TOPIC = "first";
const RECORDS = 100;
const RUNS_MIN = 5;

async function run(bench: Bench): Promise<void> {
  const servers = await bench.kafkaServers();
  for (const server of servers) await server.start();
  for (const { address } of servers) {
    await runLoop("produce", { address, topic: TOPIC, count: RECORDS });
  }
  const clients = [
    { name: "first message of a group", wait: withKafkaPython },
    { name: "first message of a group, librdkafka", wait: withLibrdkafka },
  ];
  for (const { name, wait } of clients) {
    for (let index = 0; index <= Math.max(RUNS_MIN, bench.options.runs); index++) {
      for (const server of servers) {
        await waitForQuiet([server.pid]);
        const { result, cost } = await costOf(server.pid, () => wait(server.address));
        bench.record({
          case: name,
          server: server.name,
          phase: index === 0 ? "cold" : "warm",
          othersShare: cost.othersShare,
          values: { medianMs: result },
        });
      }
    }
  }
}

async function withKafkaPython(address: string): Promise<number> {
  return (await runLoop("group", { address, topic: TOPIC, count: RECORDS }))["firstMs"]!;
}

async function withLibrdkafka(address: string): Promise<number> {
  const interpreter = await python("confluent-kafka-2.16.1");
  const script = join(import.meta.dirname, "first_message.py");
  const { stdout } = await mustRun([interpreter, script, address, TOPIC]);
  return (JSON.parse(stdout) as { firstMs: number }).firstMs;
}

export const groupFirstMessage: BenchCase = {
  name: "group",
  about: "a group consumer's first message",
  run,
};
