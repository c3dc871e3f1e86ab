/**
 * Reads one command line of the ZooKeeper shell: words, quoted where they hold spaces, and options
 * of one letter before or between the other words.
 *
 * @module
 */

import { ShellError } from "./shell_error.ts";

/** Cuts a line into words: `"two words"` and `'two words'` are one each. */
export function splitWords(line: string): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|[^\s"']\S*/g) ?? [];
  return words.map((word) => /^["']/.test(word) ? word.slice(1, -1) : word);
}

/** What a command takes. */
export interface ShellOptions {
  /** Letters that stand alone. */
  readonly flags?: string;
  /** Letters that are followed by a word. */
  readonly valued?: string;
}

/** The words of one command. */
export class ShellArguments {
  /** Words that are no options, without the command's own name. */
  readonly words: readonly string[];
  readonly #flags: ReadonlySet<string>;
  readonly #values: ReadonlyMap<string, string>;

  /** @throws {ShellError} for options that the command does not have */
  constructor(words: readonly string[], options: ShellOptions = {}) {
    const rest: string[] = [];
    const flags = new Set<string>();
    const values = new Map<string, string>();
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      const letter = word[1];
      // "-1" is a version, not an option.
      if (!/^-[a-zA-Z]/.test(word) || letter === undefined) rest.push(word);
      else if (word.length === 2 && options.valued?.includes(letter)) {
        const value = words[++at];
        if (value === undefined) throw new ShellError(`Missing argument for option: ${letter}`);
        values.set(letter, value);
      } else {
        for (const each of word.slice(1)) {
          if (!options.flags?.includes(each)) {
            throw new ShellError(
              `org.apache.commons.cli.UnrecognizedOptionException: Unrecognized option: ${word}`,
            );
          }
          flags.add(each);
        }
      }
    }
    this.words = rest;
    this.#flags = flags;
    this.#values = values;
  }

  has(letter: string): boolean {
    return this.#flags.has(letter);
  }

  /** @throws {ShellError} where the option's word is no whole number */
  integer(letter: string): number | undefined {
    const text = this.#values.get(letter);
    return text === undefined ? undefined : parseInteger(text);
  }

  text(letter: string): string | undefined {
    return this.#values.get(letter);
  }
}

/** @throws {ShellError} where the text is no whole number */
export function parseInteger(text: string): number {
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new ShellError(`For input string: "${text}"`);
}

/** @throws {ShellError} where the text is no path of a znode */
export function requirePath(path: string): string {
  if (!path.startsWith("/")) throw new ShellError("Path must start with / character");
  if (path.length > 1 && path.endsWith("/")) {
    throw new ShellError("Path must not end with / character");
  }
  if (path.includes("//")) {
    throw new ShellError(
      `Invalid path string "${path}" caused by empty node name specified @${
        path.indexOf("//") + 1
      }`,
    );
  }
  return path;
}
