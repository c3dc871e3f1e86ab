/**
 * The options of kafka-share-groups.sh, and which go together.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "../cluster_options.ts";
import { refuseTogether, requireExactlyOne, requireOptions } from "../option_rules.ts";

export const shareGroupsSpec: CommandSpec = {
  command: "kafka-share-groups",
  description: "This tool helps to list, describe, reset and delete share groups.",
  needsArguments: true,
  options: [
    { name: "all-groups", description: "All share groups." },
    { name: "all-topics", description: "With --reset-offsets: all topics that the group reads." },
    bootstrapServerOption,
    commandConfigOption,
    { name: "delete", description: "Delete groups that have no members." },
    { name: "delete-offsets", description: "Delete the group's offsets of --topic." },
    { name: "describe", description: "Show offsets of groups, or members, or states." },
    { name: "dry-run", description: "With --reset-offsets: show the new offsets only." },
    { name: "execute", description: "With --reset-offsets: set the new offsets." },
    { name: "group", argument: "String: share group", repeated: true, description: "The group." },
    { name: "list", description: "List share groups." },
    { name: "members", description: "With --describe: the members." },
    { name: "offsets", description: "With --describe: the offsets, as without any of the three." },
    {
      name: "reset-offsets",
      description:
        "Set the offsets of a group without members; needs --dry-run or --execute, one " +
        "of --to-earliest, --to-latest and --to-datetime, and --topic or --all-topics.",
    },
    {
      name: "state",
      argument: "String",
      optionalArgument: true,
      description: "With --describe: the state. With --list: states too, or only groups in those " +
        "named: Empty, Stable, Dead.",
    },
    {
      name: "timeout",
      argument: "Long: timeout (ms)",
      type: "long",
      default: "30000",
      description: "How long the cluster may take, in ms.",
    },
    {
      name: "to-datetime",
      argument: "String: datetime",
      description: "Reset to a date and time: YYYY-MM-DDThh:mm:ss.sss.",
    },
    { name: "to-earliest", description: "Reset to the beginnings." },
    { name: "to-latest", description: "Reset to the ends." },
    {
      name: "topic",
      argument: "String: topic",
      repeated: true,
      description: "The topic; with --reset-offsets also some of its partitions: topic:0,1,2.",
    },
    { name: "verbose", description: "With --describe: epochs too." },
  ],
};

const ACTIONS = ["list", "describe", "delete", "reset-offsets", "delete-offsets"] as const;
/** What the call is to do. */
export type ShareGroupsAction = typeof ACTIONS[number];

/** Where offsets may be reset to. */
const SHARE_RESETS = ["to-earliest", "to-latest", "to-datetime"] as const;

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkShareGroupsOptions(parsed: ParsedArguments): ShareGroupsAction {
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise:
      "Command must include exactly one action: --list, --describe, --delete, --reset-offsets, " +
      "--delete-offsets.",
  });
  requireOptions(parsed, ["bootstrap-server"]);
  const action = ACTIONS.find((name) => name === chosen)!;
  const refuse = (condition: boolean, fault: string) => {
    if (condition) throw new UsageError(fault, parsed.spec);
  };
  const has = (name: string) => parsed.has(name);
  const count = (names: readonly string[]) => names.filter(has).length;
  switch (action) {
    case "describe":
      refuse(
        count(["all-groups", "group"]) === 0,
        "Option [describe] takes one of these options: [all-groups], [group]",
      );
      refuse(
        count(["members", "offsets", "state"]) > 1,
        "Option [describe] takes at most one of these options: [members], [offsets], [state]",
      );
      break;
    case "delete":
      refuse(
        count(["all-groups", "group"]) === 0,
        "Option [delete] takes the options [group] or [all-groups]",
      );
      break;
    case "delete-offsets":
      refuse(
        count(["group", "topic"]) < 2,
        "Option [delete-offsets] takes the following options: [topic], [group]",
      );
      break;
    case "reset-offsets":
      checkReset(parsed, refuse);
      break;
    case "list":
      break;
  }
  refuseTogether(parsed, { used: "group", refused: ["all-groups", "list"] });
  return action;
}

function checkReset(
  parsed: ParsedArguments,
  refuse: (condition: boolean, fault: string) => void,
): void {
  const has = (name: string) => parsed.has(name);
  refuse(
    has("dry-run") && has("execute"),
    "Option [reset-offsets] only accepts one of [execute] and [dry-run]",
  );
  refuse(
    !has("dry-run") && !has("execute"),
    "Option [reset-offsets] takes the option: [execute] or [dry-run]",
  );
  refuse(!has("group"), "Option [reset-offsets] takes the option: [group]");
  for (const used of SHARE_RESETS) {
    refuseTogether(parsed, { used, refused: SHARE_RESETS.filter((name) => name !== used) });
  }
  refuse(
    !SHARE_RESETS.some(has),
    "Option [reset-offsets] takes one of these options: [to-datetime], [to-earliest], [to-latest]",
  );
  refuse(
    !has("topic") && !has("all-topics"),
    "Option [reset-offsets] takes one of these options: [all-topics], [topic]",
  );
  refuseTogether(parsed, { used: "topic", refused: ["all-topics"] });
}
