/**
 * The state of a group: its coordinator, how it shares partitions out, how many members it has.
 *
 * @module
 */

import type { GroupDescription } from "../../client/admin/mod.ts";
import type { View } from "./describe.ts";
import { noticeState } from "./state_notice.ts";
import { type Column, MISSING, tableLines } from "./table.ts";

/** Prints the table of one group. */
export function printState(group: GroupDescription, { terminal, detail }: View): void {
  if (!noticeState(group, terminal)) return;
  const columns: Column<GroupDescription>[] = [
    { title: "GROUP", width: 15, grows: true, cell: ({ groupId }) => groupId },
    { title: "COORDINATOR (ID)", width: 25, grows: true, cell: coordinatorText },
    { title: "ASSIGNMENT-STRATEGY", width: 20, cell: ({ assignor }) => assignor || MISSING },
    { title: "STATE", width: 20, cell: ({ state }) => state },
    ...(detail === "verbose" ? EPOCH_COLUMNS : []),
    { title: "#MEMBERS", width: 0, cell: ({ members }) => members.length },
  ];
  terminal.stdout(`\n${tableLines(columns, [group]).join("\n")}\n`);
}

const EPOCH_COLUMNS: readonly Column<GroupDescription>[] = [
  { title: "GROUP-EPOCH", width: 15, cell: ({ groupEpoch }) => groupEpoch },
  {
    title: "TARGET-ASSIGNMENT-EPOCH",
    width: 25,
    cell: ({ targetAssignmentEpoch }) => targetAssignmentEpoch,
  },
];

function coordinatorText({ coordinator }: GroupDescription): string {
  if (coordinator === null) return MISSING;
  return `${coordinator.host}:${coordinator.port}  (${coordinator.id})`;
}
