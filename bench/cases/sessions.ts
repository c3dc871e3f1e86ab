/**
 * 10,000 sessions: what each holds in the server's memory, what all of them cost while they only
 * ping, and how long it takes until all have heard of one change.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { LoadProcess } from "../load/load_process.ts";
import { costOf, cpuSeconds, memoryMib, waitForQuiet } from "../machine.ts";
import { type Coordinator, startCoordinators } from "../servers/coordinators.ts";

const SESSIONS = 10_000;
const SETTLE_MS = 5000;
const WATCH_SECONDS = 20;
const STORMS = 5;

async function run(bench: Bench): Promise<void> {
  for (const coordinator of await startCoordinators(bench, { maxClientCnxns: "0" })) {
    await measure(bench, coordinator);
    await coordinator.server.stop();
  }
}

async function measure(bench: Bench, { name, server, address }: Coordinator): Promise<void> {
  const count = bench.scaled(SESSIONS);
  const { pid } = server;
  await waitForQuiet([pid]);
  const bareMib = memoryMib(pid).anonymous;
  const startCpu = cpuSeconds(pid);
  const sessions = new LoadProcess("sessions.ts", { address, count });
  const { connectSeconds } = await sessions.next();
  const connectCpuSeconds = cpuSeconds(pid) - startCpu;
  await Bun.sleep(SETTLE_MS);
  const before = cpuSeconds(pid);
  await Bun.sleep(WATCH_SECONDS * 1000);
  const cpuPercent = (cpuSeconds(pid) - before) / WATCH_SECONDS * 100;
  const kibEach = (memoryMib(pid).anonymous - bareMib) * 1024 / count;
  const values = { kibEach, cpuPercent, connectSeconds: connectSeconds!, connectCpuSeconds };
  bench.record({ case: "10,000 sessions", server: name, phase: "warm", othersShare: 0, values });
  for (let index = 0; index < STORMS; index++) {
    const { result, cost } = await costOf(pid, async () => {
      sessions.proceed();
      return await sessions.next();
    }, { clients: [sessions.pid] });
    const { othersShare, serverCpuSeconds } = cost;
    bench.record({
      case: "one change, 10,000 watches",
      server: name,
      phase: index === 0 ? "cold" : "warm",
      othersShare,
      values: { ...result, serverCpuSeconds },
    });
  }
  await sessions.stop();
}

export const sessions: BenchCase = {
  name: "sessions",
  about: "10,000 sessions and a watch of each",
  run,
};
