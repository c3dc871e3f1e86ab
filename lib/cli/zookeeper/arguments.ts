/**
 * Reads one command line of the ZooKeeper shell: words, quoted where they hold spaces, and options
 * before or between the other words, by the rules of the parser that ZooKeeper's shell has
 * (commons-cli).
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
  /** Longer names that are followed by a word: `-file`. */
  readonly valuedNames?: readonly string[];
  /** Letters of which one at most may be there. */
  readonly exclusive?: string;
  /** What the exclusive ones mean, where one of them must be there. */
  readonly required?: readonly string[];
}

const PACKAGE = "org.apache.commons.cli";

/** The words of one command. */
export class ShellArguments {
  /** Words that are no options, without the command's own name. */
  readonly words: readonly string[];
  readonly #flags = new Set<string>();
  readonly #values = new Map<string, string>();
  readonly #options: ShellOptions;
  #selected: string | null = null;

  /** @throws {ShellError} for options that the command does not have */
  constructor(words: readonly string[], options: ShellOptions = {}) {
    this.#options = options;
    this.words = this.#parse(words);
    if (options.required === undefined || this.#selected !== null) return;
    throw new ShellError(
      `${PACKAGE}.MissingOptionException: Missing required option: ` +
        `[${options.required.join(", ")}]`,
    );
  }

  has(name: string): boolean {
    return this.#flags.has(name) || this.#values.has(name);
  }

  /** @throws {ShellError} where the option's word is no whole number */
  integer(name: string): number | undefined {
    const text = this.#values.get(name);
    return text === undefined ? undefined : parseInteger(text);
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  #parse(words: readonly string[]): string[] {
    const rest: string[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      if (word === "--") return [...rest, ...words.slice(at + 1)];
      if (!word.startsWith("-") || word === "-") rest.push(word);
      else if (this.#takesNext(word)) {
        const value = words[at + 1];
        if (value === undefined || !this.#isArgument(value)) throw missingArgument(word.slice(-1));
        this.#set(this.#lastName(word), value);
        at++;
      } else this.#takeFlags(word);
    }
    return rest;
  }

  /** Whether the word's value is the next word. Flags that stand before it in the word are set. */
  #takesNext(word: string): boolean {
    const name = word.slice(1);
    if (this.#isValued(name)) return true;
    const letters = [...name];
    const first = letters.findIndex((letter) => this.#isValued(letter));
    return first > 0 && first === letters.length - 1 &&
      letters.slice(0, first).every((letter) => this.#isFlag(letter));
  }

  #lastName(word: string): string {
    const name = word.slice(1);
    if (this.#isValued(name)) return name;
    for (const letter of name.slice(0, -1)) this.#setFlag(letter);
    return name.slice(-1);
  }

  /** `-sw`, `-v3`, `-v=3`. */
  #takeFlags(word: string): void {
    const [name = "", value] = word.slice(1).split(/=(.*)/s);
    if (value !== undefined && this.#isValued(name)) return this.#set(name, value);
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!;
      if (this.#isFlag(letter)) this.#setFlag(letter);
      else if (this.#isValued(letter)) return this.#set(letter, word.slice(at + 1));
      else {
        throw new ShellError(
          `${PACKAGE}.UnrecognizedOptionException: Unrecognized option: ${word}`,
        );
      }
    }
  }

  #isFlag(name: string): boolean {
    return name.length === 1 && (this.#options.flags?.includes(name) ?? false);
  }

  #isValued(name: string): boolean {
    const { valued = "", valuedNames = [] } = this.#options;
    return valuedNames.includes(name) || (name.length === 1 && valued.includes(name));
  }

  /** An option is no option's value; a number below zero is. */
  #isArgument(word: string): boolean {
    if (!word.startsWith("-") || word === "-" || /^-\d*\.?\d+$/.test(word)) return true;
    return !this.#isFlag(word[1]!) && !this.#isValued(word[1]!) && !this.#isValued(word.slice(1));
  }

  #setFlag(name: string): void {
    this.#select(name);
    this.#flags.add(name);
  }

  #set(name: string, value: string): void {
    this.#select(name);
    // Of an option given twice the first counts.
    if (!this.#values.has(name)) this.#values.set(name, value);
  }

  #select(name: string): void {
    if (!this.#options.exclusive?.includes(name)) return;
    if (this.#selected !== null && this.#selected !== name) {
      throw new ShellError(
        `${PACKAGE}.AlreadySelectedException: The option '${name}' was specified but an option ` +
          `from this group has already been selected: '${this.#selected}'`,
      );
    }
    this.#selected = name;
  }
}

function missingArgument(name: string): ShellError {
  return new ShellError(
    `${PACKAGE}.MissingArgumentException: Missing argument for option: ${name}`,
  );
}

/** @throws {ShellError} where the text is no whole number */
export function parseInteger(text: string): number {
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new ShellError(`For input string: "${text}"`);
}
