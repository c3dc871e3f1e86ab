/**
 * Gzip (RFC 1952), Kafka's compression type 1: the runtime's own zlib, with a bound on the output.
 *
 * @module
 */

import { gunzip, gunzipSync, gzipSync } from "node:zlib";
import { beyondLimit, corrupt } from "./limit.ts";

/** The smallest gzip member: header, empty deflate stream, CRC and length. */
const MEMBER_BYTES_MIN = 20;
const CHUNK_BYTES_MIN = 1024;
const CHUNK_BYTES_MAX = 1 << 20;

/**
 * Compresses into one gzip member.
 *
 * @param bytes what to compress
 * @param level 1 (fast) to 9 (small); zlib's own default is 6 (KIP-390)
 */
export function gzipCompress(bytes: Uint8Array, level = 6): Uint8Array {
  return gzipSync(bytes, { level });
}

/**
 * Decompresses one or more gzip members.
 *
 * @param bytes the members, whole
 * @param bytesMax most bytes to put out
 * @throws MalformedError where the input is not gzip, ends early, or the output passes `bytesMax`
 */
export function gzipDecompress(bytes: Uint8Array, bytesMax: number): Uint8Array {
  checkLength(bytes);
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax, chunkSize: chunkSize(bytes) });
  } catch (error) {
    if (error instanceof RangeError) throw beyondLimit("gzip", bytesMax);
    throw corrupt("gzip", error instanceof Error ? error.message : String(error));
  }
}

/** As {@linkcode gzipDecompress}, in a thread of the runtime. */
export function gzipDecompressLater(bytes: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  checkLength(bytes);
  const options = { maxOutputLength: bytesMax, chunkSize: chunkSize(bytes) };
  return new Promise((resolve, reject) => {
    gunzip(bytes, options, (error, output) => {
      if (error === null) resolve(output);
      else if (error instanceof RangeError) reject(beyondLimit("gzip", bytesMax));
      else reject(corrupt("gzip", error.message));
    });
  });
}

function checkLength({ length }: Uint8Array): void {
  if (length >= MEMBER_BYTES_MIN) return;
  throw corrupt("gzip", `${length} bytes, a member has at least ${MEMBER_BYTES_MIN}`);
}

/**
 * The trailer's length field as the size of zlib's output steps, so that most inputs need one. It
 * is only a claim, so it is kept within bounds.
 */
function chunkSize(bytes: Uint8Array): number {
  const at = bytes.length - 4;
  const claim = bytes[at]! + bytes[at + 1]! * 256 + bytes[at + 2]! * 65536 +
    bytes[at + 3]! * 16777216;
  return Math.min(CHUNK_BYTES_MAX, Math.max(CHUNK_BYTES_MIN, claim + 1));
}
