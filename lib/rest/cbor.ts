/**
 * CBOR bodies (RFC 8949), by cbor-x. Loaded with the first such body only.
 *
 * @module
 */
// These entry points leave out the native add-on, which a single executable cannot carry.
import { Decoder } from "cbor-x/decode";
import { Encoder } from "cbor-x/encode";
import { rawJson } from "./exact_json.ts";
import { RestError } from "./failure.ts";

const OPTIONS = {
  mapsAsObjects: true,
  // Plain maps: records are an extension that only cbor-x reads.
  useRecords: false,
  // Byte strings without a tag for their array type.
  tagUint8Array: false,
  variableMapSize: true,
} as const;

const encoder = new Encoder(OPTIONS);
const decoder = new Decoder(OPTIONS);

/** One value as CBOR. */
export function encodeCbor(value: unknown): Uint8Array {
  return encoder.encode(integersWhole(value));
}

/** Reads a body of one value. @throws {RestError} 400 */
export function decodeCbor(bytes: Uint8Array): unknown {
  return guarded(() => plain(decoder.decode(bytes)));
}

/** Reads a body of values one after another (RFC 8742). @throws {RestError} 400 */
export function decodeCborSequence(bytes: Uint8Array): unknown[] {
  return guarded(() => {
    const values: unknown = decoder.decodeMultiple(bytes);
    return (Array.isArray(values) ? values : [values]).map(plain);
  });
}

function guarded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RestError(400, `Cannot read the body as CBOR: ${reason}`);
  }
}

/**
 * The encoder writes numbers past 32 bits as floats: right for JavaScript, but offsets and
 * timestamps are integers to everyone else.
 */
function integersWhole(value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && Math.abs(value) > 0x7fffffff ? BigInt(value) : value;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(integersWhole);
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, integersWhole(item)]),
  );
}

/** What JSON could hold, and byte strings; integers past 2^53 keep all their digits. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : rawJson(String(value));
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`${value} is not a number that JSON has`);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`tagged values (${value.constructor.name}) have no meaning here`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
