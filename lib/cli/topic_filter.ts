/**
 * The pattern by which scripts choose topics: a regular expression for the whole name, where a
 * comma stands for "or" as well.
 *
 * @module
 */

/**
 * Reads a pattern.
 *
 * @throws {RangeError} where it is no regular expression
 */
export function topicPattern(text: string): RegExp {
  const pattern = text.trim().replaceAll(",", "|").replaceAll(" ", "")
    .replace(/^["']+/, "").replace(/["']+$/, "");
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new RangeError(`${text} is an invalid regex`);
  }
}

/** Topics that the broker keeps for itself. */
const INTERNAL_TOPICS: readonly string[] = [
  "__consumer_offsets",
  "__transaction_state",
  "__share_group_state",
  "__znodes",
];

/** Whether a topic is one of the broker's own. */
export function isInternalTopic(name: string): boolean {
  return INTERNAL_TOPICS.includes(name);
}
