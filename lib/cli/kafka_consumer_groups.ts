/**
 * kafka-consumer-groups.sh: list, describe, delete groups, and reset their offsets.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { deleteChosen, deleteChosenOffsets } from "./groups/delete.ts";
import { printDescriptions } from "./groups/describe.ts";
import { printGroups } from "./groups/list.ts";
import { checkGroupsOptions, consumerGroupsSpec, type GroupsAction } from "./groups/options.ts";
import { ArgumentValueError } from "./groups/partition_arguments.ts";
import { resetChosen } from "./groups/reset.ts";
import { javaMessage, javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";

export const kafkaConsumerGroups: Command = defineCommand({
  name: "consumer-groups",
  script: "kafka-consumer-groups.sh",
  summary: "List, describe, reset and delete consumer groups",
  spec: consumerGroupsSpec,
  run,
});

/** Where the cluster refuses, Kafka's script says so and leaves with 0 all the same. */
async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const action = checkGroupsOptions(parsed, terminal);
  if (action === "validate-regex") {
    validateRegex(parsed.get("validate-regex")!, terminal);
    return 0;
  }
  try {
    await act(action, parsed, context);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ArgumentValueError) throw new UsageError(error.message, parsed.spec);
    const text = action === "describe" ? javaText(error) : javaMessage(error);
    terminal.stdout(`\nError: Executing consumer group command failed due to ${text}\n`);
  }
  return 0;
}

function act(
  action: Exclude<GroupsAction, "validate-regex">,
  parsed: ParsedArguments,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const apiTimeoutMs = parsed.integer("timeout");
  return withAdminCluster({ parsed, context, apiTimeoutMs }, (cluster) => {
    switch (action) {
      case "list":
        return printGroups(cluster, { parsed, terminal });
      case "describe":
        return printDescriptions(cluster, { parsed, terminal });
      case "delete":
        return deleteChosen(cluster, { parsed, terminal });
      case "delete-offsets":
        return deleteChosenOffsets(cluster, { parsed, terminal });
      case "reset-offsets":
        return resetChosen(cluster, { parsed, context });
    }
  });
}

function validateRegex(regex: string, terminal: Terminal): void {
  try {
    new RegExp(regex);
    terminal.stdout(`The regular expression \`${regex}\` is valid.\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const short = reason.replace(/^Invalid regular expression: /, "");
    terminal.stdout(`The regular expression \`${regex}\` is invalid: ${short}.\n`);
  }
}
