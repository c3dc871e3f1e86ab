/**
 * The lines that were entered, as the arrow keys go through them.
 *
 * @module
 */

const LINES_MAX = 1000;

/** The lines, and the one that is shown. */
export class LineHistory {
  readonly #lines: string[] = [];
  /** The line shown; past the last one is the line being typed. */
  #at = 0;
  #draft = "";

  /** Takes a line that was entered; one that was entered twice is one. */
  add(line: string): void {
    if (line.trim() !== "" && this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
    this.#at = this.#lines.length;
  }

  /** The line before, or null where there is none. @param typed what stands in the line now */
  previous(typed: string): string | null {
    if (this.#at === 0) return null;
    if (this.#at === this.#lines.length) this.#draft = typed;
    this.#at -= 1;
    return this.#lines[this.#at]!;
  }

  /** The line after, at last what was being typed; null where there is none. */
  next(): string | null {
    if (this.#at === this.#lines.length) return null;
    this.#at += 1;
    return this.#lines[this.#at] ?? this.#draft;
  }
}
