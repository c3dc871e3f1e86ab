/**
 * Lets a person type lines on a terminal: the cursor moves, the arrow keys bring back earlier
 * lines, Tab completes. What is printed meanwhile goes above the line.
 *
 * @module
 */

import type { Terminal } from "../command.ts";
import { type Completion, inColumns, sharedBeginning } from "./completion.ts";
import { EditBuffer } from "./edit_buffer.ts";
import { type Key, KeyDecoder } from "./key_decoder.ts";
import { LineHistory } from "./line_history.ts";

const COLUMNS_DEFAULT = 80;
/** More candidates than this are not shown: they would fill the terminal. */
const CANDIDATES_MAX = 200;

/** How the reading of a line ended. */
export type LineOutcome =
  | { readonly kind: "line"; readonly line: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupted" };

/** Reads lines. */
export class LineEditor {
  readonly #terminal: Terminal;
  readonly #complete: (before: string) => Promise<Completion>;
  readonly #input: AsyncIterator<Uint8Array>;
  readonly #decoder = new KeyDecoder();
  readonly #history = new LineHistory();
  readonly #buffer = new EditBuffer();
  /** Keys that were pressed before anybody asked for a line. */
  #keys: Key[] = [];
  #prompt = "";
  #isReading = false;
  /** The row of the cursor, from the one that the prompt begins on. */
  #cursorRow = 0;

  constructor(
    terminal: Terminal,
    options: { complete: (before: string) => Promise<Completion> },
  ) {
    this.#terminal = terminal;
    this.#complete = options.complete;
    this.#input = terminal.stdin[Symbol.asyncIterator]();
  }

  /** Reads one line behind a prompt. */
  async readLine(prompt: string): Promise<LineOutcome> {
    this.#prompt = prompt;
    this.#buffer.reset();
    this.#cursorRow = 0;
    this.#isReading = true;
    this.#terminal.setRawMode?.("raw");
    this.#draw();
    try {
      return await this.#read();
    } finally {
      this.#isReading = false;
      this.#terminal.setRawMode?.("line");
      this.#terminal.stdout("\r\n");
      await this.#terminal.flush();
    }
  }

  /** Prints above the line that is being typed. */
  print(text: string): void {
    if (!this.#isReading) return this.#terminal.stdout(text);
    this.#terminal.stdout(`${this.#toStart()}\x1b[J${text.replaceAll("\n", "\r\n")}`);
    this.#cursorRow = 0;
    this.#draw();
  }

  async #read(): Promise<LineOutcome> {
    for (;;) {
      const key = this.#keys.shift();
      if (key === undefined) {
        const { done, value } = await this.#input.next();
        if (done) return { kind: "end" };
        this.#keys.push(...this.#decoder.decode(value));
        continue;
      }
      const outcome = this.#outcomeOf(key);
      if (outcome !== null) {
        this.#buffer.move(Infinity);
        this.#draw();
        return outcome;
      }
      await this.#take(key);
    }
  }

  /** A key that ends the reading. */
  #outcomeOf({ name }: Key): LineOutcome | null {
    const { text } = this.#buffer;
    if (name === "interrupt") return { kind: "interrupted" };
    if (name === "delete or end" && text === "") return { kind: "end" };
    if (name !== "accept") return null;
    this.#history.add(text);
    return { kind: "line", line: text };
  }

  async #take(key: Key): Promise<void> {
    const buffer = this.#buffer;
    if (key.name === "text") {
      const isAtEnd = buffer.cursor === buffer.length;
      buffer.insert(key.text);
      if (isAtEnd && this.#fitsRow()) return await this.#write(key.text);
    } else if (key.name === "complete") await this.#completeWord();
    else if (key.name === "up") this.#show(this.#history.previous(buffer.text));
    else if (key.name === "down") this.#show(this.#history.next());
    else if (key.name === "clear screen") {
      this.#terminal.stdout("\x1b[H\x1b[2J");
      this.#cursorRow = 0;
    } else this.#edit(key);
    this.#draw();
    await this.#terminal.flush();
  }

  #edit({ name }: Key): void {
    const buffer = this.#buffer;
    const edits: Partial<Record<Key["name"], () => void>> = {
      "backspace": () => buffer.backspace(),
      "delete": () => buffer.delete(),
      "delete or end": () => buffer.delete(),
      "end of line": () => buffer.move(Infinity),
      "kill line": () => buffer.killLine(),
      "kill to end": () => buffer.killToEnd(),
      "kill word": () => buffer.killWord(),
      "left": () => buffer.move(-1),
      "right": () => buffer.move(1),
      "start of line": () => buffer.move(-Infinity),
      "word left": () => buffer.wordLeft(),
      "word right": () => buffer.wordRight(),
    };
    edits[name]?.();
  }

  #show(line: string | null): void {
    if (line !== null) this.#buffer.reset(line);
  }

  async #completeWord(): Promise<void> {
    const { word, candidates, ending } = await this.#complete(this.#buffer.before);
    if (candidates.length === 0) return this.#terminal.stdout("\x07");
    const beginning = sharedBeginning(candidates);
    if (candidates.length === 1) this.#replaceWord(word, beginning + ending);
    else if (beginning.length > word.length) this.#replaceWord(word, beginning);
    else {
      const shown = candidates.slice(0, CANDIDATES_MAX);
      const more = candidates.length - shown.length;
      const table = inColumns(shown, this.#columns);
      this.#terminal.stdout(`\r\n${table}\r\n${more === 0 ? "" : `and ${more} more\r\n`}`);
      this.#cursorRow = 0;
    }
  }

  #replaceWord(word: string, replacement: string): void {
    this.#buffer.replaceBefore([...word].length, replacement);
  }

  get #columns(): number {
    return this.#terminal.columns || COLUMNS_DEFAULT;
  }

  /** Whether what was typed last changed nothing but the row of the cursor. */
  #fitsRow(): boolean {
    const end = [...this.#prompt].length + this.#buffer.length;
    return Math.floor(end / this.#columns) === this.#cursorRow && end % this.#columns !== 0;
  }

  async #write(text: string): Promise<void> {
    this.#terminal.stdout(text);
    await this.#terminal.flush();
  }

  #toStart(): string {
    return `${this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : ""}\r`;
  }

  /** Writes the line anew, which may be on several rows, and puts the cursor in its place. */
  #draw(): void {
    const columns = this.#columns;
    const start = [...this.#prompt].length;
    const end = start + this.#buffer.length;
    const cursor = start + this.#buffer.cursor;
    // At the end of a row the cursor waits there for the next character: move it on.
    const wrap = end > 0 && end % columns === 0 ? "\r\n" : "";
    const row = Math.floor(cursor / columns);
    const rowsUp = Math.floor(end / columns) - row;
    const column = cursor % columns;
    const place = `${rowsUp > 0 ? `\x1b[${rowsUp}A` : ""}\r${column > 0 ? `\x1b[${column}C` : ""}`;
    const line = `${this.#toStart()}\x1b[J${this.#prompt}${this.#buffer.text}${wrap}`;
    this.#terminal.stdout(cursor === end && wrap === "" ? line : line + place);
    this.#cursorRow = row;
    void this.#terminal.flush().catch(() => {/* nobody looks any more */});
  }
}
