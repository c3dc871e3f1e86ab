/**
 * Cuts a stream of concatenated JSON objects into its objects, as the v3 API's streaming produce
 * sends them: `{"value":…}{"value":…}` with any white space between. It looks at brackets and
 * quotes only; what is between them the JSON parser judges.
 *
 * @module
 */
import { RestError } from "./failure.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Splits chunk by chunk; holds at most one document. */
export class JsonDocuments {
  readonly #lengthMax: number;
  /** The parts of the document that earlier chunks began. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Bytes of all chunks before the present one, for messages. */
  #offset = 0;

  /** @param lengthMax of one document, in bytes */
  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /**
   * The documents that end in this chunk, as text.
   *
   * @throws {RestError} 400 where something else than an object begins, 413 where one is too long
   */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.#depth === 0) {
        if (isSpace(byte)) continue;
        if (byte !== OPEN_BRACE) throw notAnObject(byte, this.#offset + i);
        start = i;
        this.#depth = 1;
      } else if (this.#ends(byte)) {
        yield this.#document(chunk.subarray(start, i + 1));
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(start));
    this.#offset += chunk.length;
  }

  /** @throws {RestError} 400 where the stream ended within a document */
  end(): void {
    if (this.#depth === 0) return;
    throw new RestError(
      400,
      `Cannot read the body: it ends at byte ${this.#offset} inside a JSON object ` +
        `(${this.#inString ? "in a string" : `${this.#depth} brackets open`})`,
    );
  }

  /** Takes one byte within a document; true where it closes the document. */
  #ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth--;
    return this.#depth === 0;
  }

  #document(last: Uint8Array): string {
    this.#keep(last);
    const bytes = this.#parts.length === 1 ? last : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return new TextDecoder().decode(bytes);
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > this.#lengthMax) {
      throw new RestError(
        413,
        `Cannot read the body: a JSON object is longer than ${this.#lengthMax} bytes`,
      );
    }
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function notAnObject(byte: number, offset: number): RestError {
  const found = byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte ${byte}`;
  return new RestError(
    400,
    `Cannot read the body: found ${found} at byte ${offset}; allowed: JSON objects, ` +
      "one after another",
  );
}
