/**
 * Snappy, Kafka's compression type 2. Java and librdkafka put the raw blocks into the framing of
 * xerial's snappy-java (16 bytes of header, then blocks with their lengths); some clients send one
 * raw block. Both are read, the framing is written.
 *
 * ```
 * 82 53 4e 41 50 50 59 00   version int32   compatible version int32   { length int32, block }…
 * ```
 *
 * @module
 */

import { BlockOutput } from "./block_output.ts";
import { atOnce, type DecompressionSteps } from "./decompression_steps.ts";
import { beyondLimit, corrupt } from "./limit.ts";
import {
  snappyBlockLength,
  snappyCompressBlock,
  snappyCompressedBytesMax,
  snappyDecompressBlock,
} from "./snappy_block.ts";

const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00] as const;
const XERIAL_HEADER_BYTES = 16;
const XERIAL_VERSION = 1;
/** Content of one framed block, as snappy-java writes it. */
const BLOCK_CONTENT_BYTES = 32 * 1024;

/** Compresses in xerial's framing, as Java's producer does. Snappy has no levels. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK_CONTENT_BYTES);
  const blockBytesMax = snappyCompressedBytesMax(Math.min(BLOCK_CONTENT_BYTES, bytes.length));
  const output = new Uint8Array(XERIAL_HEADER_BYTES + blocks * (4 + blockBytesMax));
  const view = new DataView(output.buffer);
  output.set(XERIAL_MAGIC);
  view.setInt32(8, XERIAL_VERSION);
  view.setInt32(12, XERIAL_VERSION);
  let to = XERIAL_HEADER_BYTES;
  for (let start = 0; start < bytes.length; start += BLOCK_CONTENT_BYTES) {
    const end = Math.min(start + BLOCK_CONTENT_BYTES, bytes.length);
    const blockEnd = snappyCompressBlock(bytes, { start, end }, { output, start: to + 4 });
    view.setInt32(to, blockEnd - to - 4);
    to = blockEnd;
  }
  return output.slice(0, to);
}

/**
 * Decompresses a framed input or one raw block.
 *
 * @param bytes the whole input
 * @param bytesMax most bytes to put out
 * @throws MalformedError where the input is not snappy, ends early, or the output passes `bytesMax`
 */
export function snappyDecompress(bytes: Uint8Array, bytesMax: number): Uint8Array {
  return atOnce(snappyDecompressSteps(bytes, bytesMax));
}

/** As {@linkcode snappyDecompress}, a step for each framed block; a raw one is one step. */
export function snappyDecompressSteps(bytes: Uint8Array, bytesMax: number): DecompressionSteps {
  return isFramed(bytes) ? framedSteps(bytes, bytesMax) : rawStep(bytes, bytesMax);
}

function isFramed(bytes: Uint8Array): boolean {
  if (bytes.length < XERIAL_HEADER_BYTES) return false;
  for (let i = 0; i < XERIAL_MAGIC.length; i++) if (bytes[i] !== XERIAL_MAGIC[i]) return false;
  return true;
}

// deno-lint-ignore require-yield -- it is one step
function* rawStep(bytes: Uint8Array, bytesMax: number): DecompressionSteps {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const block = { start: 0, end: bytes.length };
  const length = snappyBlockLength(view, block);
  checkLength(length, { before: 0, inputBytes: bytes.length, bytesMax });
  const output = new BlockOutput(length);
  snappyDecompressBlock(view, block, output);
  return output.finish();
}

/** The blocks' lengths are read first, so that the output is made once and in its size. */
function* framedSteps(bytes: Uint8Array, bytesMax: number): DecompressionSteps {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const end = blockEnd(view, at);
    const length = snappyBlockLength(view, { start: at + 4, end });
    checkLength(length, { before: total, inputBytes: end - at, bytesMax });
    total += length;
    at = end;
  }
  const output = new BlockOutput(total);
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const end = blockEnd(view, at);
    snappyDecompressBlock(view, { start: at + 4, end }, output);
    at = end;
    yield output.length;
  }
  return output.finish();
}

/** Where the framed block ends whose length stands at `at`. */
function blockEnd(view: DataView, at: number): number {
  const length = at + 4 <= view.byteLength ? view.getInt32(at) : -1;
  if (length <= 0 || at + 4 + length > view.byteLength) {
    throw corrupt("snappy", `block of ${length} bytes at ${at}, the input has ${view.byteLength}`);
  }
  return at + 4 + length;
}

/** A copy element of three bytes puts out 64, so a block cannot hold more than about 22 times. */
function checkLength(
  length: number,
  bound: { before: number; inputBytes: number; bytesMax: number },
): void {
  if (bound.before + length > bound.bytesMax) throw beyondLimit("snappy", bound.bytesMax);
  if (length > bound.inputBytes * 64) {
    throw corrupt("snappy", `${length} bytes announced by ${bound.inputBytes} bytes`);
  }
}
