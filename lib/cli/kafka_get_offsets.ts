/**
 * kafka-get-offsets.sh: where partitions start, end, or stand at a time.
 *
 * @module
 */

import { describeTopics, listOffsets, listTopics, OffsetTimestamp } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { BrokerError } from "../client/errors.ts";
import type { OffsetQuestion } from "../client/list_offsets.ts";
import { keyOf } from "../client/topic_partition.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaMessage, javaText } from "./java_exception.ts";
import { type PartitionRules, partitionRules } from "./offsets/partition_rules.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { TerseError } from "./terse_error.ts";

/** Words for special timestamps. */
const TIMES: ReadonlyMap<string, number> = new Map([
  ["latest", OffsetTimestamp.LATEST],
  ["earliest", OffsetTimestamp.EARLIEST],
  ["max-timestamp", OffsetTimestamp.MAX_TIMESTAMP],
  ["earliest-local", OffsetTimestamp.EARLIEST_LOCAL],
  ["latest-tiered", OffsetTimestamp.LATEST_TIERED],
  ["earliest-pending-upload", OffsetTimestamp.EARLIEST_PENDING_UPLOAD],
]);
const TIMES_TEXT = [...TIMES].map(([word, code]) => `${code} or ${word}`).join(" / ");

export const kafkaGetOffsets: Command = defineCommand({
  name: "get-offsets",
  script: "kafka-get-offsets.sh",
  summary: "Show where partitions start, end, or stand at a time",
  spec: {
    command: "kafka-get-offsets",
    description: "An interactive shell for getting topic-partition offsets.",
    needsArguments: true,
    options: [
      bootstrapServerOption,
      {
        name: "broker-list",
        argument: "String: HOST1:PORT1,...,HOST3:PORT3",
        description: "As in Kafka 2 and 3: the same as --bootstrap-server.",
      },
      commandConfigOption,
      { name: "exclude-internal-topics", description: "Leave internal topics out." },
      {
        name: "max-wait-ms",
        argument: "Integer: ms",
        type: "integer",
        description: "As in Kafka 2: ignored.",
      },
      {
        name: "offsets",
        argument: "Integer: count",
        type: "integer",
        description: "As in Kafka 2: ignored, each partition has one.",
      },
      {
        name: "partitions",
        argument: "String: partition ids",
        description: "Partitions, separated by commas; all where left out. Goes with --topic.",
      },
      {
        name: "time",
        argument: `String: <timestamp> / ${TIMES_TEXT}`,
        default: "latest",
        description: "The first offset whose record is that young, in ms since the epoch; " +
          "partitions without one are left out.",
      },
      {
        name: "topic",
        argument: "String: topic",
        description: "A regular expression for topics; all where left out.",
      },
      {
        name: "topic-partitions",
        argument: "String: topic1:1,topic2:0-3,topic3,topic4:5-,topic5:-3",
        description: "Topics and their partitions, separated by commas: a regular expression for " +
          "topics (all where it is empty), then a number, or a range without its end.",
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  if (!parsed.has("bootstrap-server") && !parsed.has("broker-list")) {
    throw new UsageError('Missing required argument "[bootstrap-server]"', parsed.spec);
  }
  try {
    const rules = partitionRules(parsed);
    const timestamp = parseTime(parsed.get("time")!);
    await withAdminCluster(
      { parsed, context },
      (cluster) => printOffsets(cluster, { rules, timestamp, parsed, terminal }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.stderr(`Error occurred: ${javaMessage(error)}\n`);
    return 1;
  }
}

function parseTime(text: string): number {
  const special = TIMES.get(text);
  if (special !== undefined) return special;
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new TerseError(
    `Malformed time argument ${text}. Please use ${TIMES_TEXT}, or a specified long format ` +
      "timestamp",
  );
}

async function printOffsets(
  cluster: Cluster,
  { rules, timestamp, parsed, terminal }: {
    rules: PartitionRules;
    timestamp: number;
    parsed: ParsedArguments;
    terminal: Terminal;
  },
): Promise<void> {
  const topics = (await listTopics(cluster))
    .filter(({ isInternal }) => !isInternal || !parsed.has("exclude-internal-topics"))
    .map(({ name }) => name)
    .filter((name) => rules.topic(name));
  const questions = (await describeTopics(cluster, topics))
    .flatMap(({ name, partitions }) =>
      partitions.map(({ index }) => ({ topic: name, partition: index, timestamp }))
    )
    .filter((each) => rules.partition(each))
    .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  if (questions.length === 0) {
    throw new TerseError("Could not match any topic-partitions with the specified filters");
  }
  for (const { topic, partition, offset } of await ask(cluster, questions, terminal)) {
    if (offset >= 0) terminal.stdout(`${topic}:${partition}:${offset}\n`);
  }
}

/** Asks for all at once; where one is refused, one by one, so that the others are answered. */
async function ask(cluster: Cluster, questions: readonly OffsetQuestion[], terminal: Terminal) {
  try {
    return await listOffsets(cluster, questions);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    if (questions.length === 1) {
      terminal.stderr(
        `Skip getting offsets for topic-partition ${keyOf(questions[0]!)} due to error: ` +
          `${javaText(error)}\n`,
      );
      return [];
    }
  }
  const answers: Awaited<ReturnType<typeof listOffsets>> = [];
  for (const question of questions) answers.push(...await ask(cluster, [question], terminal));
  return answers;
}
