/**
 * From what a terminal sends to the keys that were pressed.
 *
 * @module
 */

/** A key with a meaning of its own, or text to be put in. */
export type Key =
  | { readonly name: KeyName }
  | { readonly name: "text"; readonly text: string };

/** What keys mean to the editor, by the names of readline. */
export type KeyName =
  | "accept"
  | "backspace"
  | "clear screen"
  | "complete"
  | "delete or end"
  | "delete"
  | "down"
  | "end of line"
  | "interrupt"
  | "kill line"
  | "kill to end"
  | "kill word"
  | "left"
  | "right"
  | "start of line"
  | "up"
  | "word left"
  | "word right"
  | "none";

const CONTROLS: Readonly<Record<string, KeyName>> = {
  "\x01": "start of line",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "delete or end",
  "\x05": "end of line",
  "\x06": "right",
  "\x08": "backspace",
  "\t": "complete",
  "\n": "accept",
  "\x0b": "kill to end",
  "\x0c": "clear screen",
  "\r": "accept",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill line",
  "\x17": "kill word",
  "\x7f": "backspace",
};

const SEQUENCES: Readonly<Record<string, KeyName>> = {
  "A": "up",
  "B": "down",
  "C": "right",
  "D": "left",
  "F": "end of line",
  "H": "start of line",
  "1~": "start of line",
  "3~": "delete",
  "4~": "end of line",
  "7~": "start of line",
  "8~": "end of line",
  "1;5C": "word right",
  "1;5D": "word left",
};

/** ESC [ or ESC O, what it carries, and its last letter; or ESC and one letter. */
// deno-lint-ignore no-control-regex -- keys are control characters
const ESCAPE = /^\x1b(?:[[O]([0-9;]*[A-Za-z~])|([^[O]))/;
// deno-lint-ignore no-control-regex -- keys are control characters
const ESCAPE_BEGUN = /^\x1b(?:[[O][0-9;]*)?$/;
// deno-lint-ignore no-control-regex -- keys are control characters
const TEXT = /^[^\x00-\x1f\x7f]+/;

/** Keys, from chunks that may end within one. */
export class KeyDecoder {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** The keys that the chunk completes. */
  decode(chunk: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(chunk, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "" && !ESCAPE_BEGUN.test(this.#rest)) keys.push(this.#next());
    return keys;
  }

  #next(): Key {
    const text = TEXT.exec(this.#rest)?.[0];
    if (text !== undefined) {
      this.#rest = this.#rest.slice(text.length);
      return { name: "text", text };
    }
    const escape = ESCAPE.exec(this.#rest);
    if (escape !== null) {
      this.#rest = this.#rest.slice(escape[0].length);
      return { name: nameOf(escape[1], escape[2]) };
    }
    const control = this.#rest[0]!;
    this.#rest = this.#rest.slice(1);
    // Windows ends lines with both: they are one key.
    if (control === "\r" && this.#rest.startsWith("\n")) this.#rest = this.#rest.slice(1);
    return { name: CONTROLS[control] ?? "none" };
  }
}

function nameOf(sequence: string | undefined, letter: string | undefined): KeyName {
  if (letter === "b") return "word left";
  if (letter === "f") return "word right";
  return SEQUENCES[sequence ?? ""] ?? "none";
}
