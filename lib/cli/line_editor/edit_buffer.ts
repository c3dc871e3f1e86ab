/**
 * A line that is being typed: its text and the cursor in it, both by characters.
 *
 * @module
 */

/** The line. */
export class EditBuffer {
  #characters: string[] = [];
  #cursor = 0;

  get text(): string {
    return this.#characters.join("");
  }

  /** Characters before the cursor. */
  get cursor(): number {
    return this.#cursor;
  }

  get length(): number {
    return this.#characters.length;
  }

  /** What stands before the cursor. */
  get before(): string {
    return this.#characters.slice(0, this.#cursor).join("");
  }

  /** Replaces all of it; the cursor goes to the end. */
  reset(text = ""): void {
    this.#characters = [...text];
    this.#cursor = this.#characters.length;
  }

  insert(text: string): void {
    const added = [...text];
    this.#characters.splice(this.#cursor, 0, ...added);
    this.#cursor += added.length;
  }

  /** Replaces so many characters before the cursor. */
  replaceBefore(count: number, text: string): void {
    this.#cursor -= this.#characters.splice(this.#cursor - count, count).length;
    this.insert(text);
  }

  backspace(): void {
    if (this.#cursor > 0) this.replaceBefore(1, "");
  }

  delete(): void {
    this.#characters.splice(this.#cursor, 1);
  }

  killLine(): void {
    this.replaceBefore(this.#cursor, "");
  }

  killToEnd(): void {
    this.#characters.length = this.#cursor;
  }

  killWord(): void {
    this.replaceBefore(this.#cursor - this.#wordStart(), "");
  }

  /** Moves by characters, within the line. */
  move(by: number): void {
    this.#cursor = Math.max(0, Math.min(this.#characters.length, this.#cursor + by));
  }

  wordLeft(): void {
    this.#cursor = this.#wordStart();
  }

  wordRight(): void {
    const isSpace = (at: number) => this.#characters[at] === " ";
    while (this.#cursor < this.length && isSpace(this.#cursor)) this.#cursor += 1;
    while (this.#cursor < this.length && !isSpace(this.#cursor)) this.#cursor += 1;
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && this.#characters[at - 1] === " ") at -= 1;
    while (at > 0 && this.#characters[at - 1] !== " ") at -= 1;
    return at;
  }
}
