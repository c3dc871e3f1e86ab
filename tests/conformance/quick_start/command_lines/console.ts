/**
 * kafka-console-producer.sh and kafka-console-consumer.sh: "Send some messages", "Start a consumer"
 * and keys beside values.
 *
 * @module
 */
import { replaced } from "../changes.ts";
import { type CommandLine, each, WITH_BROKERS } from "../command_line.ts";
import type { Rewording } from "../compare.ts";

const MESSAGES = "This is a message\nThis is another message\n";
const EVENTS = "This is my first event\nThis is my second event\n";
const PAIRS = "k1:v1\nk2:두 번째 값\nk1:v3\nk3:with:colons\n";

const PROMPTS: readonly Rewording[] = [{
  releases: ["2.1", "2.5"],
  why: "a prompt for each line, in a pipe too, which newer producers show on a terminal only",
  older: replaced(/^>+$/, ""),
}];

export const consoleLines: readonly CommandLine[] = [
  {
    line: "kafka-console-producer.sh --broker-list {bootstrap} --topic test",
    input: MESSAGES,
    reworded: PROMPTS,
  },
  {
    line: "kafka-console-producer.sh --topic quickstart-events --bootstrap-server {bootstrap}",
    releases: WITH_BROKERS,
    input: EVENTS,
    reworded: PROMPTS,
  },
  ...each({}, [
    "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test --from-beginning" +
    " --max-messages 2",
    {
      line: "kafka-console-producer.sh --broker-list {bootstrap} --topic test" +
        " --property parse.key=true --property key.separator=:",
      input: PAIRS,
      reworded: PROMPTS,
    },
    "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test --from-beginning" +
    " --property print.key=true --max-messages 6 --group my-group",
    "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test --partition 0" +
    " --offset 3 --property print.key=true --property key.separator=- --max-messages 2",
  ]),
  {
    line: "kafka-console-consumer.sh --topic quickstart-events --from-beginning" +
      " --bootstrap-server {bootstrap} --max-messages 2",
    releases: ["2.5", "2.8"],
  },
  // Long enough for a group to form on a busy machine.
  {
    line: "kafka-console-consumer.sh --topic quickstart-events --from-beginning" +
      " --bootstrap-server {bootstrap} --timeout-ms 10000",
    releases: ["3.5"],
  },
  {
    line: "kafka-console-producer.sh --broker-list {bootstrap} --topic test" +
      " --producer-property acks=1 --request-required-acks 1 --sync",
    releases: ["2.1"],
    input: "",
    reworded: PROMPTS,
  },
  {
    line: "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test" +
      " --from-beginning --timeout-ms 10000 --consumer-property group.id=my-other-group",
    releases: ["2.1"],
  },
  {
    line: "kafka-console-consumer.sh --bootstrap-server {bootstrap} --whitelist te.t" +
      " --from-beginning --max-messages 1 --consumer.config consumer.properties",
    releases: ["2.1", "2.8"],
  },
  {
    line: "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test" +
      " --from-beginning --property print.timestamp=true --max-messages 1",
    releases: ["2.1", "3.5"],
    masks: [{
      why: "when the record was made",
      change: replaced(/^CreateTime:\d{13}(?=\t)/m, "CreateTime:<ms>"),
    }],
  },
];
