/**
 * The raw snappy format: a varint with the length of the content, then literals and copies of
 * what came before. Framing, where there is any, is snappy.ts.
 *
 * @module
 */

import type { BlockOutput } from "./block_output.ts";
import { corrupt } from "./limit.ts";

/** Positions in one fragment fit 16 bits; longer inputs are compressed fragment by fragment. */
const FRAGMENT_BYTES = 65536;
const HASH_BITS_MAX = 14;
/** The last bytes of a fragment stay literals, so that four bytes can be read at any candidate. */
const TAIL_BYTES = 15;
/** From this length on, `set` beats a loop (measured). */
const SET_BYTES_MIN = 64;
/** The kinds of elements, in the lowest two bits of their first byte; 3 is a far copy. */
const LITERAL = 0;
const SHORT_COPY = 1;
const COPY = 2;
/** Bytes of the distance after each kind's first byte. */
const COPY_BYTES = [0, 1, 2, 4] as const;

const hashTable = new Uint16Array(1 << HASH_BITS_MAX);

/** Most bytes that `snappyCompressBlock` writes for `length` bytes of input. */
export function snappyCompressedBytesMax(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}

/**
 * The content's length that a block claims. Integer operations only, here and below: a product
 * with a power of two is a floating point number to the compiler, and so is every position that
 * it is then added to, which makes the loop ten times slower (measured).
 */
export function snappyBlockLength(
  input: DataView,
  block: { start: number; end: number },
): number {
  let length = 0;
  for (let at = block.start, shift = 0; at < block.end && shift < 35; at++, shift += 7) {
    const byte = input.getUint8(at);
    if (shift === 28 && byte > 0x07) break; // 2 GiB and more: no input of Kafka's is so large
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return length;
  }
  throw corrupt("snappy", `no length at ${block.start}`);
}

/**
 * Decompresses one block to the end of `output`, which has room for the length it claims.
 *
 * @throws MalformedError where an element reaches outside the input or the output
 */
export function snappyDecompressBlock(
  input: DataView,
  block: { start: number; end: number },
  output: BlockOutput,
): void {
  const inputEnd = block.end;
  const outputStart = output.length;
  const outputEnd = outputStart + snappyBlockLength(input, block);
  let from = block.start;
  while (input.getUint8(from++) >= 0x80);
  while (from < inputEnd) {
    const tag = input.getUint8(from++);
    const type = tag & 3;
    let length = (tag >>> 2) + 1;
    if (type === LITERAL) {
      if (length > 60) {
        const lengthBytes = length - 60;
        if (from + lengthBytes > inputEnd) throw corrupt("snappy", `literal cut at ${from}`);
        length = 0;
        for (let i = 0; i < lengthBytes; i++) length |= input.getUint8(from++) << (8 * i);
        length += 1;
      }
      if (length <= 0 || from + length > inputEnd || output.length + length > outputEnd) {
        throw corrupt("snappy", `literal of ${length} bytes at ${from} passes the end`);
      }
      output.literal(input, from, length);
      from += length;
      continue;
    }
    if (from + COPY_BYTES[type]! > inputEnd) throw corrupt("snappy", `copy cut at ${from}`);
    let distance: number;
    if (type === SHORT_COPY) {
      length = ((tag >>> 2) & 7) + 4;
      distance = ((tag >>> 5) << 8) | input.getUint8(from);
    } else if (type === COPY) distance = input.getUint16(from, true);
    else distance = input.getInt32(from, true);
    from += COPY_BYTES[type]!;
    const written = output.length;
    if (distance <= 0 || distance > written - outputStart || written + length > outputEnd) {
      throw corrupt("snappy", `copy of ${length} bytes from ${distance} back at ${from}`);
    }
    output.copy(distance, length);
  }
  if (output.length !== outputEnd) {
    throw corrupt("snappy", `${outputEnd - output.length} bytes fewer than announced`);
  }
}

/**
 * Compresses `input` from `start` to `end` into one raw block at `to` in `output`.
 *
 * @returns where the block ends in `output`, which must have room for
 * `snappyCompressedBytesMax(end - start)` bytes
 */
