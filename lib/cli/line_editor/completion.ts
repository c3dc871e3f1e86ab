/**
 * What a word can become.
 *
 * @module
 */

/** Words that begin as the one before the cursor. */
export interface Completion {
  /** What the candidates stand for: so much before the cursor is replaced. */
  readonly word: string;
  readonly candidates: readonly string[];
  /** Put behind the only candidate. */
  readonly ending: string;
}

/** How all of them begin. */
export function sharedBeginning(candidates: readonly string[]): string {
  const [first = "", ...others] = candidates;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

/** The words in columns, for a terminal so wide. */
export function inColumns(words: readonly string[], columns: number): string {
  const width = Math.max(...words.map((word) => word.length)) + 2;
  const count = Math.max(1, Math.floor(columns / width));
  const rows: string[] = [];
  for (let at = 0; at < words.length; at += count) {
    rows.push(words.slice(at, at + count).map((word) => word.padEnd(width)).join("").trimEnd());
  }
  return rows.join("\r\n");
}
