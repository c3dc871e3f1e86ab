/**
 * Kafka's own DumpLogSegments on every file of a data folder: it reads each record and index entry
 * and says where they do not agree.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { lastLines, run } from "../process.ts";
import type { Report } from "../report.ts";
import type { RealKafka } from "./real_kafka.ts";

const LIMIT_MS = 180_000;
/** What it prints where something is wrong; its exit status is 0 all the same. */
const COMPLAINT =
  /exception|mismatch|non-consecutive|isvalid: false|corrupt|out of order|does not match|could not/i;
/** Gaps, which compaction makes. */
const GAPS_OF_COMPACTED =
  /^Non-consecutive offsets in .*\/(compacted|__consumer_offsets|__transaction_state)-\d+\//;

/**
 * An index entry of a batch that compaction emptied and kept for its producer's sake, after the
 * line that names the file. Its time is the one in the batch's header, in Kafka's own files too.
 */
const TIME_OF_EMPTY_BATCH = /^ {2}Index timestamp: \d+, log timestamp: -1$/;
const TIME_MISMATCH =
  /^Found timestamp mismatch in :.*\/(compacted|__consumer_offsets|__transaction_state)-\d+\//;

/** One way of reading, and the files that are read so. */
const READINGS = [
  { name: "batches and records", suffix: ".log", options: ["--deep-iteration"] },
  { name: "offset indexes against their logs", suffix: ".index", options: ["--verify-index-only"] },
  { name: "offset indexes", suffix: ".index", options: ["--index-sanity-check"] },
  { name: "time indexes against their logs", suffix: ".timeindex", options: [] },
  { name: "time indexes", suffix: ".timeindex", options: ["--index-sanity-check"] },
  { name: "producer snapshots", suffix: ".snapshot", options: [] },
  { name: "transaction indexes", suffix: ".txnindex", options: [] },
  {
    name: "committed offsets",
    suffix: ".log",
    topic: "__consumer_offsets",
    options: ["--offsets-decoder"],
  },
  {
    name: "transaction states",
    suffix: ".log",
    topic: "__transaction_state",
    options: ["--transaction-log-decoder"],
  },
] as const;

/** Reads everything; one check for each kind of file. */
export async function dumpLogs(kafka: RealKafka, logDir: string, report: Report): Promise<void> {
  for (const { name, suffix, options, ...rest } of READINGS) {
    const prefix = "topic" in rest ? rest.topic : "";
    const files = filesOf(logDir, suffix).filter((path) => path.includes(`/${prefix}`));
    await report.check(`kafka-dump-log reads ${name}`, async () => {
      if (files.length === 0) throw new Error(`there is no ${suffix} file to read`);
      const command = kafka.dumpCommand([...options, "--files", files.join(",")]);
      const { exitCode, stdout, stderr } = await run(command, { timeoutMs: LIMIT_MS });
      const complaints = complaintsIn(`${stdout}\n${stderr}`.split("\n"));
      if (exitCode !== 0 || complaints.length > 0) {
        throw new Error(`exit ${exitCode}: ${lastLines(complaints.join("\n") || stderr, 5)}`);
      }
    });
  }
}

/** What says that something is wrong, each with the first of its details. */
export function complaintsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line, at) => {
    if (!COMPLAINT.test(line) || GAPS_OF_COMPACTED.test(line)) return [];
    const details = detailsAfter(lines, at);
    const isOfEmptyBatches = details.length > 0 &&
      details.every((detail) => TIME_OF_EMPTY_BATCH.test(detail));
    if (TIME_MISMATCH.test(line) && isOfEmptyBatches) return [];
    return [line, ...details.slice(0, 1)];
  });
}

function detailsAfter(lines: readonly string[], at: number): readonly string[] {
  const end = lines.findIndex((line, index) => index > at && !line.startsWith("  "));
  return lines.slice(at + 1, end < 0 ? lines.length : end);
}

/** Files with something in them, of every log but those of Kafka's own quorum. */
function filesOf(logDir: string, suffix: string): string[] {
  return readdirSync(logDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /-\d+$/.test(entry.name))
    .filter((entry) => entry.name !== "__cluster_metadata-0")
    .flatMap((entry) =>
      readdirSync(join(logDir, entry.name)).filter((name) => name.endsWith(suffix))
        .map((name) => join(logDir, entry.name, name))
    )
    .filter((path) => statSync(path).size > 0);
}
