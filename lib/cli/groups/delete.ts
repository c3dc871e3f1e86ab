/**
 * `kafka-consumer-groups.sh --delete` and `--delete-offsets`.
 *
 * @module
 */

import {
  type DeletedOffset,
  deleteGroups,
  deleteOffsets,
  describeTopics,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { BrokerError } from "../../client/errors.ts";
import type { TopicPartition } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";
import { javaMessage, javaText } from "../java_exception.ts";
import { chosenGroups } from "./describe.ts";
import { parsePartitions } from "./partition_arguments.ts";
import { type Column, MISSING, tableLines } from "./table.ts";

interface Call {
  readonly parsed: ParsedArguments;
  readonly terminal: Terminal;
}

/** Deletes the groups and says which were. */
export async function deleteChosen(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const groups = await chosenGroups(cluster, parsed);
  const results = javaHashOrder(await deleteGroups(cluster, groups), {
    hashOf: ({ groupId }) => javaStringHash(groupId),
  });
  const failed = results.filter(({ error }) => error !== null);
  const deleted = results.filter(({ error }) => error === null)
    .map(({ groupId }) => `'${groupId}'`).join(", ");
  if (failed.length === 0) {
    terminal.stdout(`Deletion of requested consumer groups (${deleted}) was successful.\n`);
    return;
  }
  terminal.stdout("\nError: Deletion of some consumer groups failed:\n");
  for (const { groupId, error } of failed) {
    terminal.stdout(`* Group '${groupId}' could not be deleted due to: ${javaText(error)}\n`);
  }
  if (deleted === "") return;
  terminal.stdout(`\nThese consumer groups were deleted successfully: ${deleted}\n`);
}

/** Errors of the group as a whole, of which the script prints the sentence only. */
const GROUP_ERRORS: readonly number[] = [
  ErrorCode.INVALID_GROUP_ID,
  ErrorCode.GROUP_ID_NOT_FOUND,
  ErrorCode.GROUP_AUTHORIZATION_FAILED,
  ErrorCode.NON_EMPTY_GROUP,
];

interface OffsetStatus extends TopicPartition {
  readonly status: string;
}

/** Deletes a group's offsets and says what became of each partition. */
export async function deleteChosenOffsets(
  cluster: Cluster,
  { parsed, terminal }: Call,
): Promise<void> {
  const group = parsed.get("group")!;
  const { partitions, missing } = await partitionsOf(cluster, parsed.all("topic"));
  let statuses: OffsetStatus[];
  try {
    const results = await deleteOffsets(cluster, group, partitions);
    statuses = results.map(statusOf);
    const failed = results.some(({ error }) => error !== null);
    terminal.stdout(
      failed
        ? "\nError: Encountered some partition-level error, see the follow-up details.\n"
        : `Request succeeded for deleting offsets from group ${group}.\n`,
    );
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    const known = GROUP_ERRORS.includes(error.code);
    const text = known ? javaMessage(error) : `Encountered some unknown error: ${error.message}`;
    terminal.stdout(`\nError: ${text}\n`);
    const status = `Error: ${javaText(error)}`;
    statuses = partitions.map((partition) => ({ ...partition, status }));
  }
  const rows = [...statuses, ...missing].sort((a, b) =>
    `${a.topic}${a.partition}` < `${b.topic}${b.partition}` ? -1 : 1
  );
  terminal.stdout(`\n${tableLines(COLUMNS, rows).join("\n")}\n`);
}

const COLUMNS: readonly Column<OffsetStatus>[] = [
  { title: "TOPIC", width: 15, grows: true, cell: ({ topic }) => topic },
  {
    title: "PARTITION",
    width: 10,
    cell: ({ partition }) => partition < 0 ? MISSING : partition,
  },
  { title: "STATUS", width: 15, cell: ({ status }) => status },
];

function statusOf({ topic, partition, error }: DeletedOffset): OffsetStatus {
  const status = error === null ? "Successful" : `Error: ${javaText(error)}`;
  return { topic, partition, status };
}

/** The partitions that `--topic` names, and topics that do not exist. */
async function partitionsOf(
  cluster: Cluster,
  topics: readonly string[],
): Promise<{ partitions: TopicPartition[]; missing: OffsetStatus[] }> {
  const partitions: TopicPartition[] = [];
  const missing: OffsetStatus[] = [];
  for (const argument of topics) {
    if (argument.includes(":")) {
      partitions.push(...parsePartitions(argument));
      continue;
    }
    try {
      const [topic] = await describeTopics(cluster, [argument]);
      for (const { index } of topic!.partitions) {
        partitions.push({ topic: argument, partition: index });
      }
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      missing.push({ topic: argument, partition: -1, status: `Error: ${javaText(error)}` });
    }
  }
  return { partitions, missing };
}
