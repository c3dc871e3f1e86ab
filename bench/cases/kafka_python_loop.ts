/**
 * The loop that kedge was asked for: kafka-python, acks=0, gzip, JSON, 10,000 sends with a flush
 * after each.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { runLoop } from "../python_loop.ts";

const SENDS = 10_000;

async function run(bench: Bench): Promise<void> {
  const servers = await bench.kafkaServers();
  for (const server of servers) await server.start();
  const count = bench.scaled(SENDS);
  for (let index = 0; index <= bench.options.runs; index++) {
    const phase = index === 0 ? "cold" : "warm";
    for (const server of servers) {
      await waitForQuiet([server.pid]);
      const topic = { address: server.address, topic: `loop-${index}`, count };
      const { result, cost } = await costOf(server.pid, () => runLoop("produce", topic));
      const { othersShare, serverCpuSeconds } = cost;
      const place = { server: server.name, phase, othersShare } as const;
      const values = { ...result, serverCpuSeconds };
      bench.record({ case: "kafka-python loop", ...place, values });
      await runLoop("consume", topic);
    }
  }
}

export const kafkaPythonLoop: BenchCase = {
  name: "loop",
  about: "kafka-python, 10,000 sends with a flush each",
  run,
};
