/**
 * Makes records of lines, as Kafka's LineMessageReader does: headers, key and value, apart by
 * separators that properties choose.
 *
 * @module
 */

import type { RecordHeader } from "../../kafka/record/record.ts";

/** A line that is not of the form that was asked for. */
export class LineError extends Error {
  override name = "LineError";
}

/** What a line says. */
export interface LineRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

const encoder = new TextEncoder();

/** Reads lines by properties: parse.key, key.separator, parse.headers … */
export class LineReader {
  readonly #parseKey: boolean;
  readonly #keySeparator: string;
  readonly #parseHeaders: boolean;
  readonly #headersDelimiter: string;
  readonly #headersSeparator: string;
  readonly #headersKeySeparator: string;
  readonly #ignoreError: boolean;
  readonly #nullMarker: string | undefined;
  #lineNumber = 0;

  /** @throws {LineError} where two separators are the same */
  constructor(properties: ReadonlyMap<string, string>) {
    const isTrue = (key: string) => properties.get(key)?.trim().toLowerCase() === "true";
    this.#parseKey = isTrue("parse.key");
    this.#keySeparator = properties.get("key.separator") ?? "\t";
    this.#parseHeaders = isTrue("parse.headers");
    this.#headersDelimiter = properties.get("headers.delimiter") ?? "\t";
    this.#headersSeparator = properties.get("headers.separator") ?? ",";
    this.#headersKeySeparator = properties.get("headers.key.separator") ?? ":";
    this.#ignoreError = isTrue("ignore.error");
    this.#nullMarker = properties.get("null.marker");
    this.#checkSeparators();
  }

  /** @throws {LineError} where a separator is missing and ignore.error is not set */
  read(line: string): LineRecord {
    this.#lineNumber += 1;
    const headers = this.#part(line, {
      wanted: this.#parseHeaders,
      start: 0,
      separator: this.#headersDelimiter,
      name: "headers delimiter",
    });
    const keyStart = headers === null ? 0 : headers.length + this.#headersDelimiter.length;
    const key = this.#part(line, {
      wanted: this.#parseKey,
      start: keyStart,
      separator: this.#keySeparator,
      name: "key separator",
    });
    const valueStart = key === null ? keyStart : keyStart + key.length + this.#keySeparator.length;
    return {
      key: this.#bytes(key),
      value: this.#bytes(line.slice(valueStart)),
      headers: headers === null || headers === this.#nullMarker ? [] : this.#headers(headers),
    };
  }

  #part(
    line: string,
    { wanted, start, separator, name }: {
      wanted: boolean;
      start: number;
      separator: string;
      name: string;
    },
  ): string | null {
    if (!wanted) return null;
    const end = line.indexOf(separator, start);
    if (end >= 0) return line.slice(start, end);
    if (this.#ignoreError) return null;
    throw new LineError(`No ${name} found on line number ${this.#lineNumber}: '${line}'`);
  }

  #headers(text: string): RecordHeader[] {
    return text.split(this.#headersSeparator).map((pair) => {
      const end = pair.indexOf(this.#headersKeySeparator);
      if (end < 0) {
        if (this.#ignoreError) return { key: pair, value: null };
        throw new LineError(
          `No header key separator found in pair '${pair}' on line number ${this.#lineNumber}`,
        );
      }
      const key = pair.slice(0, end);
      if (key === this.#nullMarker) {
        throw new LineError(
          `Header keys should not be equal to the null marker '${key}' as they can't be null`,
        );
      }
      return { key, value: this.#bytes(pair.slice(end + this.#headersKeySeparator.length)) };
    });
  }

  #bytes(text: string | null): Uint8Array | null {
    return text === null || text === this.#nullMarker ? null : encoder.encode(text);
  }

  #checkSeparators(): void {
    const pairs: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
      ["headers.delimiter", this.#headersDelimiter, "headers.separator", this.#headersSeparator],
      [
        "headers.delimiter",
        this.#headersDelimiter,
        "headers.key.separator",
        this.#headersKeySeparator,
      ],
      [
        "headers.separator",
        this.#headersSeparator,
        "headers.key.separator",
        this.#headersKeySeparator,
      ],
      ["null.marker", this.#nullMarker, "key.separator", this.#keySeparator],
      ["null.marker", this.#nullMarker, "headers.separator", this.#headersSeparator],
      ["null.marker", this.#nullMarker, "headers.delimiter", this.#headersDelimiter],
      ["null.marker", this.#nullMarker, "headers.key.separator", this.#headersKeySeparator],
    ];
    const equal = pairs.find(([, one, , other]) => one === other);
    if (equal === undefined) return;
    throw new LineError(`${equal[0]} and ${equal[2]} may not be equal`);
  }
}
