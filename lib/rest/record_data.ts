/**
 * Keys, values and headers of records as the v3 API writes them: `{"type": "JSON", "data": …}`.
 * What is read has the shape of what is written, so that an answer can be posted again.
 * In JSON, bytes are base64; in CBOR they may be byte strings, and come out as such.
 *
 * @module
 */
import { parseJson } from "./exact_json.ts";
import type { BodyFormat } from "./media_type.ts";
import {
  anything,
  array,
  named,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  ShapeError,
  string,
  type TypeOf,
} from "./shape.ts";
import type { RecordHeader } from "./services.ts";

const TYPES = ["BINARY", "JSON", "STRING"] as const;

/** How a key's or value's bytes are written. */
export type DataType = typeof TYPES[number];

/** How the reader wants keys or values; AUTO tells by the bytes. */
export const DataTypeWanted = oneOf(["AUTO", ...TYPES], {
  about: "How to decode: AUTO takes JSON where the bytes are a JSON object, list or string, else " +
    "STRING where they are UTF-8, else BINARY. Bytes that are not as asked come as BINARY.",
});

/** A key or value. */
export const RecordData = named(
  "RecordData",
  object({
    type: oneOf(TYPES, { about: "BINARY is base64 (in CBOR a byte string), the others UTF-8" }),
    data: optional(anything({ about: "Null or absent writes a null." })),
  }),
);

const headerBytes: Shape<Uint8Array> = {
  json: {
    type: "string",
    contentEncoding: "base64",
    description: "Base64, in CBOR a byte string",
  },
  definitions: new Map(),
  check: bytesOf,
  fromText: bytesOf,
};

/** The headers of a record to be written. */
export const RecordHeaders = headersOf(headerBytes);

/** The headers of a record in an answer: bytes as the answer's format holds them. */
export const WrittenHeaders = headersOf<string | Uint8Array>(headerBytes);

/** A moment: ISO 8601 or ms since the epoch; it is the latter in the program. */
export const Timestamp: Shape<number> = {
  json: {
    anyOf: [{ type: "string", format: "date-time" }, { type: "integer", minimum: 0 }],
    description: "ISO 8601, or milliseconds since the epoch",
  },
  definitions: new Map(),
  check: momentOf,
  fromText: (text, at) => momentOf(/^\d+$/.test(text) ? Number(text) : text, at),
};

/** The bytes of a key or value. @throws {ShapeError} where the data is not of its type */
export function bytesOfData(
  data: TypeOf<typeof RecordData> | null | undefined,
  at: string,
): Uint8Array | null {
  if (data === null || data === undefined) return null;
  const { type, data: content } = data;
  if (content === null || content === undefined) return null;
  if (type === "BINARY") return bytesOf(content, `${at}.data`);
  if (type === "JSON") return Buffer.from(jsonText(content, `${at}.data`));
  if (typeof content === "string") return Buffer.from(content);
  throw new ShapeError(`${at}.data`, { found: content, allowed: "a string, as type is STRING" });
}

/** The bytes of headers. */
export function bytesOfHeaders(
  headers: TypeOf<typeof RecordHeaders> | null | undefined,
): RecordHeader[] {
  return (headers ?? []).map(({ name, value }) => ({ name, value: value ?? null }));
}

/** How a read key or value is written out. */
export interface DataWanted {
  type: "AUTO" | DataType;
  format: BodyFormat;
}

/** A key or value for an answer. */
export function dataOfBytes(
  bytes: Uint8Array | null,
  { type, format }: DataWanted,
): TypeOf<typeof RecordData> | null {
  if (bytes === null) return null;
  const text = type === "BINARY" ? null : textOf(bytes);
  if (text !== null && type !== "STRING" && (type === "JSON" || /^\s*[{["]/.test(text))) {
    try {
      // CBOR has integers of 64 bits but no raw JSON.
      return { type: "JSON", data: format === "json" ? parseJson(text) : JSON.parse(text) };
    } catch {
      // Not JSON after all.
    }
  }
  if (text !== null && type !== "JSON") return { type: "STRING", data: text };
  return { type: "BINARY", data: bytesFor(bytes, format) };
}

/** Bytes as a format holds them. */
export function bytesFor(bytes: Uint8Array, format: BodyFormat): string | Uint8Array {
  return format === "cbor" ? bytes : Buffer.from(bytes).toString("base64");
}

function headersOf<T>(value: Shape<T>) {
  return array(named("RecordHeader", object({ name: string(), value: optional(nullable(value)) })));
}

function bytesOf(value: unknown, at: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // Buffer.from would skip what is not base64; data would change without anyone noticing.
  if (typeof value === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0) {
    return Buffer.from(value, "base64");
  }
  throw new ShapeError(at, { found: value, allowed: "base64 with padding" });
}

function jsonText(value: unknown, at: string): string {
  try {
    const text = JSON.stringify(value, refuseBytes);
    if (text !== undefined) return text;
  } catch {
    // Falls through to the error below.
  }
  throw new ShapeError(at, { found: value, allowed: "what JSON can hold, as type is JSON" });
}

function refuseBytes(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) throw new TypeError("JSON has no bytes");
  return value;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // deno-lint-ignore no-control-regex -- control characters are what tells binary from text
    return /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

function momentOf(value: unknown, at: string): number {
  const ms = typeof value === "string" ? Date.parse(value) : value;
  if (typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 0) return ms;
  throw new ShapeError(at, {
    found: value,
    allowed: "ISO 8601 such as 2026-01-31T12:00:00Z, or milliseconds since the epoch",
  });
}
