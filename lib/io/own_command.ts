/**
 * How this executable is called from a shell, for texts that are to be pasted there.
 *
 * @module
 */
import { realpathSync } from "node:fs";

/** What the executable is called where it is on the path. */
const NAME = "kedge";
const PLAIN_PATTERN = /^[\w@%+=:,./-]+$/;

/**
 * One word where the executable is on the path, the words that run it otherwise, quoted.
 *
 * @param words that run it: an executable, and what it is to run
 */
export function ownCommand(words: readonly string[]): string {
  const [program = "", ...rest] = words;
  const found = rest.length === 0 ? Bun.which(NAME, { PATH: process.env["PATH"] ?? "" }) : null;
  if (found !== null && isSameFile(found, program)) return NAME;
  return words.map(quoted).join(" ");
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    // One of them is gone: what is called by its path says so itself.
    return false;
  }
}

function quoted(word: string): string {
  return PLAIN_PATTERN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
