/**
 * kafka-share-groups.sh: list, describe and delete share groups, and reset their offsets. kedge has
 * none yet: the script is for clusters that do.
 *
 * @module
 */

import { requireShareGroups } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode, UnsupportedApiError } from "../client/errors.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { ArgumentValueError } from "./groups/partition_arguments.ts";
import { javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import {
  deleteOffsetsOfTopics,
  deleteShareGroups,
  resetShareOffsets,
} from "./share_groups/change.ts";
import { printShareDescriptions, printShareGroups } from "./share_groups/describe.ts";
import {
  checkShareGroupsOptions,
  type ShareGroupsAction,
  shareGroupsSpec,
} from "./share_groups/options.ts";
import { TerseError } from "./terse_error.ts";

export const kafkaShareGroups: Command = defineCommand({
  name: "share-groups",
  script: "kafka-share-groups.sh",
  summary: "List, describe, reset and delete share groups",
  spec: shareGroupsSpec,
  run,
});

/** Where the cluster refuses, Kafka's script says so and leaves with 0 all the same. */
async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const action = checkShareGroupsOptions(parsed);
  const apiTimeoutMs = parsed.integer("timeout");
  try {
    await withAdminCluster(
      { parsed, context, apiTimeoutMs },
      async (cluster) => {
        await requireShareGroups(cluster);
        await act(cluster, action, { parsed, terminal });
      },
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ArgumentValueError) throw new UsageError(error.message, parsed.spec);
    const text = reasonOf(error);
    terminal.stdout(`\nError: Executing share group command failed due to ${text}\n`);
  }
  return 0;
}

function reasonOf(error: unknown): string {
  const lacks = error instanceof UnsupportedApiError ||
    hasCode(error, ErrorCode.UNSUPPORTED_VERSION);
  if (lacks) return "the brokers serve no share groups (kedge has none yet)";
  return error instanceof TerseError ? error.message : javaText(error);
}

function act(
  cluster: Cluster,
  action: ShareGroupsAction,
  call: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  switch (action) {
    case "list":
      return printShareGroups(cluster, call);
    case "describe":
      return printShareDescriptions(cluster, call);
    case "delete":
      return deleteShareGroups(cluster, call);
    case "delete-offsets":
      return deleteOffsetsOfTopics(cluster, call);
    case "reset-offsets":
      return resetShareOffsets(cluster, call);
  }
}
