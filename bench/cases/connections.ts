/**
 * 5,000 connections that say nothing: what each holds in the server's memory, and what all of them
 * cost in processor time.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { LoadProcess } from "../load/load_process.ts";
import { cpuSeconds, memoryMib } from "../machine.ts";

const CONNECTIONS = 5000;
const SETTLE_MS = 10_000;
const WATCH_SECONDS = 20;

async function run(bench: Bench): Promise<void> {
  const count = bench.scaled(CONNECTIONS);
  for (const server of await bench.kafkaServers()) {
    await server.start();
    await warmUp(server.address);
    await Bun.sleep(SETTLE_MS);
    const bare = memoryMib(server.pid).anonymous;
    const startCpu = cpuSeconds(server.pid);
    const clients = new LoadProcess("connections.ts", { address: server.address, count });
    const { connectSeconds } = await clients.next();
    const connectCpuSeconds = cpuSeconds(server.pid) - startCpu;
    await Bun.sleep(SETTLE_MS);
    const before = cpuSeconds(server.pid);
    await Bun.sleep(WATCH_SECONDS * 1000);
    const cpuPercent = (cpuSeconds(server.pid) - before) / WATCH_SECONDS * 100;
    const kibEach = (memoryMib(server.pid).anonymous - bare) * 1024 / count;
    await clients.stop();
    const values = { kibEach, cpuPercent, connectSeconds: connectSeconds!, connectCpuSeconds };
    const place = { server: server.name, phase: "warm", othersShare: 0 } as const;
    bench.record({ case: "5,000 idle connections", ...place, values });
    await server.stop();
  }
}

/** What the first client of a server makes it load is not the price of a connection. */
async function warmUp(address: string): Promise<void> {
  const first = new LoadProcess("connections.ts", { address, count: 10 });
  await first.next();
  await first.stop();
}

export const connections: BenchCase = {
  name: "connections",
  about: "5,000 idle connections",
  run,
};
