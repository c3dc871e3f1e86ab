/**
 * The figures that kedge is to reach: its own, and as kedge : the other server in one run.
 *
 * @module
 */
import type { Target } from "./measurement.ts";

/** Throughput and processor time of kafka-producer-perf-test for one case. */
function produceTargets(
  name: string,
  { throughput, coldCpu, warmCpu }: { throughput: number; coldCpu?: number; warmCpu?: number },
): Target[] {
  const targets: Target[] = [
    { case: name, metric: "recordsPerSecond", phase: "warm", of: "ratio", atLeast: throughput },
  ];
  if (coldCpu !== undefined) {
    targets.push(
      { case: name, metric: "serverCpuSeconds", phase: "cold", of: "ratio", atMost: coldCpu },
    );
  }
  if (warmCpu !== undefined) {
    targets.push(
      { case: name, metric: "serverCpuSeconds", phase: "warm", of: "ratio", atMost: warmCpu },
    );
  }
  return targets;
}

function consumeTargets(name: string): Target[] {
  return [
    { case: name, metric: "recordsPerSecond", phase: "warm", of: "ratio", atLeast: 1 },
    { case: name, metric: "serverCpuSeconds", phase: "warm", of: "ratio", atMost: 1 },
  ];
}

function value(name: string, metric: string, atMost: number): Target {
  return { case: name, metric, phase: "warm", of: "value", atMost };
}

function ratio(name: string, metric: string, atMost: number): Target {
  return { case: name, metric, phase: "warm", of: "ratio", atMost };
}

/** Not slower than the other server, and at most half of its processor time. */
function transactionTargets(name: string): Target[] {
  return [
    { case: name, metric: "recordsPerSecond", phase: "warm", of: "ratio", atLeast: 1 },
    ratio(name, "averageMs", 1),
    ratio(name, "serverCpuSeconds", 0.5),
  ];
}

function clientTargets(name: string): Target[] {
  return [
    ratio(`${name}, joining`, "joinSeconds", 1),
    ratio(name, "elapsedSeconds", 1),
    ratio(name, "serverCpuSeconds", 0.5),
    ratio(`${name}, steady`, "medianMs", 1),
    ratio(`${name}, steady`, "p99Ms", 1),
    ratio(`${name}, steady`, "serverCpuSeconds", 0.5),
  ];
}

/** Reads faster than ZooKeeper's, changes as fast, and half of the processor time. */
function znodeTargets(way: string): Target[] {
  const perSecond = { metric: "perSecond", phase: "warm", of: "ratio" } as const;
  return [
    { case: `znode create, ${way}`, ...perSecond, atLeast: 1 },
    { case: `znode get, ${way}`, ...perSecond, atLeast: 1.5 },
    { case: `znode set, ${way}`, ...perSecond, atLeast: 1 },
    ratio(`znode create, ${way}`, "serverCpuSeconds", 0.5),
    ratio(`znode get, ${way}`, "serverCpuSeconds", 0.5),
    ratio(`znode set, ${way}`, "serverCpuSeconds", 0.5),
  ];
}

export const TARGETS: readonly Target[] = [
  ...produceTargets("produce 100 B, acks=1", { throughput: 1, coldCpu: 0.2, warmCpu: 0.6 }),
  ...produceTargets("produce 1 KiB, acks=1", { throughput: 1, coldCpu: 0.2, warmCpu: 0.6 }),
  ...produceTargets("produce 5M x 100 B, acks=1", { throughput: 1.05, warmCpu: 0.6 }),
  ...produceTargets("produce 100 B, acks=all lazy", { throughput: 1, coldCpu: 0.2, warmCpu: 0.6 }),
  ...produceTargets("produce 1 KiB, acks=all lazy", { throughput: 1, coldCpu: 0.2, warmCpu: 0.6 }),
  ...produceTargets("produce 100 B, acks=all", { throughput: 0.95 }),
  ...produceTargets("produce 1 KiB, acks=all", { throughput: 0.8 }),
  ...produceTargets("produce 100 B, acks=all, both flush", { throughput: 2 }),
  ...produceTargets("produce 1 KiB, acks=all, both flush", { throughput: 2 }),
  ...consumeTargets("consume 100 B"),
  ...consumeTargets("consume 1 KiB"),
  ...consumeTargets("consume 5M x 100 B"),
  ratio("kafka-e2e-latency, acks=1", "averageMs", 0.7),
  ratio("kafka-e2e-latency, acks=all", "averageMs", 0.7),
  ratio("kafka-python loop", "elapsedSeconds", 1),
  ratio("kafka-python loop", "serverCpuSeconds", 0.5),
  ratio("first message of a group", "medianMs", 0.5),
  value("start, fresh folder", "medianMs", 150),
  value("start, 100 partitions", "medianMs", 150),
  value("idle", "anonymousMib", 45),
  value("idle", "cpuPercent", 0.2),
  value("1,000 topics x 3", "anonymousMib", 150),
  value("1,000 topics x 3", "startMs", 1000),
  ...transactionTargets("transactions of 100 ms"),
  ...transactionTargets("transactions of 100 ms, lazy as Kafka"),
  ...transactionTargets("transactions of 100 ms, 10,000 records/s"),
  ...transactionTargets("transactions of 100 ms, 10,000 records/s, lazy as Kafka"),
  ...clientTargets("10 producers, 10 consumers, 30 partitions"),
  ...clientTargets("100 groups, one topic"),
  value("5,000 idle connections", "kibEach", 8),
  ratio("5,000 idle connections", "cpuPercent", 0.5),
  ratio("5,000 idle connections", "connectSeconds", 1),
  ...znodeTargets("one at a time"),
  ...znodeTargets("pipelined"),
  ratio("10,000 sessions", "kibEach", 1),
  ratio("10,000 sessions", "cpuPercent", 0.5),
  ratio("10,000 sessions", "connectSeconds", 1),
  ratio("one change, 10,000 watches", "lastMs", 1),
  ratio("one change, 10,000 watches", "serverCpuSeconds", 0.5),
  { case: "1,000,000 znodes", metric: "perSecond", phase: "warm", of: "ratio", atLeast: 1 },
  ratio("1,000,000 znodes", "createCpuSeconds", 0.5),
  ratio("1,000,000 znodes", "anonymousMib", 0.2),
  ratio("1,000,000 znodes, start", "startMs", 0.2),
  ratio("10,000 partitions", "anonymousMib", 1),
  ratio("10,000 partitions", "startMs", 1),
  ratio("10,000 partitions", "createSeconds", 1),
  ratio("10,000 partitions", "cpuPercent", 0.5),
  ratio("10,000 partitions, metadata of all", "medianMs", 1),
  ratio("10,000 partitions, metadata of all", "p99Ms", 1),
  ratio("10,000 partitions, metadata of all", "serverCpuSeconds", 0.5),
  value("compaction, 10M keys in 1 GiB", "anonymousMib", 200),
  {
    case: "10 GiB in 512 MiB",
    metric: "anonymousMaxMib",
    phase: "cold",
    of: "value",
    atMost: 200,
  },
  ratio("compaction, 10M keys in 1 GiB", "elapsedSeconds", 1),
  value("kafka-topics --list", "elapsedMs", 100),
  ...["100 B", "1 KiB"].map((size): Target => ({
    case: `kafka-producer-perf-test, ${size}`,
    metric: "recordsPerSecond",
    phase: "warm",
    of: "ratio",
    atLeast: 1,
  })),
];
