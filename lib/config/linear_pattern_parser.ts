/**
 * Reads the text of a regular expression into a tree, for linear_pattern.ts.
 *
 * @module
 */

/** A pattern that is not understood, or is too large. */
export class PatternError extends Error {
  override name = "PatternError";
}

/** A part of a pattern. */
export type PatternNode =
  | { kind: "character"; matches: (character: string) => boolean }
  | { kind: "start" }
  | { kind: "end" }
  | { kind: "sequence"; nodes: readonly PatternNode[] }
  | { kind: "either"; nodes: readonly PatternNode[] }
  | { kind: "repeated"; node: PatternNode; min: number; max: number };

/** Groups within groups. */
const DEPTH_MAX = 50;
/** As RE2 bounds it. */
const REPETITIONS_MAX = 1000;
/** Escapes that stand for many characters, in both languages alike. */
const CLASS_ESCAPE = /^\\(?:[dDwWsS]|[pP](?:\{\^?\w+\}|[A-Z]))/;
/** Escapes that stand for one character. */
const CHARACTER_ESCAPE = /^\\(?:[nrtfv]|x[\da-fA-F]{2}|[^\sA-Za-z0-9])/;
const CLASS = /^\[\^?(?:\\.|[^\\\]])+\]/s;
const GROUP = /^\((?:\?(?:P?<\w+>|:|[is]+(?=[:)]):?))?/;
const GROUP_FLAGS = /^\(\?([is]+)/;
const BOUNDS = /^\{(\d+)(,?)(\d*)\}/;

/** What is in force from a place in a group on. */
interface Flags {
  /** `i`: letters of both cases are the same. */
  ignoresCase: boolean;
}

/**
 * Reads a pattern.
 *
 * @throws {PatternError} where it is wrong, or holds what is not understood
 */
export function parsePattern(text: string): PatternNode {
  return new Parser(text).parse();
}

/** Reads from the beginning to the end, once. */
class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PatternNode {
    const node = this.#either({ ignoresCase: false });
    if (this.#at < this.#text.length) this.#fail("a ) without its (");
    return node;
  }

  #either(flags: Flags): PatternNode {
    const nodes = [this.#sequence(flags)];
    while (this.#take("|")) nodes.push(this.#sequence(flags));
    return nodes.length === 1 ? nodes[0]! : { kind: "either", nodes };
  }

  #sequence(flags: Flags): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at]!)) {
      nodes.push(this.#repeated(this.#atom(flags)));
    }
    return { kind: "sequence", nodes };
  }

  #repeated(node: PatternNode): PatternNode {
    const bounds = this.#bounds();
    if (bounds === null) return node;
    // Whether few or many are preferred does not matter where the whole text has to fit.
    this.#take("?");
    if (this.#bounds() !== null) this.#fail("a repetition of a repetition");
    return { kind: "repeated", node, ...bounds };
  }

  #bounds(): { min: number; max: number } | null {
    if (this.#take("*")) return { min: 0, max: Infinity };
    if (this.#take("+")) return { min: 1, max: Infinity };
    if (this.#take("?")) return { min: 0, max: 1 };
    const [whole, least, comma, most] = BOUNDS.exec(this.#rest) ?? [];
    if (whole === undefined) return null;
    const min = Number(least);
    let max = min;
    if (comma !== "") max = most === "" ? Infinity : Number(most);
    if (comma === "" && most !== "") this.#fail("bounds without a comma");
    if (min > max || min > REPETITIONS_MAX || (max !== Infinity && max > REPETITIONS_MAX)) {
      this.#fail(`repetitions from ${min} to ${max}`);
    }
    this.#at += whole.length;
    return { min, max };
  }

  #atom(flags: Flags): PatternNode {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    switch (character) {
      case "(":
        return this.#group(flags);
      case "[":
        return this.#class(this.#match(CLASS, "a class without its end"), flags);
      case "\\":
        return this.#escape(flags);
      case "*":
      case "+":
      case "?":
      case "{":
        return this.#fail("a repetition of nothing");
    }
    this.#at += character.length;
    if (character === "^") return { kind: "start" };
    if (character === "$") return { kind: "end" };
    // Ids are one line of text: a dot is any character.
    if (character === ".") return { kind: "character", matches: () => true };
    if (flags.ignoresCase) return this.#class(escaped(character), flags);
    return { kind: "character", matches: (found) => found === character };
  }

  #group(flags: Flags): PatternNode {
    const opening = this.#match(GROUP, "a group");
    const letters = GROUP_FLAGS.exec(opening)?.[1] ?? "";
    const isFlagsOnly = letters !== "" && !opening.endsWith(":");
    if (this.#text[this.#at] === "?") this.#fail("a group of a kind that is not understood");
    if (isFlagsOnly && this.#take(")")) {
      if (letters.includes("i")) flags.ignoresCase = true;
      return { kind: "sequence", nodes: [] };
    }
    if (++this.#depth > DEPTH_MAX) this.#fail(`more than ${DEPTH_MAX} groups in one another`);
    const node = this.#either({ ignoresCase: flags.ignoresCase || letters.includes("i") });
    if (!this.#take(")")) this.#fail("a ( without its )");
    this.#depth -= 1;
    return node;
  }

  #escape(flags: Flags): PatternNode {
    const many = CLASS_ESCAPE.exec(this.#rest)?.[0];
    if (many !== undefined) {
      this.#at += many.length;
      return this.#class(many.replace(/^(\\[pP])([A-Z])$/, "$1{$2}"), flags);
    }
    return this.#class(this.#match(CHARACTER_ESCAPE, "an escape that is not understood"), flags);
  }

  /** One character of a set; the language's own matcher takes one step for it. */
  #class(source: string, { ignoresCase }: Flags): PatternNode {
    if (source.startsWith("[") && /\[:|&&/.test(source.slice(1))) {
      this.#fail("a class of a kind that is not understood");
    }
    try {
      const set = new RegExp(`^${unicodeForm(source)}$`, ignoresCase ? "isu" : "su");
      return { kind: "character", matches: (character) => set.test(character) };
    } catch {
      return this.#fail(`${source}, which is no set of characters`);
    }
  }

  get #rest(): string {
    return this.#text.slice(this.#at);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(expression: RegExp, what: string): string {
    const found = expression.exec(this.#rest)?.[0];
    if (found === undefined) return this.#fail(what);
    this.#at += found.length;
    return found;
  }

  #fail(found: string): never {
    throw new PatternError(`Cannot read the pattern ${this.#text} at ${this.#at}: ${found}`);
  }
}

/** JavaScript takes no escape before a character that needs none; RE2 does. */
function unicodeForm(source: string): string {
  return source.replace(/\\(.)/gs, (escape, character: string) => {
    if (/[\^$\\.*+?()[\]{}|/-]/.test(character)) {
      return character === "-" && !source.startsWith("[") ? "-" : escape;
    }
    return /[A-Za-z0-9]/.test(character) ? escape : character;
  });
}

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
