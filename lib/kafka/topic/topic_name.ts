/**
 * Which topic names are allowed, and which topics are the broker's own (Kafka's Topic class).
 *
 * @module
 */

const NAME_LENGTH_MAX = 249;
const NAME_PATTERN = /^[a-zA-Z0-9._-]+$/;

/** Committed offsets and group state. */
export const GROUP_METADATA_TOPIC = "__consumer_offsets";
/** Transaction state. */
export const TRANSACTION_STATE_TOPIC = "__transaction_state";
/** The changes of the znode tree; Kafka has no such topic. */
export const ZNODES_TOPIC = "__znodes";
const INTERNAL_TOPICS: ReadonlySet<string> = new Set([
  GROUP_METADATA_TOPIC,
  TRANSACTION_STATE_TOPIC,
  ZNODES_TOPIC,
  "__share_group_state",
]);

/** True for topics that only the broker writes. */
export function isInternalTopic(name: string): boolean {
  return INTERNAL_TOPICS.has(name);
}

/** Why a topic may not have this name, in Kafka's words; null where it may. */
export function topicNameFault(name: string): string | null {
  const prefix = "Topic name is invalid: ";
  if (name === "") return `${prefix}the empty string is not allowed`;
  if (name === "." || name === "..") return `${prefix}'.' or '..' is not allowed`;
  if (name.length > NAME_LENGTH_MAX) {
    return `${prefix}the length of '${name}' is longer than the max allowed length ` +
      NAME_LENGTH_MAX;
  }
  if (!NAME_PATTERN.test(name)) {
    return `${prefix}'${name}' contains one or more characters other than ASCII alphanumerics, ` +
      "'.', '_' and '-'";
  }
  return null;
}
