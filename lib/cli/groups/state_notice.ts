/**
 * What is said of a group's state before its table.
 *
 * @module
 */

import type { GroupDescription } from "../../client/admin/mod.ts";
import type { Terminal } from "../command.ts";

const REBALANCING: readonly string[] = [
  "PreparingRebalance",
  "CompletingRebalance",
  "Assigning",
  "Reconciling",
];

/** Says what is unusual about the group; false where it does not exist, so has no table. */
export function noticeState({ groupId, state }: GroupDescription, terminal: Terminal): boolean {
  if (state === "Dead") {
    terminal.stdout(`\nError: Consumer group '${groupId}' does not exist.\n`);
    return false;
  }
  if (state === "Empty") {
    terminal.stderr(`\nConsumer group '${groupId}' has no active members.\n`);
  } else if (REBALANCING.includes(state)) {
    terminal.stderr(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`);
  }
  return true;
}
