/**
 * The layers of lib, lowest first, and what no file may import whatever its layer. Think hard about
 * the layering of the project before changing this file.
 *
 * @module
 */

/** The folders of lib, lowest layer first: a file imports only from its own row or a row above. */
export const LAYERS: readonly (readonly string[])[] = [
  ["bytes"],
  ["io"],
  // Facts and formats: no socket, no file, no clock.
  ["config", "metrics", "kafka/schema"],
  ["kafka/messages"],
  ["kafka/protocol", "kafka/record", "zookeeper/protocol"],
  ["storage"],
  ["state_machine"],
  ["client", "zookeeper/client"],
  ["zookeeper/tree"],
  ["zookeeper/files"],
  ["metadata"],
  ["kafka/log"],
  ["kafka/topic", "kafka/quota", "kafka/security", "kafka/telemetry"],
  ["kafka/group", "kafka/transaction"],
  ["cluster"],
  ["kafka/handlers", "zookeeper/operations", "zookeeper/commands"],
  ["kafka/server", "zookeeper/server"],
  ["connect", "streams"],
  ["rest"],
  ["broker"],
  ["cli"],
];

const BROKER_INSIDE = [
  "storage",
  "state_machine",
  "metadata",
  "cluster",
  "zookeeper/tree",
  "zookeeper/files",
  "zookeeper/operations",
  "zookeeper/commands",
  "zookeeper/server",
  "kafka/log",
  "kafka/topic",
  "kafka/quota",
  "kafka/security",
  "kafka/telemetry",
  "kafka/group",
  "kafka/transaction",
  "kafka/handlers",
  "kafka/server",
];

/** Imports that are never right, with the reason. */
export const NEVER: readonly { from: readonly string[]; to: readonly string[]; why: string }[] = [
  {
    from: ["storage"],
    to: ["kafka", "zookeeper"],
    why: "the store knows bytes, offsets and files",
  },
  { from: ["kafka"], to: ["zookeeper"], why: "the two protocols meet in metadata only" },
  { from: ["zookeeper"], to: ["kafka"], why: "the two protocols meet in metadata only" },
  {
    from: [
      "kafka/schema",
      "kafka/messages",
      "kafka/protocol",
      "kafka/record",
      "zookeeper/protocol",
    ],
    to: ["io"],
    why: "wire formats touch no socket, file or clock",
  },
  {
    from: ["connect", "streams", "cli"],
    to: BROKER_INSIDE,
    why: "they go through lib/client, over TCP or in memory",
  },
];

/** The row of the table that holds `folder` (a path under lib), or undefined. */
export function layerOf(folder: string): number | undefined {
  const row = LAYERS.findIndex((folders) => folders.some((one) => isWithin(folder, one)));
  return row < 0 ? undefined : row;
}

/** True where `folder` is `parent` or lies below it. */
export function isWithin(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(`${parent}/`);
}
