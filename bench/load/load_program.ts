/**
 * What the load generators have in common: their options, their answers, their client.
 *
 * @module
 */
import { Cluster, parseBootstrapServers } from "../../lib/client/cluster.ts";
import { tcpConnect } from "../../lib/client/tcp_transport.ts";
import { SystemClock } from "../../lib/io/clock.ts";
import { SystemRandom } from "../../lib/io/random.ts";
import { SystemNetwork } from "../../lib/io/system_socket.ts";

/** What the bench said that this process is to do. */
export function readTask<T>(): T {
  return JSON.parse(process.argv[2] ?? "{}") as T;
}

/** Tells the bench. */
export function say(values: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify(values)}\n`);
}

/** Resolves when the bench lets this process go on. */
export function told(): Promise<void> {
  return new Promise((resolve) => process.stdin.once("data", () => resolve()));
}

/** A client of its own connections. */
export function openCluster(address: string): Cluster {
  const clock = new SystemClock();
  const connect = tcpConnect({ network: new SystemNetwork(), clock, clientId: "bench" });
  const bootstrapServers = parseBootstrapServers(address);
  return new Cluster({ bootstrapServers, connect, clock, random: new SystemRandom() });
}

/** Ms since the epoch with their fractions; the same for all processes of a machine. */
export function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}
