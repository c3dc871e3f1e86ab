/**
 * `kafka-consumer-groups.sh --list`.
 *
 * @module
 */

import { type GroupListing, listGroups } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { CONSUMER_PROTOCOL_TYPE } from "../../client/consumer_protocol.ts";
import { type ParsedArguments, UsageError } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";
import { type Column, tableLines } from "./table.ts";

const STATES = [
  "Dead",
  "Stable",
  "Empty",
  "CompletingRebalance",
  "Reconciling",
  "Assigning",
  "PreparingRebalance",
] as const;
const TYPES = ["Consumer", "Classic"] as const;

const UNKNOWN = "Unknown";
const COLUMN_WIDTH = 20;
const GROUP_WIDTH_MIN = 15;
const GROUP_GAP = 10;

/** The groups of consumers, in the order of Kafka's scripts. */
export async function consumerGroups(
  cluster: Cluster,
  options: { states?: readonly string[]; types?: readonly string[] } = {},
): Promise<GroupListing[]> {
  const listings = await listGroups(cluster, options);
  const own = listings.filter(({ protocolType, type }) =>
    ["", CONSUMER_PROTOCOL_TYPE].includes(protocolType) &&
    ["", "classic", "consumer"].includes(type.toLowerCase())
  );
  return javaHashOrder(own, { hashOf: ({ groupId }) => javaStringHash(groupId) });
}

/** Prints the groups, with states and types where they are asked for. */
export async function printGroups(
  cluster: Cluster,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  const states = parseNames(parsed, { option: "state", known: STATES, what: "state" });
  const types = parseNames(parsed, { option: "type", known: TYPES, what: "types" });
  const groups = await consumerGroups(cluster, { states, types });
  if (!parsed.has("state") && !parsed.has("type")) {
    for (const { groupId } of groups) terminal.stdout(`${groupId}\n`);
    return;
  }
  const longest = Math.max(GROUP_WIDTH_MIN, ...groups.map(({ groupId }) => groupId.length));
  const columns: Column<GroupListing>[] = [
    { title: "GROUP", width: longest + GROUP_GAP, cell: ({ groupId }) => groupId },
  ];
  if (parsed.has("type")) {
    columns.push({ title: "TYPE", width: COLUMN_WIDTH, cell: ({ type }) => capital(type) });
  }
  if (parsed.has("state")) {
    columns.push({ title: "STATE", width: COLUMN_WIDTH, cell: ({ state }) => state || UNKNOWN });
  }
  for (const line of tableLines(columns, groups)) terminal.stdout(`${line}\n`);
}

function capital(type: string): string {
  return type === "" ? UNKNOWN : type.charAt(0).toUpperCase() + type.slice(1);
}

/** Names separated by commas, in any case; none where the option has no argument. */
function parseNames(
  parsed: ParsedArguments,
  { option, known, what }: { option: string; known: readonly string[]; what: string },
): string[] {
  const text = parsed.get(option);
  if (!text) return [];
  return text.split(",").map((name) => {
    const found = known.find((one) => one.toLowerCase() === name.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(
      `Invalid ${what} list '${text}'. Valid ${what === "state" ? "states" : what} are: ${
        known.join(", ")
      }`,
      parsed.spec,
    );
  });
}
