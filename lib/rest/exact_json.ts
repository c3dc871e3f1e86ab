/**
 * JSON text to values and back without changing long numbers: a record's id of 19 digits must come
 * out as it went in, although a JavaScript number holds 15 to 17.
 *
 * @example
 * ```ts
 * import { parseJson } from "../../lib/rest/exact_json.ts";
 * import { expect } from "bun:test";
 *
 * expect(JSON.stringify(parseJson('{"id":9007199254740993}'))).toBe('{"id":9007199254740993}');
 * ```
 *
 * @see https://github.com/tc39/proposal-json-parse-with-source
 * @module
 */

/** The engine's JSON, with what TypeScript does not describe yet. */
interface ExactJson {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const exactJson = JSON as unknown as ExactJson;

/** Only text with such a run of digits can lose any; the rest takes the plain, faster way. */
const LONG_NUMBER = /[\d.]{16}/;

/** A value that JSON.stringify writes as this text, which must be one number, string or word. */
export function rawJson(text: string): unknown {
  return exactJson.rawJSON(text);
}

/**
 * Parses JSON; numbers that JavaScript cannot hold become raw JSON, which JSON.stringify writes
 * out as it stood.
 *
 * @throws {SyntaxError}
 */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return exactJson.parse(text, (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined) return value;
    return String(value) === source ? value : exactJson.rawJSON(source);
  });
}
