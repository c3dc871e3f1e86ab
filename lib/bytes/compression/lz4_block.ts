/**
 * The LZ4 block format: sequences of literals and a copy of what came before. Blocks stand in
 * frames, see lz4.ts.
 *
 * @module
 */

import type { BlockOutput } from "./block_output.ts";
import { beyondLimit, corrupt } from "./limit.ts";

/** The shortest copy of the format. */
export const MATCH_BYTES_MIN = 4;
/** The format's own end conditions: the last 5 bytes are literals … */
export const LAST_LITERALS = 5;
/** … and the last copy starts at least 12 bytes before the end. */
export const MATCH_START_BEFORE_END = 12;
const HASH_BITS_MAX = 14;
const HASH_BITS_MIN = 8;
/** Spreads four bytes over the bits of a hash, the upper ones best. */
export const HASH_FACTOR = 0x9e3779b1;
/** From this length on, `set` beats a loop (measured). */
const SET_BYTES_MIN = 64;

/** Where in the block four bytes with this hash were last seen: 16 bits, as blocks are 64 KiB. */
const hashTable = new Uint16Array(1 << HASH_BITS_MAX);

/** Most bytes that `lz4CompressBlock` writes for `length` bytes of input. */
export function lz4CompressedBytesMax(length: number): number {
  return length + Math.ceil(length / 255) + 16;
}

/**
 * Decompresses one block to the end of `output`.
 *
 * @param input where the block lies
 * @param block where it starts and ends in `input`
 * @param target `windowStart`: how far back copies may reach; `end`: how far to write at most
 * @throws MalformedError where a sequence reaches outside the input or the output
 */
export function lz4DecompressBlock(
  input: DataView,
  block: { start: number; end: number },
  target: { output: BlockOutput; windowStart: number; end: number },
): void {
  const { output, windowStart, end: outputEnd } = target;
  const inputEnd = block.end;
  let from = block.start;
  while (true) {
    if (from >= inputEnd) throw corrupt("lz4", `block ends without literals at ${from}`);
    const token = input.getUint8(from++);
    let length = token >>> 4;
    if (length === 15) {
      let byte = 255;
      while (byte === 255) {
        if (from >= inputEnd) throw corrupt("lz4", `length cut at ${from}`);
        byte = input.getUint8(from++);
        length += byte;
      }
    }
    if (from + length > inputEnd) throw corrupt("lz4", `${length} literals cut at ${from}`);
    if (output.length + length > outputEnd) throw beyondLimit("lz4", outputEnd);
    output.literal(input, from, length);
    from += length;
    if (from === inputEnd) return;

    if (from + 2 > inputEnd) throw corrupt("lz4", `distance cut at ${from}`);
    const distance = input.getUint16(from, true);
    from += 2;
    length = token & 15;
    if (length === 15) {
      let byte = 255;
      while (byte === 255) {
        if (from >= inputEnd) throw corrupt("lz4", `length cut at ${from}`);
        byte = input.getUint8(from++);
        length += byte;
      }
    }
    length += MATCH_BYTES_MIN;
    if (distance === 0 || distance > output.length - windowStart) {
      throw corrupt("lz4", `copy from ${distance} back at ${from}`);
    }
    if (output.length + length > outputEnd) throw beyondLimit("lz4", outputEnd);
    output.copy(distance, length);
  }
}

/**
 * Compresses at most 64 KiB, `input` from `start` to `end`, into one block at `target.start`.
 * Greedy: hash four bytes, look where they were last seen, step faster where nothing matches.
 *
 * @returns where the block ends in `output`, which must have room for
 * `lz4CompressedBytesMax(end - start)` bytes
 */
export function lz4CompressBlock(
  view: DataView,
  range: { input: Uint8Array; start: number; end: number },
  target: { output: Uint8Array; start: number },
): number {
  const { input, start, end } = range;
  const { output } = target;
  const limit = end - MATCH_START_BEFORE_END;
  const matchEnd = end - LAST_LITERALS;
  let to = target.start;
  let literalStart = start;
  if (end - start > MATCH_START_BEFORE_END) {
    const bits = Math.min(HASH_BITS_MAX, Math.max(HASH_BITS_MIN, 32 - Math.clz32(end - start)));
    const shift = 32 - bits;
    hashTable.fill(0, 0, 1 << bits);
    let at = start + 1;
    let misses = 64;
    while (at <= limit) {
      const four = view.getInt32(at, true);
      const slot = Math.imul(four, HASH_FACTOR) >>> shift;
      const candidate = start + hashTable[slot]!;
      hashTable[slot] = at - start;
      if (candidate >= at || view.getInt32(candidate, true) !== four) {
        at += misses++ >>> 6;
        continue;
      }
      let length = MATCH_BYTES_MIN;
      while (at + length < matchEnd && input[candidate + length] === input[at + length]) {
        length += 1;
      }
      to = writeCopy(input, { literalStart, at, output, to, length }, at - candidate);
      at += length;
      literalStart = at;
      misses = 64;
    }
  }
  return writeLiterals(input, { literalStart, at: end, output, to, length: MATCH_BYTES_MIN });
}

/** A copy of `length` bytes at `at`, the literals before it, and where they go. */
interface Sequence {
  literalStart: number;
  at: number;
  output: Uint8Array;
  to: number;
  length: number;
}

/** Writes a sequence of which the copy lies `distance` back. Returns where it ends. */
export function writeCopy(input: Uint8Array, sequence: Sequence, distance: number): number {
  const { output } = sequence;
  const to = writeLiterals(input, sequence);
  output[to] = distance & 0xff;
  output[to + 1] = distance >>> 8;
  return writeLength(output, to + 2, sequence.length - MATCH_BYTES_MIN);
}

/** Writes a sequence's token and literals; a block ends with them. Returns where they end. */
export function writeLiterals(input: Uint8Array, sequence: Sequence): number {
  const { literalStart, at, output } = sequence;
  const literals = at - literalStart;
  const matchNibble = Math.min(15, sequence.length - MATCH_BYTES_MIN);
  output[sequence.to] = (Math.min(15, literals) << 4) | matchNibble;
  const to = writeLength(output, sequence.to + 1, literals);
  if (literals >= SET_BYTES_MIN) output.set(input.subarray(literalStart, at), to);
  else for (let i = 0; i < literals; i++) output[to + i] = input[literalStart + i]!;
  return to + literals;
}

/** Writes what of a length does not fit into its half of the token. */
function writeLength(output: Uint8Array, start: number, length: number): number {
  if (length < 15) return start;
  let to = start;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) output[to++] = 255;
  output[to++] = rest;
  return to;
}
