/**
 * kafka-get-offsets and kafka-delete-records.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { DETAIL, TIMED_OUT } from "./masks.ts";

function places(...offsets: [topic: string, partition: number, offset: number][]): string {
  const partitions = offsets.map(([topic, partition, offset]) => ({ topic, partition, offset }));
  return JSON.stringify({ partitions, version: 1 });
}

export const offsetCalls: CallTable = {
  name: "offsets",
  files: {
    "del.json": places(["at", 0, 1], ["at", 1, 0]),
    "far.json": places(["at", 0, 999]),
    "absent.json": places(["nosuch", 0, 0]),
    "twice.json": places(["at", 0, 1], ["at", 0, 1]),
    "version.json": '{"partitions":[],"version":7}',
    "empty.json": "{}",
    "broken.json": "{nope",
    "quick.properties": "default.api.timeout.ms=2000\nrequest.timeout.ms=1500\n",
  },
  calls: [
    "kafka-topics BS --create --topic at --partitions 2",
    "kafka-topics BS --create --topic at-once",
    {
      line:
        "kafka-console-producer BS --topic at --sync --timeout 0 --reader-property parse.key=true",
      input: "a\tone\nb\ttwo\nc\tthree\nd\tfour\ne\tfive\n",
    },
    { line: "kafka-console-producer BS --topic at-once", input: "once\n" },
    "kafka-get-offsets BS --topic at",
    "kafka-get-offsets BS --topic at.* --time -2",
    "kafka-get-offsets BS --topic at-once --time max-timestamp",
    "kafka-get-offsets BS --topic-partitions at:0-1,adm.*:0",
    "kafka-get-offsets BS --topic-partitions at:1 --time 0",
    "kafka-get-offsets BS --topic at --partitions 1,2",
    "kafka-get-offsets BS --topic at --partitions x",
    "kafka-get-offsets BS --topic nosuch",
    "kafka-get-offsets BS --topic at --topic-partitions at",
    "kafka-get-offsets BS --topic at --time foo",
    "kafka-get-offsets BS --topic at --time earliest-local",
    "kafka-get-offsets BS --topic at --time latest-tiered",
    "kafka-get-offsets BS --topic at --time -6",
    "kafka-get-offsets BS --topic at --time 99999999999999",
    "kafka-get-offsets BS --topic at.* --exclude-internal-topics",
    "kafka-get-offsets --topic x",
    "kafka-get-offsets",
    "kafka-get-offsets BS --nope",
    { line: "kafka-delete-records BS --offset-json-file $FILES/del.json", order: "any" },
    "kafka-get-offsets BS --topic at --time earliest",
    "kafka-delete-records BS --offset-json-file $FILES/far.json",
    {
      line: "kafka-delete-records BS --offset-json-file $FILES/absent.json --command-config " +
        "$FILES/quick.properties",
      masks: [TIMED_OUT],
    },
    "kafka-delete-records BS --offset-json-file $FILES/twice.json",
    "kafka-delete-records BS --offset-json-file $FILES/version.json",
    "kafka-delete-records BS --offset-json-file $FILES/empty.json",
    { line: "kafka-delete-records BS --offset-json-file $FILES/broken.json", masks: [DETAIL] },
    { line: "kafka-delete-records BS --offset-json-file $FILES/nosuch.json", masks: [DETAIL] },
    "kafka-delete-records BS",
    "kafka-delete-records --offset-json-file $FILES/del.json",
  ],
};
