/**
 * Which of the two formats a body has and which one the client wants back.
 *
 * @module
 */
import { RestError } from "./failure.ts";

/** The formats of bodies. */
export type BodyFormat = "json" | "cbor";

/** What each format is called in Content-Type. */
export const CONTENT_TYPES: Record<BodyFormat, string> = {
  json: "application/json",
  cbor: "application/cbor",
};

/** A list longer than this is no browser's and no library's. */
const ACCEPT_LENGTH_MAX = 1_000;

/**
 * The format of a request's body.
 *
 * A body without a type is refused, and so are the three types that a web page may send to another
 * origin without asking (form, multipart, text): otherwise any page could write to a broker that
 * runs on its reader's machine.
 *
 * @throws {RestError} 415
 */
export function requestFormat(contentType: string | null): BodyFormat {
  const format = formatOf(contentType ?? "");
  if (format !== null) return format;
  const found = contentType === null
    ? "a body without Content-Type"
    : `Content-Type ${contentType}`;
  throw new RestError(
    415,
    `Cannot read ${found}; send application/json or application/cbor ` +
      "(curl -H 'Content-Type: application/json')",
  );
}

/** True where a Content-Type, without its parameters, is one of `types`. */
export function isOfType(contentType: string | null, types: readonly string[]): boolean {
  return types.includes(bareType(contentType ?? ""));
}

/**
 * Which of `types` the client likes best, by the weights of Accept; of equal weights the first that
 * it names. A range (`*` in it) stands for the first type that fits, and so does no Accept at all.
 *
 * @throws {RestError} 406
 */
export function preferredType<const T extends string>(
  accept: string | null,
  types: readonly [T, ...T[]],
): T {
  if (accept === null || accept.trim() === "") return types[0];
  const best = bestOf(accept, (range) => {
    const [kind = "", subtype = ""] = range.split("/");
    return types.find((candidate) => {
      const [ownKind, ownSubtype] = candidate.split("/");
      return (kind === "*" || kind === ownKind) && (subtype === "*" || subtype === ownSubtype);
    }) ?? null;
  });
  if (best !== null) return best;
  throw new RestError(406, `Cannot answer as ${accept}; ${types.join(", ")} can`);
}

/**
 * The format of the answer, by the weights of Accept (RFC 9110 §12.5.1); JSON where both do.
 *
 * @throws {RestError} 406
 */
export function responseFormat(accept: string | null): BodyFormat {
  if (accept === null || accept.trim() === "") return "json";
  const best = bestOf(accept, (range) => anyType(range) ? "json" : formatOf(range));
  if (best !== null) return best;
  throw new RestError(406, `Cannot answer as ${accept}; application/json and application/cbor can`);
}

/** What `choose` makes of the range with the most weight of which it makes something. */
function bestOf<T>(accept: string, choose: (range: string) => T | null): T | null {
  let best: T | null = null;
  let bestWeight = 0;
  for (const range of accept.slice(0, ACCEPT_LENGTH_MAX).split(",")) {
    const [, ...parameters] = range.split(";");
    const weight = weightOf(parameters);
    const chosen = choose(bareType(range));
    // Of equal weights the first wins.
    if (chosen !== null && weight > bestWeight) {
      best = chosen;
      bestWeight = weight;
    }
  }
  return best;
}

/** A type without its parameters. */
function bareType(mediaType: string): string {
  return mediaType.split(";")[0]!.trim().toLowerCase();
}

function anyType(type: string): boolean {
  return ["*/*", "application/*"].includes(type);
}

function formatOf(mediaType: string): BodyFormat | null {
  const type = bareType(mediaType);
  if (type === "application/json" || /^application\/[\w.-]+\+json$/.test(type)) return "json";
  if (type === "application/cbor" || /^application\/[\w.-]+\+cbor$/.test(type)) return "cbor";
  if (type === "application/cbor-seq") return "cbor";
  return null;
}

function weightOf(parameters: string[]): number {
  const q = parameters.map((parameter) => parameter.trim()).find((text) => /^q=/i.test(text));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return Number.isFinite(weight) ? Math.min(Math.max(weight, 0), 1) : 0;
}
