/**
 * Changes good bytes into almost good ones: flipped bits, lengths at the edges, parts doubled, cut
 * out or taken from elsewhere.
 *
 * @module
 */
import type { SeededRandom } from "../../lib/io/random.ts";
import { pick } from "./fuzz_target.ts";

/** Numbers at which lengths, counts and offsets go wrong. */
const EDGES = [0, 1, -1, -2, 127, 128, 255, 256, 32767, 32768, 65535, 2 ** 31 - 1, -(2 ** 31)];
const CHANGES_MAX = 5;
const PART_BYTES_MAX = 64;

/** A changed copy; `donors` are other good inputs to take parts from. */
export function mutate(
  bytes: Uint8Array,
  random: SeededRandom,
  donors: readonly Uint8Array[] = [],
): Uint8Array {
  let changed: Uint8Array = bytes.slice();
  for (let i = 1 + random.int(CHANGES_MAX); i > 0; i--) changed = change(changed, random, donors);
  return changed;
}

function change(
  bytes: Uint8Array,
  random: SeededRandom,
  donors: readonly Uint8Array[],
): Uint8Array {
  if (bytes.length === 0) return random.bytes(1 + random.int(PART_BYTES_MAX));
  const at = random.int(bytes.length);
  const length = Math.min(1 + random.int(PART_BYTES_MAX), bytes.length - at);
  switch (random.int(8)) {
    case 0:
      bytes[at]! ^= 1 << random.int(8);
      return bytes;
    case 1:
      bytes[at] = random.int(256);
      return bytes;
    case 2:
      return withEdge(bytes, at, random);
    case 3:
      return bytes.slice(0, at);
    case 4:
      return spliced(bytes, { at, length: 0 }, bytes.subarray(at, at + length));
    case 5:
      return spliced(bytes, { at, length }, new Uint8Array(0));
    case 6:
      return spliced(bytes, { at, length: 0 }, random.bytes(length));
    default: {
      const donor = donors.length === 0 ? bytes : pick(random, donors);
      const from = random.int(donor.length + 1);
      return spliced(bytes, { at, length }, donor.subarray(from, from + PART_BYTES_MAX));
    }
  }
}

/** Puts a number from the edges in place, of 1, 2, 4 or 8 bytes or as a varint. */
function withEdge(bytes: Uint8Array, at: number, random: SeededRandom): Uint8Array {
  const edge = pick(random, EDGES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = pick(random, [1, 2, 4, 8, 0]);
  if (width === 0) {
    const varint = [0xff, 0xff, 0xff, 0xff, pick(random, [0x07, 0x0f, 0x1f, 0xff])];
    return spliced(bytes, { at, length: 1 }, Uint8Array.from(varint));
  }
  if (at + width > bytes.length) return bytes;
  if (width === 1) view.setInt8(at, edge);
  else if (width === 2) view.setInt16(at, edge);
  else if (width === 4) view.setInt32(at, edge);
  else view.setBigInt64(at, BigInt(edge) * pick(random, [1n, 1n << 22n, 1n << 32n]));
  return bytes;
}

function spliced(
  bytes: Uint8Array,
  { at, length }: { at: number; length: number },
  part: Uint8Array,
): Uint8Array {
  const result = new Uint8Array(bytes.length - length + part.length);
  result.set(bytes.subarray(0, at));
  result.set(part, at);
  result.set(bytes.subarray(at + length), at + part.length);
  return result;
}
