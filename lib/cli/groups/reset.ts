/**
 * `kafka-consumer-groups.sh --reset-offsets`: finds the new offsets, sets them with `--execute`,
 * and prints them.
 *
 * @module
 */

import { commitOffsets, describeGroup } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { hasCode } from "../../client/errors.ts";
import type { TopicPartition } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { CommandContext } from "../command.ts";
import type { ParsedArguments } from "../arguments.ts";
import { javaHashOrder, javaPartitionHash, javaStringHash } from "../java_hash_order.ts";
import { chosenGroups } from "./describe.ts";
import { newOffsets } from "./new_offsets.ts";
import { type Column, tableLines } from "./table.ts";

/** One offset that a group is to have. */
export interface NewOffset extends TopicPartition {
  readonly group: string;
  readonly offset: number;
}

/** What a reset works on. */
export interface ResetCall {
  readonly parsed: ParsedArguments;
  readonly context: CommandContext;
}

/** Resets the offsets of the groups, and prints them as a table or as CSV. */
export async function resetChosen(cluster: Cluster, call: ResetCall): Promise<void> {
  const { parsed, context: { terminal } } = call;
  const groups = javaHashOrder(await chosenGroups(cluster, parsed), { hashOf: javaStringHash });
  const offsets: NewOffset[] = [];
  for (const group of groups) {
    const found = await resetGroup(cluster, group, call);
    offsets.push(...javaHashOrder(found, { hashOf: javaPartitionHash }));
  }
  if (parsed.has("export")) {
    const one = parsed.all("group").length === 1;
    const lines = offsets.map(({ group, topic, partition, offset }) =>
      `${[...(one ? [] : [group]), topic, partition, offset].join(",")}\n`
    );
    terminal.stdout(`${lines.join("")}\n`);
    return;
  }
  const columns: Column<NewOffset>[] = [
    {
      title: "GROUP",
      width: Math.max(15, ...groups.map((group) => group.length)),
      cell: ({ group }) => group,
    },
    { title: "TOPIC", width: 15, grows: true, cell: ({ topic }) => topic },
    { title: "PARTITION", width: 10, cell: ({ partition }) => partition },
    { title: "NEW-OFFSET", width: 0, cell: ({ offset }) => offset },
  ];
  const lines = groups.length === 0 ? [] : tableLines(columns, offsets);
  terminal.stdout(lines.map((line) => `\n${line}`).join("") + "\n");
}

async function resetGroup(
  cluster: Cluster,
  group: string,
  call: ResetCall,
): Promise<NewOffset[]> {
  const { parsed, context: { terminal } } = call;
  const state = await stateOf(cluster, group);
  if (state !== "Empty" && state !== "Dead") {
    terminal.stdout(
      `\nError: Assignments can only be reset if the group '${group}' is inactive, but the ` +
        `current state is ${state}.\n`,
    );
    return [];
  }
  const offsets = await newOffsets(cluster, group, call);
  if (parsed.has("execute") && offsets.length > 0) {
    await commitOffsets(cluster, group, { offsets });
  }
  return offsets;
}

/** A group that does not exist can be given offsets: that creates it. */
async function stateOf(cluster: Cluster, group: string): Promise<string> {
  try {
    return (await describeGroup(cluster, group)).state;
  } catch (error) {
    if (hasCode(error, ErrorCode.GROUP_ID_NOT_FOUND)) return "Dead";
    throw error;
  }
}