export function snappyCompressBlock(
  input: Uint8Array,
  range: { start: number; end: number },
  target: { output: Uint8Array; start: number },
): number {
  const { output } = target;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let to = target.start;
  let rest = range.end - range.start;
  for (; rest >= 0x80; rest >>>= 7) output[to++] = (rest & 0x7f) | 0x80;
  output[to++] = rest;
  for (let start = range.start; start < range.end; start += FRAGMENT_BYTES) {
    const end = Math.min(start + FRAGMENT_BYTES, range.end);
    to = compressFragment(view, { input, start, end }, { output, start: to });
  }
  return to;
}

/** Greedy: hash four bytes, look where they were last seen, step faster where nothing matches. */
function compressFragment(
  view: DataView,
  range: { input: Uint8Array; start: number; end: number },
  target: { output: Uint8Array; start: number },
): number {
  const { input, start, end } = range;
  const { output } = target;
  let to = target.start;
  let literalStart = start;
  if (end - start > TAIL_BYTES) {
    const bits = Math.min(HASH_BITS_MAX, Math.max(8, 32 - Math.clz32(end - start - 1)));
    const shift = 32 - bits;
    hashTable.fill(0, 0, 1 << bits);
    const limit = end - TAIL_BYTES;
    let at = start + 1;
    let misses = 32;
    while (at < limit) {
      const four = view.getInt32(at, true);
      const slot = Math.imul(four, 0x1e35a7bd) >>> shift;
      const candidate = start + hashTable[slot]!;
      hashTable[slot] = at - start;
      if (candidate >= at || view.getInt32(candidate, true) !== four) {
        at += misses++ >>> 5;
        continue;
      }
      if (at > literalStart) to = writeLiteral(input, { start: literalStart, end: at, output, to });
      let length = 4;
      while (at + length < end && input[candidate + length] === input[at + length]) length += 1;
      to = writeCopy(output, to, { distance: at - candidate, length });
      at += length;
      literalStart = at;
      misses = 32;
      if (at >= limit) break;
      hashTable[Math.imul(view.getInt32(at - 1, true), 0x1e35a7bd) >>> shift] = at - 1 - start;
    }
  }
  if (end > literalStart) to = writeLiteral(input, { start: literalStart, end, output, to });
  return to;
}

function writeLiteral(
  input: Uint8Array,
  literal: { start: number; end: number; output: Uint8Array; to: number },
): number {
  const { start, end, output } = literal;
  const length = end - start;
  let to = literal.to;
  if (length <= 60) output[to++] = (length - 1) << 2;
  else if (length <= 256) {
    output[to++] = 60 << 2;
    output[to++] = length - 1;
  } else {
    output[to++] = 61 << 2;
    output[to++] = (length - 1) & 0xff;
    output[to++] = (length - 1) >>> 8;
  }
  if (length >= SET_BYTES_MIN) output.set(input.subarray(start, end), to);
  else for (let i = 0; i < length; i++) output[to + i] = input[start + i]!;
  return to + length;
}

/** A copy is at most 64 bytes; a short one close by takes two bytes instead of three. */
function writeCopy(
  output: Uint8Array,
  start: number,
  copy: { distance: number; length: number },
): number {
  const { distance } = copy;
  let { length } = copy;
  let to = start;
  // Leaves at least 4 bytes for the last copy, so that it may take the short form.
  while (length >= 68) {
    to = writeLongCopy(output, to, { distance, length: 64 });
    length -= 64;
  }
  if (length > 64) {
    to = writeLongCopy(output, to, { distance, length: 60 });
    length -= 60;
  }
  if (length >= 12 || distance >= 2048) return writeLongCopy(output, to, { distance, length });
  output[to++] = 1 | ((length - 4) << 2) | ((distance >>> 8) << 5);
  output[to++] = distance & 0xff;
  return to;
}

function writeLongCopy(
  output: Uint8Array,
  to: number,
  copy: { distance: number; length: number },
): number {
  output[to] = 2 | ((copy.length - 1) << 2);
  output[to + 1] = copy.distance & 0xff;
  output[to + 2] = copy.distance >>> 8;
  return to + 3;
}
