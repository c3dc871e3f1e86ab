/**
 * Several producers on one topic, each with connections of its own: as fast as the broker takes
 * records, or so many in a second. Each record begins with the time of its sending.
 *
 * @module
 */
import { Producer } from "../../lib/client/producer/producer.ts";
import { openCluster, preciseNowMs, readTask, say } from "./load_program.ts";

interface Task {
  address: string;
  topic: string;
  partitions: number;
  producers: number;
  /** Of each producer. */
  records: number;
  recordBytes: number;
  /** Of each producer; 0 for as fast as can be. */
  recordsPerSecond: number;
}

const TURN_MS = 5;
/** Records of one producer between two looks at the buffer. */
const BURST = 500;

async function produce(task: Task, number: number): Promise<void> {
  const cluster = openCluster(task.address);
  await cluster.topic(task.topic);
  const producer = new Producer(cluster, { acks: 1 });
  const startedMs = performance.now();
  let failed = 0;
  for (let sent = 0; sent < task.records;) {
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const due = task.recordsPerSecond === 0
      ? sent + BURST
      : Math.ceil(elapsedSeconds * task.recordsPerSecond);
    for (; sent < Math.min(due, task.records); sent++) {
      const value = new Uint8Array(task.recordBytes);
      new DataView(value.buffer).setFloat64(0, preciseNowMs());
      const partition = (sent + number) % task.partitions;
      producer.send({ topic: task.topic, partition, value }).catch(() => failed++);
    }
    if (task.recordsPerSecond === 0) await producer.ready();
    else await Bun.sleep(TURN_MS);
  }
  await producer.close();
  cluster.close();
  if (failed > 0) throw new Error(`${failed} records were not delivered`);
}

const task = readTask<Task>();
const startedMs = performance.now();
await Promise.all(Array.from({ length: task.producers }, (_, number) => produce(task, number)));
say({ elapsedSeconds: (performance.now() - startedMs) / 1000 });
