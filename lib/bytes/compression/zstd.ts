/**
 * Zstandard (RFC 8878), Kafka's compression type 4 (KIP-110): the runtime's own library behind a
 * walk over the frames' block headers. The walk finds what the library leaves unsaid: an input
 * that ends early, bytes after the last frame, and how large the output can become at most.
 *
 * @module
 */

import { zstdDecompress as zstdDecompressInThread, zstdDecompressSync } from "node:zlib";
import { beyondLimit, corrupt } from "./limit.ts";

const FRAME_MAGIC = 0xfd2fb528;
/** Skippable frames carry one of 16 magic numbers: all but the last 4 bits are these. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_BYTES_MAX = 128 * 1024;
const RAW_BLOCK = 0;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
const CONTENT_CHECKSUM_FLAG = 0x04;
const SINGLE_SEGMENT_FLAG = 0x20;
const RESERVED_FLAG = 0x08;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

/** What the walk found out about an input. */
type Frames = { frameCount: number; outputBytesMax: number };

/**
 * Compresses into one frame.
 *
 * @param bytes what to compress
 * @param level 1 (fast) to 22 (small), the library's own default is 3 (KIP-390)
 */
export function zstdCompress(bytes: Uint8Array, level = 3): Uint8Array {
  return Bun.zstdCompressSync(bytes as Uint8Array<ArrayBuffer>, { level });
}

/**
 * Decompresses one or more frames.
 *
 * @param bytes the frames, whole
 * @param bytesMax most bytes to put out
 * @throws MalformedError where the input is not zstd, ends early, or the output passes `bytesMax`
 */
export function zstdDecompress(bytes: Uint8Array, bytesMax: number): Uint8Array {
  const frames = walkFrames(bytes, bytesMax);
  try {
    // The direct call is five times faster for small inputs, but takes one frame and no limit.
    if (frames.frameCount === 1 && frames.outputBytesMax <= bytesMax) {
      return Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>);
    }
    return zstdDecompressSync(bytes, { maxOutputLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError) throw beyondLimit("zstd", bytesMax);
    throw corrupt("zstd", error instanceof Error ? error.message : String(error));
  }
}

/** As {@linkcode zstdDecompress}, in a thread of the runtime. */
export function zstdDecompressLater(bytes: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  walkFrames(bytes, bytesMax);
  return new Promise((resolve, reject) => {
    zstdDecompressInThread(bytes, { maxOutputLength: bytesMax }, (error, output) => {
      if (error === null) resolve(output);
      else if (error instanceof RangeError) reject(beyondLimit("zstd", bytesMax));
      else reject(corrupt("zstd", error.message));
    });
  });
}

/** Checks that the input is a row of complete frames, without decompressing. */
function walkFrames(bytes: Uint8Array, bytesMax: number): Frames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frames = { frameCount: 0, outputBytesMax: 0 };
  let at = 0;
  do {
    const magic = view.getUint32(need(bytes, at, 4), true);
    if (magic === FRAME_MAGIC) at = walkFrame(view, at + 4, { bytes, bytesMax, frames });
    else if ((magic & ~0xf) === SKIPPABLE_MAGIC) {
      at += 8 + view.getUint32(need(bytes, at + 4, 4), true);
      need(bytes, at, 0);
    } else throw corrupt("zstd", `no frame at ${at}, found 0x${magic.toString(16)}`);
    frames.frameCount += 1;
  } while (at < bytes.length);
  return frames;
}

/** Walks one frame from after its magic number, and returns where it ends. */
function walkFrame(
  view: DataView,
  start: number,
  walk: { bytes: Uint8Array; bytesMax: number; frames: Frames },
): number {
  const { bytes, bytesMax, frames } = walk;
  const descriptor = bytes[need(bytes, start, 1)]!;
  if ((descriptor & RESERVED_FLAG) !== 0) throw corrupt("zstd", "a reserved header bit is set");
  const single = (descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  const sizeAt = start + 1 + (single ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]!;
  const sizeBytes = CONTENT_SIZE_BYTES[descriptor >>> 6]! || (single ? 1 : 0);
  need(bytes, sizeAt, sizeBytes);
  const contentSize = readContentSize(view, sizeAt, sizeBytes);
  if (contentSize > bytesMax) throw beyondLimit("zstd", bytesMax);

  let outputBytesMax = 0;
  let at = sizeAt + sizeBytes;
  let last = false;
  while (!last) {
    need(bytes, at, 3);
    const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    last = (header & 1) === 1;
    const type = (header >>> 1) & 3;
    const size = header >>> 3;
    if (type === RESERVED_BLOCK || size > BLOCK_BYTES_MAX) {
      throw corrupt("zstd", `block of type ${type} and ${size} bytes at ${at}`);
    }
    outputBytesMax += type === RAW_BLOCK || type === RLE_BLOCK ? size : BLOCK_BYTES_MAX;
    at += 3 + (type === RLE_BLOCK ? 1 : size);
  }
  if (contentSize > outputBytesMax) {
    throw corrupt("zstd", `${contentSize} bytes announced, blocks hold at most ${outputBytesMax}`);
  }
  frames.outputBytesMax += contentSize >= 0 ? contentSize : outputBytesMax;
  return need(bytes, at + ((descriptor & CONTENT_CHECKSUM_FLAG) === 0 ? 0 : 4), 0);
}

/** The announced size of the frame's content, -1 where there is none. */
function readContentSize(view: DataView, at: number, sizeBytes: number): number {
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    case 8:
      return view.getUint32(at, true) + view.getUint32(at + 4, true) * 4294967296;
    default:
      return -1;
  }
}

/** Returns `at` where `length` bytes follow it, else the input ends early. */
function need(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) {
    throw corrupt("zstd", `the input ends early, after ${bytes.length} bytes`);
  }
  return at;
}
