/**
 * What a server costs that nobody uses: anonymous memory, and processor time over half a minute.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { cpuSeconds, memoryMib } from "../machine.ts";

const SETTLE_MS = 10_000;
const WATCH_SECONDS = 30;

async function run(bench: Bench): Promise<void> {
  const servers = await bench.kafkaServers();
  for (const server of servers) await server.start();
  await Bun.sleep(SETTLE_MS);
  const before = servers.map((server) => cpuSeconds(server.pid));
  await Bun.sleep(WATCH_SECONDS * 1000);
  servers.forEach((server, index) => {
    const cpuPercent = (cpuSeconds(server.pid) - before[index]!) / WATCH_SECONDS * 100;
    const memory = memoryMib(server.pid);
    const values = { anonymousMib: memory.anonymous, residentMib: memory.resident, cpuPercent };
    bench.record({ case: "idle", server: server.name, phase: "warm", othersShare: 0, values });
  });
}

export const idle: BenchCase = { name: "idle", about: "memory and processor at rest", run };
