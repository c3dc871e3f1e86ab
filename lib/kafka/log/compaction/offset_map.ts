/**
 * The newest offset of each key in the part of a log that is being compacted, in memory of a fixed
 * size: a hash table with open addressing, 20 bytes a slot (the key's 128-bit hash, and its offset
 * relative to where the part begins). When it is full, the part ends there and the rest waits for
 * the next pass.
 *
 * @module
 */
import { HASH_WORDS, hashKey } from "./key_hash.ts";

const SLOT_WORDS = HASH_WORDS + 1;
/** Bytes of one slot. */
export const SLOT_BYTES = SLOT_WORDS * 4;
/** Offsets that fit in a slot: 0 stands for an empty one. */
const SPAN_MAX = 2 ** 32 - 2;

/** A range of bytes. */
export interface KeyPlace {
  start: number;
  length: number;
}

/** How large a map is. */
export interface OffsetMapOptions {
  /** Offsets below it are never put. */
  baseOffset: number;
  /** Bytes of the whole table. */
  sizeBytes: number;
  /** Share of the slots that may be used, 0 to 1: the last ones make it slow. */
  loadFactor: number;
}

/** Newest offsets by key. */
export class OffsetMap {
  readonly #table: Int32Array;
  readonly #slots: number;
  readonly #countMax: number;
  readonly #baseOffset: number;
  readonly #hash = new Int32Array(HASH_WORDS);
  #count = 0;
  /** The last offset that was looked at: what lies past it is not compacted. */
  latestOffset = -1;

  constructor({ baseOffset, sizeBytes, loadFactor }: OffsetMapOptions) {
    this.#slots = Math.max(2, Math.floor(sizeBytes / SLOT_BYTES));
    // One slot stays empty at least: a search for a key that is not there ends at it.
    this.#countMax = Math.max(1, Math.min(this.#slots - 1, Math.floor(this.#slots * loadFactor)));
    this.#baseOffset = baseOffset;
    this.#table = new Int32Array(this.#slots * SLOT_WORDS);
  }

  /** Keys held. */
  get count(): number {
    return this.#count;
  }

  /** Share of the usable slots in use, 0 to 1. */
  get utilization(): number {
    return this.#count / this.#countMax;
  }

  /** Notes that a key has a record at `offset`. False where there is no room: nothing changed. */
  put(bytes: Uint8Array, key: KeyPlace, offset: number): boolean {
    const span = offset - this.#baseOffset;
    if (span >= SPAN_MAX) return false;
    const at = this.#slotOf(bytes, key);
    const table = this.#table;
    if (table[at + HASH_WORDS] === 0) {
      if (this.#count >= this.#countMax) return false;
      this.#count += 1;
      for (let i = 0; i < HASH_WORDS; i++) table[at + i] = this.#hash[i]!;
    }
    table[at + HASH_WORDS] = (span + 1) | 0;
    return true;
  }

  /** The newest offset of a key, -1 where it has none. */
  get(bytes: Uint8Array, key: KeyPlace): number {
    const span = this.#table[this.#slotOf(bytes, key) + HASH_WORDS]! >>> 0;
    return span === 0 ? -1 : this.#baseOffset + span - 1;
  }

  /** Where the key's slot is, or the empty one where it would go. */
  #slotOf(bytes: Uint8Array, key: KeyPlace): number {
    const hash = this.#hash;
    hashKey(bytes, key, hash);
    const h0 = hash[0]!;
    const h1 = hash[1]!;
    const h2 = hash[2]!;
    const h3 = hash[3]!;
    const table = this.#table;
    for (let slot = (h0 >>> 0) % this.#slots;; slot = slot + 1 === this.#slots ? 0 : slot + 1) {
      const at = slot * SLOT_WORDS;
      if (table[at + HASH_WORDS] === 0) return at;
      if (
        table[at] === h0 && table[at + 1] === h1 && table[at + 2] === h2 && table[at + 3] === h3
      ) return at;
    }
  }
}
