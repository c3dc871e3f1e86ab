/**
 * Reads request bodies: bounded, in JSON or CBOR by Content-Type.
 *
 * @module
 */
import { parseJson } from "./exact_json.ts";
import { RestError } from "./failure.ts";
import { JsonDocuments } from "./json_documents.ts";
import { requestFormat } from "./media_type.ts";

/**
 * Bytes of one JSON object or one CBOR body. A record of the default message.max.bytes (1 MiB) fits
 * in base64, with its key and headers.
 */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads the whole body as one value.
 *
 * @throws {RestError} 400 malformed, 413 too long, 415 unknown type, 422 empty
 */
export async function readBody(request: Request): Promise<unknown> {
  const format = requestFormat(request.headers.get("content-type"));
  const bytes = await readBytes(request);
  if (bytes.length === 0) throw emptyBody();
  return format === "json"
    ? parseDocument(new TextDecoder().decode(bytes))
    : (await import("./cbor.ts")).decodeCbor(bytes);
}

/**
 * Reads the body as values one after another, each as soon as it is there. JSON may go on without
 * end; a CBOR sequence is read whole first.
 *
 * @throws {RestError} as {@linkcode readBody}, at the value concerned
 */
export async function* readBodySequence(request: Request): AsyncGenerator<unknown> {
  if (requestFormat(request.headers.get("content-type")) === "cbor") {
    const bytes = await readBytes(request);
    if (bytes.length === 0) throw emptyBody();
    yield* (await import("./cbor.ts")).decodeCborSequence(bytes);
    return;
  }
  const documents = new JsonDocuments(BODY_BYTES_MAX);
  let empty = true;
  for await (const chunk of request.body ?? []) {
    for (const document of documents.push(chunk)) {
      empty = false;
      yield parseDocument(document);
    }
  }
  documents.end();
  if (empty) throw emptyBody();
}

/** Whether the request has a body at all. */
export function hasBody(request: Request): boolean {
  return request.body !== null && request.headers.get("content-length") !== "0";
}

/** Reads the whole body as it is. @throws {RestError} 413 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  // Said before anything is read: the client need not send it all to learn that.
  if (announced > BODY_BYTES_MAX) throw tooLong(`${announced} bytes`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw tooLong("more");
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function parseDocument(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RestError(400, `Cannot read the body as JSON: ${reason}`);
  }
}

function tooLong(found: string): RestError {
  return new RestError(
    413,
    `Cannot read the body: found ${found}; allowed: ${BODY_BYTES_MAX} bytes`,
  );
}

function emptyBody(): RestError {
  return new RestError(42206, "Payload error. Request body is empty. Data is required.");
}
