/**
 * `kafka-share-groups.sh --list` and `--describe`.
 *
 * @module
 */

import {
  describeShareGroup,
  describeShareOffsets,
  type GroupListing,
  listGroups,
  type ShareGroupDescription,
  type ShareMemberDescription,
  type ShareOffset,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { byTopic, comparePartitions } from "../../client/topic_partition.ts";
import { type ParsedArguments, UsageError } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { type Column, MISSING, tableLines } from "../groups/table.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";

const STATES = ["Dead", "Stable", "Empty"] as const;

/** The share groups of the cluster, in the order of Kafka's script. */
export async function shareGroups(
  cluster: Cluster,
  states: readonly string[] = [],
): Promise<GroupListing[]> {
  const listings = await listGroups(cluster, { states, types: ["share"] });
  const own = listings.filter(({ type }) => type.toLowerCase() === "share");
  return javaHashOrder(own, { hashOf: ({ groupId }) => javaStringHash(groupId) });
}

/** Lists groups, with states where they are asked for. */
export async function printShareGroups(
  cluster: Cluster,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  const groups = await shareGroups(cluster, parseStates(parsed));
  if (!parsed.has("state")) {
    for (const { groupId } of groups) terminal.stdout(`${groupId}\n`);
    return;
  }
  const columns: Column<GroupListing>[] = [
    { title: "GROUP", width: 15, grows: true, cell: ({ groupId }) => groupId },
    { title: "STATE", width: 0, cell: ({ state }) => state },
  ];
  terminal.stdout(`${tableLines(columns, groups).join("\n")}\n`);
}

function parseStates(parsed: ParsedArguments): string[] {
  const text = parsed.get("state");
  if (!text) return [];
  return text.split(",").map((name) => {
    const found = STATES.find((state) => state.toLowerCase() === name.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(
      `Invalid state list '${text}'. Valid states are: ${STATES.join(", ")}`,
      parsed.spec,
    );
  });
}

/** The groups that `--group` and `--all-groups` name. */
export async function chosenShareGroups(
  cluster: Cluster,
  parsed: ParsedArguments,
): Promise<string[]> {
  if (!parsed.has("all-groups")) return [...new Set(parsed.all("group"))];
  return (await shareGroups(cluster)).map(({ groupId }) => groupId);
}

/** Describes groups, in the order of their names. */
export async function printShareDescriptions(
  cluster: Cluster,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  const groups: ShareGroupDescription[] = [];
  for (const groupId of await chosenShareGroups(cluster, parsed)) {
    groups.push(await describeShareGroup(cluster, groupId));
  }
  const verbose = parsed.has("verbose");
  for (const group of groups.sort((a, b) => a.groupId < b.groupId ? -1 : 1)) {
    if (group.state === "Empty" && (parsed.has("members") || parsed.has("state"))) {
      terminal.stderr(`\nShare group '${group.groupId}' has no active members.\n`);
    }
    if (parsed.has("members") && group.members.length === 0) continue;
    const lines = parsed.has("members")
      ? memberLines(group, verbose ? MEMBER_EPOCH : [])
      : parsed.has("state")
      ? tableLines(stateColumns(verbose ? EPOCHS : []), [group])
      : await offsetLines(cluster, group, verbose ? LEADER_EPOCH : []);
    if (lines.length > 0) terminal.stdout(`\n${lines.join("\n")}\n`);
  }
}

function stateColumns(
  epochs: readonly Column<ShareGroupDescription>[],
): Column<ShareGroupDescription>[] {
  return [
    { title: "GROUP", width: 15, grows: true, cell: ({ groupId }) => groupId },
    { title: "COORDINATOR (ID)", width: 25, grows: true, cell: coordinatorText },
    { title: "STATE", width: 15, cell: ({ state }) => state },
    ...epochs,
    { title: "#MEMBERS", width: 0, cell: ({ members }) => members.length },
  ];
}

const EPOCHS: readonly Column<ShareGroupDescription>[] = [
  { title: "GROUP-EPOCH", width: 12, cell: ({ groupEpoch }) => groupEpoch },
  { title: "ASSIGNMENT-EPOCH", width: 17, cell: ({ assignmentEpoch }) => assignmentEpoch },
];

function coordinatorText({ coordinator }: ShareGroupDescription): string {
  if (coordinator === null) return MISSING;
  return `${coordinator.host}:${coordinator.port}  (${coordinator.id})`;
}

const MEMBER_EPOCH: readonly Column<ShareMemberDescription>[] = [
  { title: "MEMBER-EPOCH", width: 13, cell: ({ memberEpoch }) => memberEpoch },
];

function memberLines(
  { groupId, members }: ShareGroupDescription,
  epoch: readonly Column<ShareMemberDescription>[],
): string[] {
  return tableLines([
    { title: "GROUP", width: 15, grows: true, cell: () => groupId },
    { title: "CONSUMER-ID", width: 15, grows: true, cell: ({ memberId }) => memberId },
    { title: "HOST", width: 15, grows: true, cell: ({ host }) => host },
    { title: "CLIENT-ID", width: 15, grows: true, cell: ({ clientId }) => clientId },
    { title: "#PARTITIONS", width: 12, cell: ({ assignment }) => assignment.length },
    ...epoch,
    { title: "ASSIGNMENT", width: 0, cell: assignmentText },
  ], members);
}

/** `topic1:0,1;topic2:3` */
function assignmentText({ assignment }: ShareMemberDescription): string {
  if (assignment.length === 0) return MISSING;
  return [...byTopic(assignment)].map(([topic, list]) => {
    const numbers = list.map(({ partition }) => partition).sort((a, b) => a - b);
    return `${topic}:${numbers.join(",")}`;
  }).sort().join(";");
}

const LEADER_EPOCH: readonly Column<ShareOffset>[] = [
  {
    title: "LEADER-EPOCH",
    width: 13,
    cell: ({ startOffset, leaderEpoch }) => startOffset < 0 ? null : leaderEpoch,
  },
];

async function offsetLines(
  cluster: Cluster,
  { groupId }: ShareGroupDescription,
  epoch: readonly Column<ShareOffset>[],
): Promise<string[]> {
  const offsets = (await describeShareOffsets(cluster, groupId)).sort(comparePartitions);
  if (offsets.length === 0) return [];
  return tableLines([
    { title: "GROUP", width: 15, grows: true, cell: () => groupId },
    { title: "TOPIC", width: 15, grows: true, cell: ({ topic }) => topic },
    { title: "PARTITION", width: 10, cell: ({ partition }) => partition },
    ...epoch,
    {
      title: "START-OFFSET",
      width: 13,
      cell: ({ startOffset }) => startOffset < 0 ? null : startOffset,
    },
    { title: "LAG", width: 0, cell: ({ lag }) => lag < 0 ? null : lag },
  ], offsets);
}
