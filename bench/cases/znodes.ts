/**
 * The coordinator against Apache ZooKeeper with a load generator of the bench's own, so that the
 * client is not the limit: one request at a time, and 10 sessions with 100 on their way each.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { runLoad } from "../load/load_process.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { type Coordinator, startCoordinators } from "../servers/coordinators.ts";

const RUNS_MAX = 3;
const OPERATIONS = ["create", "get", "set"] as const;
const WAYS = [
  { name: "one at a time", count: 10_000, sessions: 1, inFlight: 1 },
  { name: "pipelined", count: 200_000, sessions: 10, inFlight: 100 },
] as const;

async function run(bench: Bench): Promise<void> {
  const coordinators = await startCoordinators(bench);
  for (let index = 0; index <= Math.min(bench.options.runs, RUNS_MAX); index++) {
    for (const { name, ...way } of WAYS) {
      const root = `/bench-${index}-${way.sessions}`;
      for (const { address } of coordinators) {
        await runLoad("znodes.ts", { ...way, address, root, operation: "parents" });
      }
      for (const operation of OPERATIONS) {
        for (const coordinator of coordinators) {
          await waitForQuiet([coordinator.server.pid]);
          const task = { ...way, root, operation, count: bench.scaled(way.count) };
          await measure(bench, { coordinator, task, index, name: `znode ${operation}, ${name}` });
        }
      }
    }
  }
}

async function measure(
  bench: Bench,
  { coordinator, task, index, name }: {
    coordinator: Coordinator;
    task: object;
    index: number;
    name: string;
  },
): Promise<void> {
  const { server, address } = coordinator;
  const { result, cost } = await costOf(
    server.pid,
    () => runLoad("znodes.ts", { ...task, address }),
  );
  const { othersShare, serverCpuSeconds } = cost;
  const phase = index === 0 ? "cold" : "warm";
  const values = { ...result, serverCpuSeconds };
  bench.record({ case: name, server: coordinator.name, phase, othersShare, values });
}

export const znodes: BenchCase = {
  name: "znodes",
  about: "znodes, with a load generator of its own",
  run,
};
