/**
 * The LZ4 frame format, Kafka's compression type 3. Written as Java's producer writes it:
 * independent blocks of 64 KiB, no checksums but the header's. Read: any frame without a
 * dictionary, with linked blocks and checksums too.
 *
 * In message format 0 Java computed the header's checksum over the magic number as well, which is
 * not what the format says (KIP-57); such frames are read, and written where asked for.
 *
 * @module
 */

import { BlockOutput } from "./block_output.ts";
import { atOnce, type DecompressionSteps } from "./decompression_steps.ts";
import { beyondLimit, corrupt } from "./limit.ts";
import { lz4CompressBlock, lz4CompressedBytesMax, lz4DecompressBlock } from "./lz4_block.ts";
import { lz4CompressBlockHigh } from "./lz4_high_block.ts";

const FRAME_MAGIC = 0x184d2204;
const BLOCK_CONTENT_BYTES = 64 * 1024;
/** Version 1, independent blocks. */
const FLAGS = 0x60;
/** Blocks of at most 64 KiB. */
const BLOCK_DESCRIPTOR = 0x40;
const HEADER_BYTES = 7;
/** In a block's length: the content follows uncompressed. */
const UNCOMPRESSED_FLAG = 0x80000000 | 0;

/** Over which bytes the header's checksum goes: the format's, or those of message format 0. */
export type Lz4HeaderChecksum = "standard" | "with-magic";

type Frame = {
  blockBytesMax: number;
  linked: boolean;
  blockChecksum: boolean;
  contentChecksum: boolean;
  contentSize: number;
  blocksAt: number;
};

/**
 * Compresses into one frame.
 *
 * @param options.level 1 to 17, slower and smaller from one to the next; the fast way without one
 */
export function lz4Compress(
  bytes: Uint8Array,
  options: { headerChecksum?: Lz4HeaderChecksum; level?: number | undefined } = {},
): Uint8Array {
  const { level } = options;
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = Math.ceil(bytes.length / BLOCK_CONTENT_BYTES);
  const blockBytesMax = lz4CompressedBytesMax(Math.min(BLOCK_CONTENT_BYTES, bytes.length));
  const output = new Uint8Array(HEADER_BYTES + 4 + blocks * (4 + blockBytesMax));
  const view = new DataView(output.buffer);
  view.setUint32(0, FRAME_MAGIC, true);
  output[4] = FLAGS;
  output[5] = BLOCK_DESCRIPTOR;
  output[6] = headerChecksum(output.subarray(options.headerChecksum === "with-magic" ? 0 : 4, 6));
  let to = HEADER_BYTES;
  for (let start = 0; start < bytes.length; start += BLOCK_CONTENT_BYTES) {
    const end = Math.min(start + BLOCK_CONTENT_BYTES, bytes.length);
    const blockAt = to + 4;
    const range = { input: bytes, start, end };
    to = level === undefined
      ? lz4CompressBlock(input, range, { output, start: blockAt })
      : lz4CompressBlockHigh(input, range, { output, start: blockAt, level });
    if (to - blockAt < end - start) view.setUint32(blockAt - 4, to - blockAt, true);
    else {
      output.set(bytes.subarray(start, end), blockAt);
      view.setInt32(blockAt - 4, (end - start) | UNCOMPRESSED_FLAG, true);
      to = blockAt + end - start;
    }
  }
  view.setUint32(to, 0, true);
  return output.slice(0, to + 4);
}

/**
 * Decompresses one frame.
 *
 * @param bytes the whole frame
 * @param bytesMax most bytes to put out
 * @throws MalformedError where the input is no such frame, ends early, has a wrong checksum, or
 * the output passes `bytesMax`
 */
export function lz4Decompress(bytes: Uint8Array, bytesMax: number): Uint8Array {
  return atOnce(lz4DecompressSteps(bytes, bytesMax));
}

/**
 * As {@linkcode lz4Decompress}, a step for each block.
 *
 * @param capacity bytes to reserve for the output where the frame does not say its size: growing
 * copies all that is there, which for a large output is a long step
 */
