/**
 * Inputs that every codec's test goes over: empty, tiny, repetitive, random, mixed, and lengths
 * around the block sizes of snappy's framing (32 KiB) and LZ4 (64 KiB).
 *
 * @module
 */

/** A generator of numbers below 2^32 from a seed, the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  while (true) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

/** Bytes without any pattern a compressor could find. */
export function randomBytes(length: number, seed = 1): Uint8Array {
  const source = numbers(seed);
  return Uint8Array.from({ length }, () => source.next().value >>> 24);
}

/** Literals and copies from short and long distances, some overlapping themselves. */
export function mixedBytes(length: number, seed = 1): Uint8Array {
  const source = numbers(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const roll = source.next().value;
    const run = 1 + ((roll >>> 8) % 100);
    const distance = 1 + (source.next().value >>> 8) % (roll % 5 === 0 ? 100_000 : 200);
    for (let i = 0; i < run && at < length; i++, at++) {
      bytes[at] = roll % 3 > 0 && distance <= at
        ? bytes[at - distance]!
        : source.next().value >>> 28;
    }
  }
  return bytes;
}

/** Name and bytes of each input. */
export const SAMPLES: [string, Uint8Array][] = [
  ["no bytes", new Uint8Array(0)],
  ["one byte", new Uint8Array([42])],
  ["four bytes", new Uint8Array([1, 2, 3, 4])],
  ["13 equal bytes", new Uint8Array(13).fill(7)],
  ["text", new TextEncoder().encode("the quick brown fox, the quick brown fox, the end")],
  ["Korean text", new TextEncoder().encode("빠른 갈색 여우가 ".repeat(50))],
  ["300 KB of zeros", new Uint8Array(300_000)],
  ["random 5,000", randomBytes(5000)],
  ["random 200,000", randomBytes(200_000)],
  ["mixed 300,000", mixedBytes(300_000)],
  ...[15, 16, 17, 59, 60, 61, 255, 256, 257, 32767, 32768, 32769, 65535, 65536, 65537, 131073]
    .map((length): [string, Uint8Array] => [`mixed ${length}`, mixedBytes(length, length)]),
];
