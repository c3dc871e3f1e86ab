/**
 * `kafka-share-groups.sh --delete`, `--delete-offsets` and `--reset-offsets`.
 *
 * @module
 */

import {
  alterShareOffsets,
  deleteGroups,
  deleteShareOffsets,
  describeShareGroup,
  describeShareOffsets,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { listOffsets, OffsetTimestamp } from "../../client/list_offsets.ts";
import type { TopicPartition } from "../../client/topic_partition.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { partitionsOf } from "../groups/partition_arguments.ts";
import { tableLines } from "../groups/table.ts";
import { parseDateTime } from "../groups/time_arguments.ts";
import { javaHashOrder, javaPartitionHash, javaStringHash } from "../java_hash_order.ts";
import { javaMessage, javaText } from "../java_exception.ts";
import { TerseError } from "../terse_error.ts";
import { chosenShareGroups, shareGroups } from "./describe.ts";

interface Call {
  readonly parsed: ParsedArguments;
  readonly terminal: Terminal;
}

/** Deletes the groups and says which were. */
export async function deleteShareGroups(
  cluster: Cluster,
  { parsed, terminal }: Call,
): Promise<void> {
  const known = (await shareGroups(cluster)).map(({ groupId }) => groupId);
  const chosen = javaHashOrder(await chosenShareGroups(cluster, parsed), {
    hashOf: javaStringHash,
  });
  const failed = new Map<string, string>();
  for (const groupId of chosen.filter((each) => !known.includes(each))) {
    const reason = `Group '${groupId}' is not a share group.`;
    failed.set(groupId, `java.lang.IllegalArgumentException: ${reason}`);
  }
  const results = await deleteGroups(cluster, chosen.filter((each) => known.includes(each)));
  for (const { groupId, error } of results) {
    if (error !== null) failed.set(groupId, javaText(error));
  }
  const deleted = chosen.filter((each) => !failed.has(each)).map((each) => `'${each}'`).join(", ");
  if (failed.size === 0) {
    terminal.stdout(`Deletion of requested share groups (${deleted}) was successful.\n`);
    return;
  }
  terminal.stdout("\nError: Deletion of some share groups failed:\n");
  for (const [groupId, text] of failed) {
    terminal.stdout(`* Group '${groupId}' could not be deleted due to: ${text}\n`);
  }
  if (deleted === "") return;
  terminal.stdout(`\nThese share groups were deleted successfully: ${deleted}\n`);
}

/** Deletes a group's offsets of topics and says what became of each. */
export async function deleteOffsetsOfTopics(
  cluster: Cluster,
  { parsed, terminal }: Call,
): Promise<void> {
  const group = parsed.get("group")!;
  const results = await deleteShareOffsets(cluster, group, [...new Set(parsed.all("topic"))]);
  const rows = results.sort((a, b) => a.topic < b.topic ? -1 : 1);
  const lines = tableLines([
    { title: "TOPIC", width: 15, grows: true, cell: ({ topic }) => topic },
    {
      title: "STATUS",
      width: 0,
      cell: ({ error }) => error === null ? "Successful" : `Error: ${javaMessage(error)}`,
    },
  ], rows);
  terminal.stdout(`\n${lines.join("\n")}\n`);
}

/** Finds new offsets, sets them with --execute, and prints them. */
export async function resetShareOffsets(
  cluster: Cluster,
  { parsed, terminal }: Call,
): Promise<void> {
  const group = parsed.get("group")!;
  const { state } = await describeShareGroup(cluster, group);
  if (state !== "Empty" && state !== "Dead") {
    throw new TerseError(
      `Share group '${group}' is not empty: offsets can only be reset of a group without ` +
        `members, and its state is ${state}.`,
    );
  }
  const partitions = javaHashOrder(await partitionsToReset(cluster, group, parsed), {
    hashOf: javaPartitionHash,
  });
  const offsets = await newOffsets(cluster, partitions, { parsed, terminal });
  if (parsed.has("execute") && offsets.length > 0) await alterShareOffsets(cluster, group, offsets);
  const lines = tableLines([
    { title: "GROUP", width: 15, grows: true, cell: () => group },
    { title: "TOPIC", width: 15, grows: true, cell: ({ topic }) => topic },
    { title: "PARTITION", width: 10, cell: ({ partition }) => partition },
    { title: "NEW-OFFSET", width: 0, cell: ({ startOffset }) => startOffset },
  ], offsets);
  terminal.stdout(`\n${lines.join("\n")}\n`);
}

async function partitionsToReset(
  cluster: Cluster,
  group: string,
  parsed: ParsedArguments,
): Promise<TopicPartition[]> {
  if (parsed.has("all-topics")) {
    const offsets = await describeShareOffsets(cluster, group);
    return offsets.map(({ topic, partition }) => ({ topic, partition }));
  }
  return await partitionsOf(cluster, parsed.all("topic"));
}

async function newOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  { parsed, terminal }: Call,
) {
  const at = async (asked: readonly TopicPartition[], timestamp: number) =>
    await listOffsets(
      cluster,
      asked.map(({ topic, partition }) => ({ topic, partition, timestamp })),
    );
  const datetime = parsed.get("to-datetime");
  const timestamp = datetime !== undefined
    ? parseDateTime(datetime)
    : parsed.has("to-latest")
    ? OffsetTimestamp.LATEST
    : OffsetTimestamp.EARLIEST;
  const found = await at(partitions, timestamp);
  const none = found.filter(({ offset }) => offset < 0);
  for (const { topic, partition } of none) {
    terminal.stdout(
      `\nWarn: Partition ${partition} from topic ${topic} is empty. Falling back to latest known ` +
        "offset.\n",
    );
  }
  const ends = await at(none, OffsetTimestamp.LATEST);
  return found.map(({ topic, partition, offset }) => {
    const end = ends.find((each) => each.topic === topic && each.partition === partition);
    return { topic, partition, startOffset: end?.offset ?? offset };
  });
}
