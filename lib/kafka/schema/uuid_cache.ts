/**
 * Ids between their 16 bytes and their text, remembered: a broker sees the same few topic ids in
 * every request, and the text costs ten times what finding it again does (150 ns against 15).
 * Both memories are bounded, and forget rather than grow.
 *
 * @module
 */

import type { Reader } from "../../bytes/reader.ts";
import { uuidFromBytes, uuidToBytes, ZERO_UUID } from "../../bytes/uuid.ts";
import type { Writer } from "../../bytes/writer.ts";

/** Slots for texts by the bits of their ids; a power of two. */
const SLOTS = 256;
/** Ids whose bytes are remembered by text. */
const TEXTS_MAX = 1024;

/** The four words of the id in each slot, and its text. */
const words = new Int32Array(SLOTS * 4);
const texts: string[] = Array.from({ length: SLOTS }, () => ZERO_UUID);
const bytesByText = new Map<string, Uint8Array>();

/** Reads 16 bytes as an id's text. */
export function readUuid(reader: Reader): string {
  const start = reader.take(16);
  const view = reader.view;
  const a = view.getInt32(start);
  const b = view.getInt32(start + 4);
  const c = view.getInt32(start + 8);
  const d = view.getInt32(start + 12);
  const slot = slotOf(a ^ b ^ c ^ d);
  const at = slot * 4;
  if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) {
    return texts[slot]!;
  }
  const text = uuidFromBytes(reader.buffer.subarray(start, start + 16));
  words[at] = a;
  words[at + 1] = b;
  words[at + 2] = c;
  words[at + 3] = d;
  texts[slot] = text;
  return text;
}

/** Spreads an id's bits over the slots: ids made one after the other may differ in few of them. */
function slotOf(bits: number): number {
  return (Math.imul(bits, 0x9e3779b1) >>> 24) & (SLOTS - 1);
}

/** Writes an id's 16 bytes. Throws RangeError where the text is not an id. */
export function writeUuid(writer: Writer, text: string): void {
  const known = bytesByText.get(text);
  if (known !== undefined) return writer.bytes(known);
  const bytes = uuidToBytes(text);
  if (bytesByText.size === TEXTS_MAX) bytesByText.clear();
  bytesByText.set(text, bytes);
  writer.bytes(bytes);
}
