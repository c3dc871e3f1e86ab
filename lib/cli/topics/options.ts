/**
 * The options of kafka-topics.sh and which of them go together.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "../cluster_options.ts";
import { refuseTogether, requireExactlyOne, requireOptions } from "../option_rules.ts";

const CONFIGS_HINT = "Configs of a topic that exists are changed with kafka-configs.";

export const topicsSpec: CommandSpec = {
  command: "kafka-topics",
  description: "This tool helps to create, delete, describe, or change a topic.",
  needsArguments: true,
  options: [
    { name: "alter", description: `Add partitions to topics. ${CONFIGS_HINT}` },
    {
      name: "at-min-isr-partitions",
      description: "With --describe: only partitions with exactly as many replicas in sync as " +
        "min.insync.replicas demands.",
    },
    bootstrapServerOption,
    commandConfigOption,
    {
      name: "config",
      argument: "String: name=value",
      repeated: true,
      description: `With --create: a config of the new topic. ${CONFIGS_HINT}`,
    },
    { name: "create", description: "Create a topic." },
    { name: "delete", description: "Delete topics." },
    {
      name: "delete-config",
      argument: "String: name",
      repeated: true,
      description: "No longer supported since Kafka 4.0.",
    },
    { name: "describe", description: "Show topics with their partitions." },
    {
      name: "exclude-internal",
      description: "With --list and --describe: leave internal topics out.",
    },
    {
      name: "if-exists",
      description:
        "With --alter, --delete and --describe: a topic that does not exist is no error.",
    },
    {
      name: "if-not-exists",
      description: "With --create: a topic that exists is no error.",
    },
    { name: "list", description: "List topics." },
    {
      name: "partition-size-limit-per-response",
      argument: "Integer: maximum number of partitions per response",
      type: "integer",
      description: "With --describe: most partitions to ask for at once.",
    },
    {
      name: "partitions",
      argument: "Integer: # of partitions",
      type: "integer",
      description: "How many partitions the topic is to have; the broker's num.partitions where " +
        "--create goes without. WARNING: with more partitions, keys go to other ones than before.",
    },
    {
      name: "replica-assignment",
      argument: "String: broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , " +
        "broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , ...",
      description: "Which brokers hold which partition, instead of a choice by the cluster.",
    },
    {
      name: "replication-factor",
      argument: "Integer: replication factor",
      type: "integer",
      description: "With --create: how many brokers hold each partition; the broker's " +
        "default.replication.factor where left out.",
    },
    {
      name: "topic",
      argument: "String: topic",
      description: "The topic; with anything but --create a regular expression that may match " +
        "several.",
    },
    {
      name: "topic-id",
      argument: "String: topic-id",
      description: "With --describe: the topic of that id.",
    },
    {
      name: "topics-with-overrides",
      description: "With --describe: only topics with configs of their own, without partitions.",
    },
    {
      name: "unavailable-partitions",
      description: "With --describe: only partitions whose leader is not there.",
    },
    {
      name: "under-min-isr-partitions",
      description: "With --describe: only partitions with fewer replicas in sync than " +
        "min.insync.replicas demands.",
    },
    {
      name: "under-replicated-partitions",
      description: "With --describe: only partitions with replicas that are not in sync.",
    },
    {
      name: "zookeeper",
      argument: "String: hosts",
      description: "As in Kafka 2: the ZooKeeper that names the brokers, instead of " +
        "--bootstrap-server.",
    },
  ],
};

const ACTIONS = ["alter", "create", "describe", "list", "delete"] as const;
/** What the command is to do. */
export type TopicsAction = typeof ACTIONS[number];

const REPLICA_REPORTS = [
  "under-replicated-partitions",
  "under-min-isr-partitions",
  "at-min-isr-partitions",
  "unavailable-partitions",
] as const;

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkTopicsOptions(parsed: ParsedArguments): TopicsAction {
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise:
      "Command must include exactly one action: --list, --describe, --create, --alter or " +
      "--delete",
  });
  const action = ACTIONS.find((name) => name === chosen)!;
  if (parsed.has("bootstrap-server") || parsed.has("zookeeper")) checkRequired(parsed, action);
  return action;
}

function checkRequired(parsed: ParsedArguments, action: TopicsAction): void {
  if (action === "describe" && parsed.has("if-exists")) {
    if (!parsed.has("topic") && !parsed.has("topic-id")) {
      throw new UsageError("--topic or --topic-id is required to describe a topic", parsed.spec);
    }
  }
  if (action !== "list" && action !== "describe") requireOptions(parsed, ["topic"]);
  if (action === "alter") {
    if (parsed.has("config")) {
      throw new UsageError(
        'Option combination "[[config], [bootstrap-server]]" can\'t be used with option ' +
          `"[alter]" (To alter topic configurations, the kafka-configs tool can be used.)`,
        parsed.spec,
      );
    }
    requireOptions(parsed, ["partitions"]);
  }
  checkTogether(parsed, action);
}

function checkTogether(parsed: ParsedArguments, action: TopicsAction): void {
  const only = (option: string, ...allowed: readonly TopicsAction[]) =>
    refuseTogether(parsed, {
      used: option,
      refused: ACTIONS.filter((name) => !allowed.includes(name)),
    });
  only("config", "alter", "create");
  only("partitions", "alter", "create");
  only("replication-factor", "create");
  only("replica-assignment", "alter", "create");
  if (action === "create") {
    const refused = ["partitions", "replication-factor"];
    refuseTogether(parsed, { used: "replica-assignment", refused });
  }
  for (const report of REPLICA_REPORTS) {
    only(report, "describe");
    refuseTogether(parsed, { used: report, refused: ["topics-with-overrides"] });
  }
  only("topics-with-overrides", "describe");
  only("if-exists", "alter", "delete", "describe");
  only("if-not-exists", "create");
  only("exclude-internal", "list", "describe");
}
