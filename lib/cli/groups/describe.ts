/**
 * `kafka-consumer-groups.sh --describe`: which groups, and in which of the three views.
 *
 * @module
 */

import { describeGroup, type GroupDescription } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { printMembers } from "./describe_members.ts";
import { printOffsets } from "./describe_offsets.ts";
import { printState } from "./describe_state.ts";
import { consumerGroups } from "./list.ts";

/** The groups that `--group` and `--all-groups` name. */
export async function chosenGroups(
  cluster: Cluster,
  parsed: ParsedArguments,
): Promise<readonly string[]> {
  if (!parsed.has("all-groups")) return [...new Set(parsed.all("group"))];
  return (await consumerGroups(cluster)).map(({ groupId }) => groupId);
}

/** Describes groups on the terminal, in the order of their names. */
export async function printDescriptions(
  cluster: Cluster,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  const groups: GroupDescription[] = [];
  // All are asked before any is printed: where one is unknown, nothing is.
  for (const groupId of await chosenGroups(cluster, parsed)) {
    groups.push(await describeGroup(cluster, groupId));
  }
  groups.sort((a, b) => a.groupId < b.groupId ? -1 : 1);
  const detail = parsed.has("verbose") ? "verbose" : "plain";
  for (const group of groups) {
    if (parsed.has("members")) printMembers(group, { terminal, detail });
    else if (parsed.has("state")) printState(group, { terminal, detail });
    else await printOffsets(cluster, group, { terminal, detail });
  }
}

/** How much to print, and where. */
export interface View {
  readonly terminal: Terminal;
  readonly detail: "plain" | "verbose";
}
