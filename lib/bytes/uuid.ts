/**
 * Kafka's 16-byte ids: on the wire as bytes, in text as unpadded base64url (Uuid.toString).
 *
 * @module
 */

/** The id that stands for "none" in Kafka's messages. */
export const ZERO_UUID = "AAAAAAAAAAAAAAAAAAAAAA";

/**
 * Reads an id from its 16 bytes.
 *
 * @example
 * ```ts
 * import { uuidFromBytes, ZERO_UUID } from "../../lib/bytes/uuid.ts";
 * import { expect } from "bun:test";
 *
 * expect(uuidFromBytes(new Uint8Array(16))).toBe(ZERO_UUID);
 * ```
 */
export function uuidFromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("base64url");
}

/** The 16 bytes of an id in text. Throws RangeError where the text is not such an id. */
export function uuidToBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 16) {
    throw new RangeError(`Cannot read uuid ${text}: not 16 bytes in base64url`);
  }
  return bytes;
}
