/**
 * The bound on the indexes that are held in memory. A sealed segment's indexes are in its files, so
 * they are kept only while they are among those loaded last; the segments that are appended to keep
 * theirs and do not count.
 *
 * @module
 */

/** What the cache holds and lets go. */
export interface CachedIndexes {
  /** Bytes of entries in memory. */
  readonly sizeBytes: number;
  /** Forgets the entries: they are read again when asked for. */
  drop(): void;
}

/** The indexes of sealed segments, up to a number of bytes. */
export class IndexCache {
  /** Bytes that each was counted with. Insertion order is order of loading. */
  readonly #held = new Map<CachedIndexes, number>();
  readonly #bytesMax: number;
  #bytes = 0;

  /** @param bytesMax bytes of entries to keep, over all segments */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes of entries held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes in what has just been loaded, and lets the oldest go. */
  add(indexes: CachedIndexes): void {
    this.forget(indexes);
    const { sizeBytes } = indexes;
    this.#held.set(indexes, sizeBytes);
    this.#bytes += sizeBytes;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === indexes) break;
      this.forget(oldest);
      oldest.drop();
    }
  }

  /** Counts these no longer: their segment is appended to, or gone. */
  forget(indexes: CachedIndexes): void {
    this.#bytes -= this.#held.get(indexes) ?? 0;
    this.#held.delete(indexes);
  }
}
