/**
 * The offsets of a group: for each partition where it is committed, where the log ends, how far
 * apart the two are, and who reads it.
 *
 * @module
 */

import { fetchOffsets, type GroupDescription } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { BrokerError } from "../../client/errors.ts";
import type { CommittedOffset } from "../../client/group_offsets.ts";
import { listOffsets, OffsetTimestamp } from "../../client/list_offsets.ts";
import { comparePartitions, keyOf, type TopicPartition } from "../../client/topic_partition.ts";
import type { View } from "./describe.ts";
import { noticeState } from "./state_notice.ts";
import { type Column, MISSING, tableLines } from "./table.ts";

interface OffsetRow {
  readonly group: string;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly leaderEpoch: number | null;
  readonly offset: number | null;
  readonly logEndOffset: number | null;
  readonly consumerId: string;
  readonly host: string;
  readonly clientId: string;
}

/** Prints the table of one group. */
export async function printOffsets(
  cluster: Cluster,
  group: GroupDescription,
  { terminal, detail }: View,
): Promise<void> {
  const rows = await offsetRows(cluster, group);
  if (!noticeState(group, terminal) || rows.length === 0) return;
  const columns: Column<OffsetRow>[] = [
    { title: "GROUP", width: 15, grows: true, cell: (row) => row.group },
    { title: "TOPIC", width: 15, grows: true, cell: (row) => row.topic },
    { title: "PARTITION", width: 10, cell: (row) => row.partition },
    ...(detail === "verbose"
      ? [{ title: "LEADER-EPOCH", width: 15, cell: (row: OffsetRow) => row.leaderEpoch }]
      : []),
    { title: "CURRENT-OFFSET", width: 15, cell: (row) => row.offset },
    { title: "LOG-END-OFFSET", width: 15, cell: (row) => row.logEndOffset },
    { title: "LAG", width: 15, cell: lagOf },
    { title: "CONSUMER-ID", width: 15, grows: true, cell: (row) => row.consumerId },
    { title: "HOST", width: 15, grows: true, cell: (row) => row.host },
    { title: "CLIENT-ID", width: 0, cell: (row) => row.clientId },
  ];
  terminal.stdout(`\n${tableLines(columns, rows).join("\n")}\n`);
}

function lagOf({ offset, logEndOffset }: OffsetRow): number | null {
  return offset === null || logEndOffset === null ? null : logEndOffset - offset;
}

async function offsetRows(cluster: Cluster, group: GroupDescription): Promise<OffsetRow[]> {
  const committed = new Map<string, CommittedOffset>();
  for (const each of await fetchOffsets(cluster, group.groupId)) committed.set(keyOf(each), each);
  const members = group.members
    .filter(({ assignment }) => assignment.length > 0)
    .sort((a, b) => b.assignment.length - a.assignment.length);
  const assigned = new Set(members.flatMap(({ assignment }) => assignment.map(keyOf)));
  const unassigned = [...committed.values()].filter((each) => !assigned.has(keyOf(each)));
  const all = [...members.flatMap(({ assignment }) => assignment), ...unassigned];
  const ends = await endOffsets(cluster, all);
  const rowsOf = (
    partitions: readonly TopicPartition[],
    who: Pick<OffsetRow, "consumerId" | "host" | "clientId">,
  ) =>
    partitions.toSorted(comparePartitions).map((each) => {
      const found = committed.get(keyOf(each));
      const epoch = found?.leaderEpoch ?? -1;
      return {
        group: group.groupId,
        topic: each.topic,
        partition: each.partition,
        leaderEpoch: epoch < 0 ? null : epoch,
        offset: found?.offset ?? null,
        logEndOffset: ends.get(keyOf(each)) ?? null,
        ...who,
      };
    });
  const nobody = { consumerId: MISSING, host: MISSING, clientId: MISSING };
  return [
    ...members.flatMap(({ memberId, host, clientId, assignment }) =>
      rowsOf(assignment, { consumerId: memberId, host, clientId })
    ),
    ...rowsOf(unassigned, nobody),
  ];
}

/** Where logs end; topics that are gone are left out. */
async function endOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<Map<string, number>> {
  const ends = new Map<string, number>();
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return ends;
  await cluster.retry.run("the metadata of topics", () => cluster.refresh(topics));
  const questions = partitions
    .filter(({ topic, partition }) => (leaderOf(cluster, topic, partition) ?? -1) >= 0)
    .map((each) => ({
      topic: each.topic,
      partition: each.partition,
      timestamp: OffsetTimestamp.LATEST,
    }));
  try {
    for (const each of await listOffsets(cluster, questions)) ends.set(keyOf(each), each.offset);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
  }
  return ends;
}

function leaderOf(cluster: Cluster, topic: string, partition: number): number | undefined {
  return cluster.known(topic)?.partitions[partition]?.leaderId;
}
