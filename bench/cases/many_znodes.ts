/**
 * A million znodes of 100 bytes: making them, what they hold in memory, and a start with them.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { runLoad } from "../load/load_process.ts";
import { costOf, memoryMib, waitForQuiet } from "../machine.ts";
import { type Coordinator, startCoordinators, timeStart } from "../servers/coordinators.ts";

const ZNODES = 1_000_000;
const ROOT = "/bench-many";
const SESSIONS = 10;
const IN_FLIGHT = 100;
const SETTLE_MS = 10_000;
const STARTS = 3;

async function run(bench: Bench): Promise<void> {
  for (const coordinator of await startCoordinators(bench)) {
    await measure(bench, coordinator);
    await coordinator.server.stop();
  }
}

async function measure(bench: Bench, coordinator: Coordinator): Promise<void> {
  const { name, server, address } = coordinator;
  const count = bench.scaled(ZNODES);
  const task = { address, root: ROOT, count, sessions: SESSIONS, inFlight: IN_FLIGHT };
  await runLoad("znodes.ts", { ...task, operation: "parents" });
  await waitForQuiet([server.pid]);
  const { result, cost } = await costOf(
    server.pid,
    () => runLoad("znodes.ts", { ...task, operation: "create" }),
  );
  await Bun.sleep(SETTLE_MS);
  const { othersShare, serverCpuSeconds: createCpuSeconds } = cost;
  const { perSecond } = result;
  const { anonymous: anonymousMib } = memoryMib(server.pid);
  const place = { server: name, phase: "warm" } as const;
  const values = { perSecond: perSecond!, createCpuSeconds, anonymousMib };
  bench.record({ case: "1,000,000 znodes", ...place, othersShare, values });
  for (let index = 0; index < STARTS; index++) {
    await server.stop();
    await waitForQuiet([]);
    const startMs = await timeStart(coordinator);
    await Bun.sleep(SETTLE_MS);
    const { anonymous } = memoryMib(server.pid);
    bench.record({
      case: "1,000,000 znodes, start",
      ...place,
      othersShare: 0,
      values: { startMs, anonymousMib: anonymous },
    });
  }
}

export const manyZnodes: BenchCase = {
  name: "many-znodes",
  about: "1,000,000 znodes in memory and at a start",
  run,
};
