/**
 * Sends bytes through a broker with kedge's own perf tools, in rounds: in each a producer writes a
 * share while a group reads it, so that what retention removes has always been read. The broker's
 * memory is looked at all the while.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import type { MemoryGroup } from "../tools/memory_group.ts";
import { lastLines, mustRun } from "../process.ts";

const PARTITIONS = 3;
const SAMPLE_MS = 500;
const TOPIC = "passage";

/** What is sent, and by what. */
export interface PassageOptions {
  /** The words that run kedge's commands. */
  readonly command: readonly string[];
  readonly bootstrap: string;
  /** The broker's process. */
  readonly pid: number;
  readonly group: MemoryGroup;
  readonly bytes: number;
  readonly recordBytes: number;
  readonly rounds: number;
  /** How long one round may take. */
  readonly roundLimitMs: number;
}

/** What was seen, memory in MiB. */
export interface PassageResult {
  readonly producedMibPerSecond: number;
  /** The most of each at any look. */
  readonly anonymousMib: number;
  readonly groupMib: number;
  /** The anonymous memory at the end of each round. */
  readonly anonymousByRound: readonly number[];
}

/** Settings of a broker that bytes pass through: little is kept, and looked at often. */
export function passageSettings(
  { keptBytes, segmentBytes }: { keptBytes: number; segmentBytes: number },
): Record<string, string> {
  return {
    "log.retention.bytes": String(Math.floor(keptBytes / PARTITIONS)),
    "log.segment.bytes": String(segmentBytes),
    "log.retention.check.interval.ms": "1000",
    "log.segment.delete.delay.ms": "1000",
  };
}

/** Sends the bytes through, and throws where a record is missing or the broker is gone. */
export async function passThrough(options: PassageOptions): Promise<PassageResult> {
  const { command, bootstrap, pid, group, bytes, recordBytes, rounds, roundLimitMs } = options;
  const cluster = ["--bootstrap-server", bootstrap, "--topic", TOPIC];
  const create = ["topics", ...cluster, "--create", "--partitions", String(PARTITIONS)];
  await mustRun([...command, ...create]);
  const most = { anonymous: 0, group: 0 };
  function look(): number {
    const anonymous = anonymousMib(pid);
    most.anonymous = Math.max(most.anonymous, anonymous);
    most.group = Math.max(most.group, group.reading().bytes / (1 << 20));
    return anonymous;
  }
  const sampling = setInterval(look, SAMPLE_MS);
  const records = Math.ceil(bytes / rounds / recordBytes);
  const anonymousByRound: number[] = [];
  const startedMs = performance.now();
  try {
    for (let round = 0; round < rounds; round++) {
      const limit = { timeoutMs: roundLimitMs };
      // By turns: written pages that nobody waits for pile up, those that are waited for do not.
      const acks = round % 2 === 0 ? "all" : "1";
      const produce = mustRun(producer(command, { bootstrap, records, recordBytes, acks }), limit);
      const consume = mustRun(consumer(command, { bootstrap, records, roundLimitMs }), limit);
      const [, { stdout }] = await Promise.all([produce, consume]);
      const read = recordsRead(stdout);
      if (read < records) {
        throw new Error(`Of ${records} records of round ${round + 1}, ${read} were read`);
      }
      anonymousByRound.push(look());
    }
  } finally {
    clearInterval(sampling);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    producedMibPerSecond: bytes / (1 << 20) / seconds,
    anonymousMib: most.anonymous,
    groupMib: most.group,
    anonymousByRound,
  };
}

function producer(
  command: readonly string[],
  { bootstrap, records, recordBytes, acks }: {
    bootstrap: string;
    records: number;
    recordBytes: number;
    acks: string;
  },
): string[] {
  const size = ["--num-records", String(records), "--record-size", String(recordBytes)];
  const place = ["--bootstrap-server", bootstrap, "--topic", TOPIC, "--throughput", "-1"];
  const settings = ["--command-property", `acks=${acks}`];
  return [...command, "producer-perf-test", ...place, ...size, ...settings];
}

function consumer(
  command: readonly string[],
  { bootstrap, records, roundLimitMs }: {
    bootstrap: string;
    records: number;
    roundLimitMs: number;
  },
): string[] {
  const place = ["--bootstrap-server", bootstrap, "--topic", TOPIC, "--group", "passage"];
  const ends = ["--num-records", String(records), "--timeout", String(roundLimitMs)];
  return [...command, "consumer-perf-test", ...place, ...ends, "--hide-header"];
}

/** The fifth column of the tool's one row. */
function recordsRead(stdout: string): number {
  return Number(lastLines(stdout, 1).split(",")[4] ?? NaN);
}

/** Memory of a process that is no file's. */
function anonymousMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
