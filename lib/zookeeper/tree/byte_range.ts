/**
 * Some bytes of an array: what a view of it would be, without the view, which takes longer to make
 * than most names and data to copy.
 *
 * @module
 */

const ASCII_MAX = 0x7f;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** `length` bytes from `start` on. */
export interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
}

/** A range that can be moved, so that one does for many. */
export class MovableRange implements ByteRange {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  length = 0;
}

/** All of an array. */
export function wholeRange(bytes: Uint8Array): ByteRange {
  return { bytes, start: 0, length: bytes.length };
}

/** The bytes as an array of their own. */
export function bytesOf({ bytes, start, length }: ByteRange): Uint8Array {
  return bytes.slice(start, start + length);
}

/** Up to this many bytes one by one is faster than a call. */
const SHORT_BYTES_MAX = 24;
/** Up to this many bytes one by one takes no longer than a view of them, and leaves no garbage. */
const LOOP_BYTES_MAX = 160;

/** Copies a range to `at` in another array. */
export function copyRange(from: ByteRange, to: Uint8Array, at: number): void {
  const { bytes, start, length } = from;
  if (length > SHORT_BYTES_MAX && length === bytes.length) to.set(bytes, at);
  else if (length > LOOP_BYTES_MAX) to.set(bytes.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = bytes[start + i]!;
}

/** The bytes, which are UTF-8, as text. */
export function textOf({ bytes, start, length }: ByteRange): string {
  if (length > LOOP_BYTES_MAX) return decoder.decode(bytes.subarray(start, start + length));
  let text = "";
  for (let i = start; i < start + length; i++) {
    const unit = bytes[i]!;
    if (unit > ASCII_MAX) return decoder.decode(bytes.subarray(start, start + length));
    text += String.fromCharCode(unit);
  }
  return text;
}
