/**
 * Consumers of one or many groups on one topic, each with connections of its own. It says how long
 * joining took, then how long the records did that came afterwards, and what they waited.
 *
 * @module
 */
import { Consumer } from "../../lib/client/consumer/consumer.ts";
import type { ConsumerRecord } from "../../lib/client/consumer/consumer_record.ts";
import { percentile } from "../statistics.ts";
import { openCluster, preciseNowMs, readTask, say, told } from "./load_program.ts";

interface Task {
  address: string;
  topic: string;
  partitions: number;
  groups: number;
  /** Of each group. */
  members: number;
  rounds: Round[];
}

interface Round {
  /** That each group reads. */
  records: number;
  /** Looking at each record's time would be the limit where they come as fast as can be. */
  measure: "throughput" | "latency";
}

const POLL_MS = 1000;

const task = readTask<Task>();
const consumers: Consumer[] = [];
let received = 0;
let latenciesMs: number[] | null = null;
let arrived = () => {};
let isOver = false;

async function consume(groupId: string): Promise<void> {
  const cluster = openCluster(task.address);
  const consumer = new Consumer(cluster, { groupId, offsetReset: "earliest" });
  consumers.push(consumer);
  consumer.subscribe([task.topic]);
  while (!isOver) {
    const records = await consumer.poll(POLL_MS);
    if (latenciesMs !== null) note(latenciesMs, records);
    received += records.length;
    arrived();
  }
  await consumer.close();
  cluster.close();
}

/** How long each record was under way. */
function note(latenciesMs: number[], records: readonly ConsumerRecord[]): void {
  const nowMs = preciseNowMs();
  for (const { value } of records) {
    if (value === null) continue;
    const sentMs = new DataView(value.buffer, value.byteOffset).getFloat64(0);
    latenciesMs.push(nowMs - sentMs);
  }
}

async function untilAllAreAssigned(): Promise<void> {
  const wanted = task.groups * task.partitions;
  for (;;) {
    const assigned = consumers.reduce((sum, { assignment }) => sum + assignment.length, 0);
    if (consumers.length === task.groups * task.members && assigned === wanted) return;
    await Bun.sleep(2);
  }
}

function untilReceived(count: number): Promise<void> {
  return new Promise((resolve) => {
    arrived = () => {
      if (received >= count) resolve();
    };
    arrived();
  });
}

const startedMs = performance.now();
const running = Array.from(
  { length: task.groups },
  (_, group) => Array.from({ length: task.members }, () => consume(`group-${group}`)),
).flat();
await untilAllAreAssigned();
say({ joinSeconds: (performance.now() - startedMs) / 1000 });
let wanted = 0;
for (const { records, measure } of task.rounds) {
  await told();
  const latencies: number[] = [];
  latenciesMs = measure === "latency" ? latencies : null;
  const roundMs = performance.now();
  wanted += records * task.groups;
  await untilReceived(wanted);
  const elapsedSeconds = (performance.now() - roundMs) / 1000;
  const [medianMs, p99Ms] = [percentile(latencies, 50), percentile(latencies, 99)];
  say(measure === "latency" ? { medianMs, p99Ms } : { elapsedSeconds });
}
isOver = true;
for (const consumer of consumers) consumer.wakeup();
await Promise.all(running);
process.exit(0);