export function* lz4DecompressSteps(
  bytes: Uint8Array,
  bytesMax: number,
  capacity = Math.min(bytesMax, bytes.length * 3),
): DecompressionSteps {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = readHeader(bytes, view);
  if (frame.contentSize > bytesMax) throw beyondLimit("lz4", bytesMax);
  // No sequence puts out more than 255 times its own bytes, whatever the header announces.
  if (frame.contentSize > bytes.length * 255) {
    throw corrupt("lz4", `${frame.contentSize} bytes announced by ${bytes.length} bytes`);
  }
  const output = new BlockOutput(frame.contentSize >= 0 ? frame.contentSize : capacity);
  let at = frame.blocksAt;
  while (true) {
    const header = view.getInt32(need(bytes, at, 4), true);
    at += 4;
    if (header === 0) break;
    const size = header & ~UNCOMPRESSED_FLAG;
    if (size > frame.blockBytesMax) {
      throw corrupt("lz4", `block of ${size} bytes at ${at}, at most ${frame.blockBytesMax}`);
    }
    need(bytes, at, size);
    const start = output.length;
    if ((header & UNCOMPRESSED_FLAG) === 0) {
      const windowStart = frame.linked ? 0 : start;
      const end = Math.min(start + frame.blockBytesMax, bytesMax);
      lz4DecompressBlock(view, { start: at, end: at + size }, { output, windowStart, end });
    } else {
      if (start + size > bytesMax) throw beyondLimit("lz4", bytesMax);
      output.literal(view, at, size);
    }
    at += size;
    if (frame.blockChecksum) {
      checkSum(view, at, bytes.subarray(at - size, at));
      at += 4;
    }
    yield output.length;
  }
  const content = output.finish();
  if (frame.contentChecksum) {
    checkSum(view, at, content);
    at += 4;
  }
  if (at !== bytes.length) throw corrupt("lz4", `${bytes.length - at} bytes after the frame`);
  if (frame.contentSize >= 0 && frame.contentSize !== content.length) {
    throw corrupt("lz4", `${content.length} bytes found, ${frame.contentSize} announced`);
  }
  return content;
}

function readHeader(bytes: Uint8Array, view: DataView): Frame {
  need(bytes, 0, HEADER_BYTES);
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw corrupt("lz4", "no frame header");
  const flags = bytes[4]!;
  const descriptor = bytes[5]!;
  const blockSizeId = (descriptor >>> 4) & 7;
  if (flags >>> 6 !== 1 || (flags & 0x02) !== 0 || (descriptor & 0x8f) !== 0 || blockSizeId < 4) {
    throw corrupt("lz4", `flags 0x${flags.toString(16)}, descriptor 0x${descriptor.toString(16)}`);
  }
  if ((flags & 0x01) !== 0) throw corrupt("lz4", "the frame needs a dictionary");
  const contentSizeBytes = (flags & 0x08) === 0 ? 0 : 8;
  const checksumAt = need(bytes, 6 + contentSizeBytes, 1);
  const checksum = bytes[checksumAt]!;
  if (
    checksum !== headerChecksum(bytes.subarray(4, checksumAt)) &&
    checksum !== headerChecksum(bytes.subarray(0, checksumAt))
  ) throw corrupt("lz4", `wrong header checksum ${checksum}`);
  return {
    blockBytesMax: 1 << (8 + 2 * blockSizeId),
    linked: (flags & 0x20) === 0,
    blockChecksum: (flags & 0x10) !== 0,
    contentChecksum: (flags & 0x04) !== 0,
    contentSize: contentSizeBytes === 0
      ? -1
      : view.getUint32(6, true) + view.getUint32(10, true) * 4294967296,
    blocksAt: checksumAt + 1,
  };
}

/** The second byte of the header's xxHash32. */
function headerChecksum(bytes: Uint8Array): number {
  return (Bun.hash.xxHash32(bytes, 0) >>> 8) & 0xff;
}

function checkSum(view: DataView, at: number, content: Uint8Array): void {
  if (at + 4 > view.byteLength) throw corrupt("lz4", `checksum cut at ${at}`);
  const claimed = view.getUint32(at, true);
  if (Bun.hash.xxHash32(content, 0) !== claimed) throw corrupt("lz4", `wrong checksum at ${at}`);
}

/** Returns `at` where `length` bytes follow it, else the input ends early. */
function need(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) {
    throw corrupt("lz4", `the input ends early, after ${bytes.length} bytes`);
  }
  return at;
}
