/**
 * What looks at a broker's records and measures it: offsets, log folders, dumps, deletion of
 * records, the versions of APIs, and the two perf tests.
 *
 * @module
 */
import { replaced, withoutLines } from "../changes.ts";
import { type CommandLine, each } from "../command_line.ts";
import type { Mask, Rewording } from "../compare.ts";

const SIZES: Mask = {
  why: "a record made 64 ms after the first of its batch takes a byte more to tell it",
  change: replaced(/(?<="size":24|\b(?:size|batchSize|position): 1[12])\d\b/g, "0"),
};
const BATCHES: readonly Mask[] = [
  SIZES,
  { why: "when records were made", change: replaced(/CreateTime: \d{13}/g, "CreateTime: <ms>") },
  { why: "and so what they sum up to", change: replaced(/\bcrc: \d+/g, "crc: <crc>") },
];
/** Each record's line, with the columns that all releases have; no lines of batches. */
function recordLinesOnly(text: string): string {
  return text.split("\n").filter((line) => !line.startsWith("baseOffset: ")).map((line) => {
    const start = /^\|? ?(offset: \d+ )/.exec(line)?.[1];
    if (start === undefined) return line;
    const columns = ["CreateTime", "keySize", "valueSize", "headerKeys"].map((name) =>
      `${name}: ${new RegExp(` ${name}: (\\S+)`, "i").exec(line)?.[1]}`
    );
    return `${start}${columns.join(" ")}${/ (key: \S+ )?payload: .*$/.exec(line)?.[0]}`;
  }).join("\n");
}

const RECORDS: readonly Rewording[] = [
  {
    releases: ["2.1", "2.5", "2.8"],
    why: "the first line",
    older: replaced(/^Starting offset: /m, "Log starting offset: "),
  },
  {
    releases: ["2.1", "2.5", "2.8"],
    why: "which columns stand in the lines of batches, and which in those of records, changes " +
      "with the releases, and so do some of their names",
    older: recordLinesOnly,
    newer: recordLinesOnly,
  },
  {
    why: "kedge tells where the reserved end of a segment begins",
    newer: withoutLines(/^\d+ bytes at the end of \S+\.log are reserved and not written yet$/),
  },
];
const VERSIONS: readonly Mask[] = [
  {
    why: "kedge serves other versions than the release, and other APIs",
    change: replaced(/^(\t\w+\(\d+\): ).*$/gm, "$1<versions>"),
  },
  {
    why: "APIs that the script's release does not know",
    change: withoutLines(/^\tUNKNOWN\(\d+\): /),
  },
  { why: "the last line of a table has no comma", change: replaced(/,$/gm, "") },
];
/** Those between brokers went in 4.0; kedge serves no ACLs and no delegation tokens. */
const OTHER_APIS = /^\t\w+\((?!(?:[0-3]|[89]|1[0-689]|2[0-8]|3[2-7]|42)\))/;
const NEWER_VERSIONS: readonly Rewording[] = [
  {
    why: "KIP-1073 tells which brokers are fenced since 4.1",
    newer: replaced(/ isFenced: false\)/, ")"),
  },
  {
    why: "each release knows APIs of its own, beside those that all have",
    older: withoutLines(OTHER_APIS),
    newer: withoutLines(OTHER_APIS),
  },
];
/** A script of its own since 3.0, for which the older spelling still does. */
const GET_OFFSETS = "kafka-run-class.sh kafka.tools.GetOffsetShell";
const FIGURE = String.raw`\d+(?:\.\d+)?`;
const PROGRESS: Mask = {
  why: "every five seconds, on a machine that needs as long",
  change: withoutLines(/^(?!2000 )\d+ records sent, .* max latency\.$/),
};
const PRODUCED: Mask = {
  why: "how fast it was",
  change: replaced(
    new RegExp(`(?<= records sent, | \\(|latency, |, )${FIGURE}(?= )`, "g"),
    "<n>",
  ),
};
const CONSUMED: readonly Mask[] = [
  {
    why: "when it was",
    change: replaced(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3}/g, "<time>"),
  },
  {
    why: "how fast it was, and how many records a fetch brought beyond those wanted",
    change: replaced(new RegExp(`, -?${FIGURE}(E-\\d+)?(?=,|$)`, "gm"), ", <n>"),
  },
];

export const recordLines: readonly CommandLine[] = each({}, [
  ...each({ releases: ["2.1", "2.5", "2.8"] }, [
    `${GET_OFFSETS} --broker-list {bootstrap} --topic test --time -1`,
    `${GET_OFFSETS} --broker-list {bootstrap} --topic test --time -2`,
    `${GET_OFFSETS} --broker-list {bootstrap} --topic test --time -1 --offsets 1 --partitions 0` +
    " --max-wait-ms 1000",
  ]),
  ...each({ releases: ["3.5"] }, [
    "kafka-get-offsets.sh --broker-list {bootstrap} --topic test --time -1",
    "kafka-get-offsets.sh --bootstrap-server {bootstrap} --topic test --time earliest",
    "kafka-get-offsets.sh --bootstrap-server {bootstrap} --topic-partitions test:0",
  ]),
  {
    line: "kafka-log-dirs.sh --bootstrap-server {bootstrap} --describe --topic-list test",
    masks: [SIZES],
  },
  {
    line: "kafka-dump-log.sh --files {logs}/test-0/00000000000000000000.log --print-data-log",
    masks: BATCHES,
    reworded: RECORDS,
    onKedge: {
      why: "Kafka's script takes the reserved end of a segment for a damage, as it does on a " +
        "broker with log.preallocate; kedge gives it back when the segment is full, and at its end",
      exitCode: 1,
      stderr: /CorruptRecordException: Found record size 0 smaller than minimum record overhead/,
    },
  },
  "kafka-delete-records.sh --bootstrap-server {bootstrap} --offset-json-file delete-records.json",
  `${GET_OFFSETS} --broker-list {bootstrap} --topic test --time -2`,
  {
    line: "kafka-broker-api-versions.sh --bootstrap-server {bootstrap}",
    masks: VERSIONS,
    reworded: NEWER_VERSIONS,
  },
  {
    line: "kafka-producer-perf-test.sh --topic test --num-records 2000 --record-size 100" +
      " --throughput -1 --producer-props bootstrap.servers={bootstrap} acks=1",
    masks: [PROGRESS, PRODUCED],
  },
  {
    line: "kafka-consumer-perf-test.sh --broker-list {bootstrap} --topic test --messages 1000",
    masks: CONSUMED,
  },
]);
