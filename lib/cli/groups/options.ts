/**
 * The options of kafka-consumer-groups.sh and which of them go together.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import {
  bootstrapServerOption,
  commandConfigOption,
  goneZookeeperOption,
  newConsumerOption,
} from "../cluster_options.ts";
import type { Terminal } from "../command.ts";
import { refuseGone, refuseTogether, requireExactlyOne, requireOptions } from "../option_rules.ts";

export const consumerGroupsSpec: CommandSpec = {
  command: "kafka-consumer-groups",
  description: "This tool helps to list all consumer groups, describe a consumer group, delete " +
    "consumer group info, or reset consumer group offsets.",
  needsArguments: true,
  options: [
    { name: "all-groups", description: "All groups, instead of --group." },
    {
      name: "all-topics",
      description: "With --reset-offsets: all topics for which the group has offsets.",
    },
    {
      ...bootstrapServerOption,
      description: "REQUIRED, except with --validate-regex: brokers to begin with, as " +
        "HOST1:PORT1,HOST2:PORT2.",
    },
    {
      name: "by-duration",
      argument: "String: duration",
      description: "Reset to where the log was so long ago, as PnDTnHnMnS.",
    },
    commandConfigOption,
    { name: "delete", description: "Delete groups that have no members, with their offsets." },
    {
      name: "delete-offsets",
      description: "Delete the offsets of one group for topics that no member is subscribed to.",
    },
    { name: "describe", description: "Show groups: offsets and lag, members, or states." },
    { name: "dry-run", description: "With --reset-offsets: show what would be, and leave it." },
    { name: "execute", description: "With --reset-offsets: do it." },
    { name: "export", description: "With --reset-offsets: print the offsets as CSV." },
    {
      name: "from-file",
      argument: "String: path to CSV file",
      repeated: true,
      description: "Reset to the offsets of a CSV file, as --export prints it.",
    },
    {
      name: "group",
      argument: "String: consumer group",
      repeated: true,
      description: "The group; may be repeated.",
    },
    { name: "list", description: "List groups." },
    { name: "members", description: "With --describe: the members of the groups." },
    {
      name: "offsets",
      description: "With --describe: offsets and lag of each partition. This is what --describe " +
        "shows where nothing else is asked for.",
    },
    {
      name: "reset-offsets",
      description: "Set the offsets of groups that have no members. Needs one of --to-datetime, " +
        "--by-duration, --to-earliest, --to-latest, --shift-by, --from-file, --to-current, " +
        "--to-offset, and --all-topics or --topic. Without --execute it only shows.",
    },
    {
      name: "shift-by",
      argument: "Long: number-of-offsets",
      type: "long",
      description: "Reset to so many records after the present offset, before it where negative.",
    },
    {
      name: "state",
      argument: "String",
      optionalArgument: true,
      description: "With --describe: the state of the groups. With --list: show states, or only " +
        "groups in these, as --state stable,empty.",
    },
    {
      name: "timeout",
      argument: "Long: timeout (ms)",
      type: "long",
      default: "30000",
      description: "How long the brokers may take.",
    },
    { name: "to-current", description: "Reset to the present offset." },
    {
      name: "to-datetime",
      argument: "String: datetime",
      repeated: true,
      description: "Reset to the first record from then on, as YYYY-MM-DDThh:mm:ss.sss.",
    },
    { name: "to-earliest", description: "Reset to the first record that is there." },
    { name: "to-latest", description: "Reset to the next record to come." },
    {
      name: "to-offset",
      argument: "Long: offset",
      type: "long",
      repeated: true,
      description: "Reset to this offset.",
    },
    {
      name: "topic",
      argument: "String: topic",
      repeated: true,
      description: "With --reset-offsets and --delete-offsets: a topic, or some of its " +
        "partitions, as topic1:0,1,2; may be repeated.",
    },
    {
      name: "type",
      argument: "String",
      optionalArgument: true,
      description: "With --list: show types, or only groups of these, as --type classic,consumer.",
    },
    newConsumerOption,
    goneZookeeperOption,
    {
      name: "validate-regex",
      argument: "String: regex",
      description: "Say whether a regular expression is valid.",
    },
    { name: "verbose", description: "With --describe: more columns." },
  ],
};

const ACTIONS = [
  "list",
  "describe",
  "delete",
  "reset-offsets",
  "delete-offsets",
  "validate-regex",
] as const;
/** What the command is to do. */
export type GroupsAction = typeof ACTIONS[number];

