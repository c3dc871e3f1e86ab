/**
 * What shells show beside a word they offer.
 *
 * @module
 */

const LENGTH_MAX = 70;

/** A description's first line, without quotes, and not too long. */
export function oneLine(description: string): string {
  const [line = ""] = description.split("\n");
  const plain = line.replace(/['"`$\\]/g, "");
  return plain.length <= LENGTH_MAX ? plain : `${plain.slice(0, LENGTH_MAX - 1)}…`;
}
