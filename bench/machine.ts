/**
 * What the kernel says of processes and of the machine: processor time, memory, who else works.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Ticks per second in /proc; 100 on every Linux that matters. */
const TICKS_PER_SECOND = 100;
/** Above this share of the machine used by others, a run counts as noisy. */
export const NOISY_SHARE = 0.15;
const QUIET_LIMIT_MS = 60_000;
const SAMPLE_MS = 1000;

/** Seconds of processor time that a process has used, all threads together. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Memory of a process in MiB: anonymous, and all that is resident. */
export function memoryMib(pid: number): { anonymous: number; resident: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { anonymous: mib("RssAnon"), resident: mib("VmRSS") };
}

/** Seconds that all processors together have been busy since the start of the machine. */
export function busySeconds(): number {
  const line = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]!;
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq! + steal!) / TICKS_PER_SECOND;
}

/**
 * Waits until nobody else works much, at most a minute.
 *
 * @param pids the servers, whose own work does not count
 */
export async function waitForQuiet(pids: readonly number[]): Promise<void> {
  const deadlineMs = performance.now() + QUIET_LIMIT_MS;
  while (performance.now() < deadlineMs) {
    const busy = busySeconds();
    const own = sum(pids.map(cpuSeconds));
    await Bun.sleep(SAMPLE_MS);
    const others = busySeconds() - busy - (sum(pids.map(cpuSeconds)) - own);
    if (others / (SAMPLE_MS / 1000) / cpus().length <= NOISY_SHARE) return;
  }
}

/** What one measured piece of work cost. */
export interface Cost {
  elapsedSeconds: number;
  serverCpuSeconds: number;
  /** Share of the machine, 0 to 1, that neither the server nor the work itself used. */
  othersShare: number;
}

/**
 * Does `work` and says what it cost the server `pid` and how much others disturbed it.
 *
 * @param options `clients`: processes that belong to the work, started before and ending after it
 */
export async function costOf<T>(
  pid: number,
  work: () => Promise<T>,
  { clients = [] }: { clients?: readonly number[] } = {},
): Promise<{ result: T; cost: Cost }> {
  const before = { ms: performance.now(), busy: busySeconds(), server: cpuSeconds(pid) };
  const clientsBefore = childCpuSeconds() + sum(clients.map(cpuSeconds));
  const result = await work();
  const elapsedSeconds = (performance.now() - before.ms) / 1000;
  const serverCpuSeconds = cpuSeconds(pid) - before.server;
  const client = childCpuSeconds() + sum(clients.map(cpuSeconds)) - clientsBefore;
  const others = Math.max(0, busySeconds() - before.busy - serverCpuSeconds - client);
  const othersShare = others / elapsedSeconds / cpus().length;
  return { result, cost: { elapsedSeconds, serverCpuSeconds, othersShare } };
}

/** Processor time of this process and of the children that have ended. */
function childCpuSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").replace(/^.*\) /, "").split(" ");
  return sum(fields.slice(11, 15).map(Number)) / TICKS_PER_SECOND;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
