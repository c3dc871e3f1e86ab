/**
 * kafka-reassign-partitions.sh: moves partitions between brokers and log folders.
 *
 * @module
 */

import type { Cluster } from "../client/cluster.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { javaMessage } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { execute, generate } from "./reassign/execute.ts";
import { checkReassignOptions, type ReassignAction, reassignSpec } from "./reassign/options.ts";
import { cancel, list, verify } from "./reassign/verify.ts";
import { PlainError } from "./terse_error.ts";

export const kafkaReassignPartitions: Command = defineCommand({
  name: "reassign-partitions",
  script: "kafka-reassign-partitions.sh",
  summary: "Move partitions between brokers and log folders",
  spec: reassignSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const action = checkReassignOptions(parsed);
  try {
    await withAdminCluster(
      { parsed, context },
      (cluster) => act(cluster, action, { parsed, context }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const title = error instanceof PlainError ? "" : "Error: ";
    context.terminal.stdout(`${title}${javaMessage(error)}\n`);
    return 1;
  }
}

function act(
  cluster: Cluster,
  action: ReassignAction,
  call: { parsed: ParsedArguments; context: CommandContext },
): Promise<void> {
  switch (action) {
    case "generate":
      return generate(cluster, call);
    case "execute":
      return execute(cluster, call);
    case "verify":
      return verify(cluster, call);
    case "cancel":
      return cancel(cluster, call);
    case "list":
      return list(cluster, call.context.terminal);
  }
}
