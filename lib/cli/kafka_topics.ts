/**
 * kafka-topics.sh: create, list, describe, alter and delete topics.
 *
 * @module
 */

import {
  createPartitions,
  createTopic,
  deleteTopics,
  describeTopics,
  listTopics,
} from "../client/admin/mod.ts";
import { ZERO_UUID } from "../bytes/uuid.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode } from "../client/errors.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaMessage } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { isInternalTopic, topicPattern } from "./topic_filter.ts";
import { printTopics } from "./topics/describe.ts";
import { checkTopicsOptions, type TopicsAction, topicsSpec } from "./topics/options.ts";

const REPLICATION_FACTOR_MAX = 32767;

export const kafkaTopics: Command = defineCommand({
  name: "topics",
  script: "kafka-topics.sh",
  summary: "Create, list, describe, alter and delete topics",
  spec: topicsSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const action = checkTopicsOptions(parsed);
  if (parsed.has("delete-config")) {
    terminal.stderr(
      "delete-config option is no longer supported and deprecated since version 4.0. " +
        "The config will be fully removed in future releases.\n",
    );
  }
  if (!parsed.has("bootstrap-server") && !parsed.has("zookeeper")) {
    terminal.stderr("--bootstrap-server must be specified\n");
    return 1;
  }
  try {
    await withAdminCluster(
      { parsed, context },
      (cluster) => act(cluster, action, { parsed, terminal }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.stdout(`Error while executing topic command : ${javaMessage(error)}\n`);
    return 1;
  }
}

interface Call {
  readonly parsed: ParsedArguments;
  readonly terminal: Terminal;
}

function act(cluster: Cluster, action: TopicsAction, call: Call): Promise<void> {
  switch (action) {
    case "create":
      return create(cluster, call);
    case "list":
      return list(cluster, call);
    case "describe":
      return describe(cluster, call);
    case "alter":
      return alter(cluster, call);
    case "delete":
      return deleteMatching(cluster, call);
  }
}

async function create(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const name = parsed.get("topic")!;
  const configs = parseConfigs(parsed.all("config"));
  const replicaAssignment = parseAssignment(parsed);
  if (/[._]/.test(name)) {
    terminal.stdout(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore " +
        "('_') could collide. To avoid issues it is best to use either, but not both.\n",
    );
  }
  const partitions = parsed.integer("partitions");
  const replicationFactor = parsed.integer("replication-factor");
  if (
    replicationFactor !== undefined &&
    (replicationFactor < 1 || replicationFactor > REPLICATION_FACTOR_MAX)
  ) {
    throw new RangeError(
      `The replication factor must be between 1 and ${REPLICATION_FACTOR_MAX} inclusive`,
    );
  }
  if (partitions !== undefined && partitions < 1) {
    throw new RangeError("The partitions must be greater than 0");
  }
  try {
    await createTopic(cluster, {
      name,
      partitions,
      replicationFactor,
      replicaAssignment,
      configs,
    });
    terminal.stdout(`Created topic ${name}.\n`);
  } catch (error) {
    const exists = hasCode(error, ErrorCode.TOPIC_ALREADY_EXISTS);
    if (!exists || !parsed.has("if-not-exists")) throw error;
  }
}

async function list(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const names = await matchingTopics(cluster, parsed);
  terminal.stdout(`${names.join("\n")}\n`);
}

async function describe(cluster: Cluster, call: Call): Promise<void> {
  const { parsed, terminal } = call;
  const topicId = parsed.get("topic-id");
  if (topicId === undefined || topicId === ZERO_UUID) {
    const names = await matchingTopics(cluster, parsed);
    requireTopic(names, parsed);
    return await printTopics(cluster, { names }, call);
  }
  if (parsed.has("if-exists") && parsed.has("topic")) {
    terminal.stdout(
      "Only topic id will be used when both --topic and --topic-id are specified and topicId is " +
        "not Uuid.ZERO_UUID\n",
    );
  }
  const exists = (await listTopics(cluster)).some((topic) => topic.topicId === topicId);
  if (exists) return await printTopics(cluster, { topicId }, call);
  if (!parsed.has("if-exists")) {
    throw new RangeError(`TopicId '${topicId}' does not exist as expected`);
  }
}

async function alter(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const names = await matchingTopics(cluster, parsed);
  requireTopic(names, parsed);
  if (names.length === 0) return;
  const count = parsed.integer("partitions")!;
  const assignment = parseAssignment(parsed);
  const topics = await describeTopics(cluster, names);
  if (parsed.has("zookeeper")) {
    terminal.stdout(
      "WARNING: If partitions are increased for a topic that has a key, the partition logic or " +
        "ordering of the messages will be affected\n",
    );
  }
  await createPartitions(
    cluster,
    topics.map(({ name, partitions }) => ({
      name,
      count,
      // The option names all partitions, those that exist as well.
      replicaAssignment: assignment?.slice(partitions.length),
    })),
  );
  if (parsed.has("zookeeper")) terminal.stdout("Adding partitions succeeded!\n");
}

async function deleteMatching(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const names = await matchingTopics(cluster, parsed);
  requireTopic(names, parsed);
  await deleteTopics(cluster, names);
  if (!parsed.has("zookeeper")) return;
  for (const name of names) {
    terminal.stdout(
      `Topic ${name} is marked for deletion.\n` +
        "Note: This will have no impact if delete.topic.enable is not set to true.\n",
    );
  }
}

/** The topics that `--topic` and `--exclude-internal` leave, by name. */
async function matchingTopics(cluster: Cluster, parsed: ParsedArguments): Promise<string[]> {
  const wanted = parsed.get("topic");
  const pattern = wanted === undefined ? null : topicPattern(wanted);
  return (await listTopics(cluster))
    .map(({ name }) => name)
    .filter((name) => pattern === null || pattern.test(name))
    .filter((name) => !parsed.has("exclude-internal") || !isInternalTopic(name))
    .sort();
}

function requireTopic(found: readonly string[], parsed: ParsedArguments): void {
  const wanted = parsed.get("topic") ?? "";
  if (wanted === "" || found.length > 0 || parsed.has("if-exists")) return;
  throw new RangeError(`Topic '${wanted}' does not exist as expected`);
}

function parseConfigs(args: readonly string[]): Map<string, string> {
  return new Map(args.map((arg) => {
    const [key = "", value = "", ...rest] = arg.split("=").map((part) => part.trim());
    if (key !== "" && value !== "" && rest.length === 0) return [key, value];
    throw new RangeError(
      "requirement failed: Invalid topic config: all configs to be added must be in the format " +
        '"key=val".',
    );
  }));
}

/** `1:2,2:1`: for each partition the brokers that hold it. */
function parseAssignment(parsed: ParsedArguments): number[][] | undefined {
  const text = parsed.get("replica-assignment");
  if (text === undefined || text === "") return undefined;
  const partitions = text.split(",").map((brokers) => brokers.split(":").map(parseBrokerId));
  partitions.forEach((brokers, index) => {
    const repeated = [...new Set(brokers.filter((id, at) => brokers.indexOf(id) !== at))];
    if (repeated.length > 0) {
      throw new RangeError(
        `Partition replica lists may not contain duplicate entries: ${repeated.join(",")}`,
      );
    }
    if (brokers.length !== partitions[0]!.length) {
      throw new RangeError(
        `Partition ${index} has different replication factor: [${brokers.join(", ")}]`,
      );
    }
  });
  return partitions;
}

function parseBrokerId(text: string): number {
  if (/^\d+$/.test(text.trim())) return Number(text);
  throw new RangeError(`For input string: "${text.trim()}"`);
}
