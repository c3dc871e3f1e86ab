/**
 * Many clients at once: ten producers and ten consumers of one group over 30 partitions, and 100
 * groups that all read one topic. First as fast as they can, then at a steady rate, where the time
 * from sending to receiving says more.
 *
 * @module
 */
import type { Bench, BenchCase } from "../bench.ts";
import { createTopic, deleteTopic } from "../java_tools.ts";
import { LoadProcess } from "../load/load_process.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import type { BenchServer } from "../servers/server.ts";

const RUNS_MAX = 2;
const RECORD_BYTES = 100;

interface Variant {
  name: string;
  partitions: number;
  producers: number;
  groups: number;
  /** Of each group. */
  members: number;
  /** Of each producer, as fast as can be. */
  records: number;
  /** Of each producer, at a steady rate. */
  recordsPerSecond: number;
  steadySeconds: number;
}

const VARIANTS: readonly Variant[] = [
  {
    name: "10 producers, 10 consumers, 30 partitions",
    partitions: 30,
    producers: 10,
    groups: 1,
    members: 10,
    records: 100_000,
    recordsPerSecond: 500,
    steadySeconds: 15,
  },
  {
    name: "100 groups, one topic",
    partitions: 3,
    producers: 1,
    groups: 100,
    members: 1,
    records: 20_000,
    recordsPerSecond: 50,
    steadySeconds: 15,
  },
];

async function run(bench: Bench): Promise<void> {
  for (const variant of VARIANTS) {
    const servers = await bench.kafkaServers();
    for (const server of servers) await server.start();
    for (let index = 0; index <= Math.min(bench.options.runs, RUNS_MAX); index++) {
      for (const server of servers) await runOnce(bench, { variant, server, index });
    }
    await bench.removeServers();
  }
}

async function runOnce(
  bench: Bench,
  { variant, server, index }: { variant: Variant; server: BenchServer; index: number },
): Promise<void> {
  const { partitions, producers, groups, members } = variant;
  const topic = `clients-${index}`;
  const phase = index === 0 ? "cold" : "warm";
  await createTopic(server.address, topic, { partitions });
  await waitForQuiet([server.pid]);
  const records = bench.scaled(variant.records);
  const steady = bench.scaled(variant.recordsPerSecond * variant.steadySeconds);
  const place = { address: server.address, topic, partitions };
  const readers = new LoadProcess("consumers.ts", {
    ...place,
    groups,
    members,
    rounds: [
      { records: records * producers, measure: "throughput" },
      { records: steady * producers, measure: "latency" },
    ],
  });
  const writing = { ...place, producers, recordBytes: RECORD_BYTES };
  const clients = { clients: [readers.pid] };
  const joined = await costOf(server.pid, () => readers.next(), clients);
  const fast = await costOf(
    server.pid,
    () => through(readers, { ...writing, records, recordsPerSecond: 0 }),
    clients,
  );
  const { recordsPerSecond } = variant;
  const slow = await costOf(
    server.pid,
    () => through(readers, { ...writing, records: steady, recordsPerSecond }),
    clients,
  );
  await readers.ended();
  await deleteTopic(server.address, topic);
  const measured = [
    { name: `${variant.name}, joining`, ...joined },
    { name: variant.name, ...fast },
    { name: `${variant.name}, steady`, ...slow },
  ];
  for (const { name, result, cost: { othersShare, serverCpuSeconds } } of measured) {
    const values = { ...result, serverCpuSeconds };
    bench.record({ case: name, server: server.name, phase, othersShare, values });
  }
}

/** Lets the producers write, and returns what the readers say once they have everything. */
async function through(readers: LoadProcess, task: object): Promise<Record<string, number>> {
  readers.proceed();
  const writers = new LoadProcess("producers.ts", task);
  await writers.next();
  const result = await readers.next();
  await writers.ended();
  return result;
}

export const manyClients: BenchCase = {
  name: "clients",
  about: "many producers, consumers and groups",
  run,
};
