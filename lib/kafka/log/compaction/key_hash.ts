/**
 * A 128-bit hash of a record's key: MurmurHash3 in its form for 32-bit machines (x86_128, public
 * domain, Austin Appleby), which needs no arithmetic past 32 bits. Keys of up to 16 bytes and of
 * the same length never collide in it; with ten million longer ones the odds that any two do are
 * below 10^-24. The offset map keeps it in place of the keys.
 *
 * @module
 */

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/** Int32s of a hash. */
export const HASH_WORDS = 4;

function mix1(word: number): number {
  const product = Math.imul(word, C1);
  return Math.imul((product << 15) | (product >>> 17), C2);
}

function mix2(word: number): number {
  const product = Math.imul(word, C2);
  return Math.imul((product << 16) | (product >>> 16), C3);
}

function mix3(word: number): number {
  const product = Math.imul(word, C3);
  return Math.imul((product << 17) | (product >>> 15), C4);
}

function mix4(word: number): number {
  const product = Math.imul(word, C4);
  return Math.imul((product << 18) | (product >>> 14), C1);
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Up to four bytes from `at` on, the first lowest; what lies past `end` counts as zero. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
  let word = 0;
  for (let i = end - 1; i >= at; i--) word = (word << 8) | bytes[i]!;
  return word;
}

/**
 * Hashes `length` bytes from `start` on.
 *
 * @param hash gets the four words
 */
export function hashKey(
  bytes: Uint8Array,
  { start, length }: { start: number; length: number },
  hash: Int32Array,
): void {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const end = start + length;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    h1 ^= mix1(wordAt(bytes, at, end));
    h1 = (Math.imul((((h1 << 19) | (h1 >>> 13)) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= mix2(wordAt(bytes, at + 4, end));
    h2 = (Math.imul((((h2 << 17) | (h2 >>> 15)) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= mix3(wordAt(bytes, at + 8, end));
    h3 = (Math.imul((((h3 << 15) | (h3 >>> 17)) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= mix4(wordAt(bytes, at + 12, end));
    h4 = (Math.imul((((h4 << 13) | (h4 >>> 19)) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  if (at + 12 < end) h4 ^= mix4(wordAt(bytes, at + 12, end));
  if (at + 8 < end) h3 ^= mix3(wordAt(bytes, at + 8, end));
  if (at + 4 < end) h2 ^= mix2(wordAt(bytes, at + 4, end));
  if (at < end) h1 ^= mix1(wordAt(bytes, at, end));
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = ((h1 ^ length) + h2 + h3 + h4) | 0;
  h2 = finish((h2 + h1) | 0);
  h3 = finish((h3 + h1) | 0);
  h4 = finish((h4 + h1) | 0);
  h1 = (finish(h1) + h2 + h3 + h4) | 0;
  hash[0] = h1;
  hash[1] = (h2 + h1) | 0;
  hash[2] = (h3 + h1) | 0;
  hash[3] = (h4 + h1) | 0;
}