/** Ways to choose new offsets, in Kafka's order. */
export const RESET_SCENARIOS = [
  "shift-by",
  "to-offset",
  "to-earliest",
  "to-current",
  "to-latest",
  "by-duration",
  "to-datetime",
  "from-file",
] as const;

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkGroupsOptions(parsed: ParsedArguments, terminal: Terminal): GroupsAction {
  refuseGone(parsed, {
    names: ["zookeeper"],
    reason: "groups are not kept in ZooKeeper since Kafka 2.0",
  });
  if (!parsed.has("validate-regex")) requireOptions(parsed, ["bootstrap-server"]);
  if (parsed.has("describe")) checkDescribe(parsed);
  if (parsed.has("delete")) {
    requireGroups(parsed, "delete");
    if (parsed.has("topic")) {
      throw new UsageError(
        "The consumer does not support topic-specific offset deletion from a consumer group.",
        parsed.spec,
      );
    }
  }
  if (parsed.has("delete-offsets") && !(parsed.has("group") && parsed.has("topic"))) {
    throw new UsageError(
      "Option [delete-offsets] takes the following options: [group], [topic]",
      parsed.spec,
    );
  }
  if (parsed.has("reset-offsets")) checkReset(parsed, terminal);
  refuseTogether(parsed, { used: "group", refused: ["all-groups"] });
  refuseTogether(parsed, { used: "group", refused: ["list"] });
  refuseTogether(parsed, { used: "topic", refused: ["list", "describe"] });
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise: `Command must include exactly one action: ${
      ACTIONS.map((name) => `--${name}`).join(", ")
    }`,
  });
  return ACTIONS.find((name) => name === chosen)!;
}

function requireGroups(parsed: ParsedArguments, action: GroupsAction): void {
  if (parsed.has("group") || parsed.has("all-groups")) return;
  throw new UsageError(
    `Option [${action}] takes one of these options: [group], [all-groups]`,
    parsed.spec,
  );
}

function checkDescribe(parsed: ParsedArguments): void {
  requireGroups(parsed, "describe");
  const views = ["members", "offsets", "state"];
  if (views.filter((name) => parsed.has(name)).length > 1) {
    throw new UsageError(
      "Option [describe] takes at most one of these options: [members], [offsets], [state]",
      parsed.spec,
    );
  }
  if (parsed.get("state") !== undefined) {
    throw new UsageError("Option [describe] does not take a value for [state]", parsed.spec);
  }
}

function checkReset(parsed: ParsedArguments, terminal: Terminal): void {
  if (parsed.has("dry-run") && parsed.has("execute")) {
    throw new UsageError(
      "Option [reset-offsets] only accepts one of [execute] and [dry-run]",
      parsed.spec,
    );
  }
  if (!parsed.has("dry-run") && !parsed.has("execute")) {
    terminal.stderr(
      "WARN: No action will be performed as the --execute option is missing. In version 5.0, " +
        "this command will require either --dry-run or --execute to be specified. You should " +
        "add the --dry-run option explicitly if you are scripting this command and want to keep " +
        "the current default behavior without prompting.\n",
    );
  }
  requireGroups(parsed, "reset-offsets");
  for (const used of ["to-offset", "to-datetime", "by-duration", ...RESET_SCENARIOS]) {
    const refused = RESET_SCENARIOS.filter((name) => name !== used);
    refuseTogether(parsed, { used, refused });
  }
}
