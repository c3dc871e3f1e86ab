/**
 * The members of a group, and with `--verbose` which partitions each has.
 *
 * @module
 */

import type { GroupDescription, MemberDescription } from "../../client/admin/mod.ts";
import { byTopic, type TopicPartition } from "../../client/topic_partition.ts";
import type { View } from "./describe.ts";
import { noticeState } from "./state_notice.ts";
import { type Column, MISSING, tableLines } from "./table.ts";

/** Prints the table of one group. */
export function printMembers(group: GroupDescription, { terminal, detail }: View): void {
  noticeState(group, terminal);
  const { members } = group;
  const hasInstances = members.some(({ groupInstanceId }) => groupInstanceId !== null);
  const columns: Column<MemberDescription>[] = [
    { title: "GROUP", width: 15, grows: true, cell: () => group.groupId },
    { title: "CONSUMER-ID", width: 15, grows: true, cell: (member) => member.memberId },
    ...(hasInstances ? [INSTANCE_COLUMN] : []),
    { title: "HOST", width: 15, grows: true, cell: (member) => member.host },
    { title: "CLIENT-ID", width: 15, grows: true, cell: (member) => member.clientId },
    { title: "#PARTITIONS", width: 15, cell: (member) => member.assignment.length },
    ...(detail === "verbose" ? verboseColumns(group) : [END]),
  ];
  terminal.stdout(`\n${tableLines(columns, members).join("\n")}\n`);
}

const INSTANCE_COLUMN: Column<MemberDescription> = {
  title: "GROUP-INSTANCE-ID",
  width: 17,
  grows: true,
  cell: (member) => member.groupInstanceId ?? "",
};

/** Kafka's script ends each line of the short table with a space. */
const END: Column<MemberDescription> = { title: "", width: 0, cell: () => "" };

function verboseColumns(group: GroupDescription): Column<MemberDescription>[] {
  return [
    { title: "CURRENT-EPOCH", width: 15, cell: (member) => member.memberEpoch },
    {
      title: "CURRENT-ASSIGNMENT",
      width: 20,
      grows: true,
      cell: (member) => assignmentText(member.assignment),
    },
    { title: "TARGET-EPOCH", width: 15, cell: () => group.targetAssignmentEpoch },
    {
      title: "TARGET-ASSIGNMENT",
      width: 20,
      grows: true,
      cell: (member) => assignmentText(member.targetAssignment ?? []),
    },
  ];
}

/** `topic1:0,1;topic2:3` */
function assignmentText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return MISSING;
  return [...byTopic(partitions)].map(([topic, list]) => {
    const numbers = list.map(({ partition }) => partition).sort((a, b) => a - b);
    return `${topic}:${numbers.join(",")}`;
  }).sort().join(";");
}
