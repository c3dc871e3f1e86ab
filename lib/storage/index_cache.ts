/**
 * The bound on the indexes that are held in memory. A sealed segment's indexes are in its files, so
 * they are kept only while they are among those loaded last; the segments that are appended to keep
 * theirs and do not count.
 *
 * @module
 */
import type { MemoryAccount } from "../io/memory_budget.ts";

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
  readonly #memory: MemoryAccount | null;
  #newest: CachedIndexes | null = null;
  #bytes = 0;

  /**
   * @param bytesMax bytes of entries to keep, over all segments
   * @param memory counts them; where memory runs short, the oldest are forgotten
   */
  constructor(bytesMax: number, memory: MemoryAccount | null = null) {
    this.#bytesMax = bytesMax;
    this.#memory = memory;
    if (memory !== null) {
      memory.giveWay = (bytes) => this.#shrinkTo(Math.max(0, this.#bytes - bytes));
    }
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
    this.#newest = indexes;
    this.#memory?.claim(sizeBytes);
    this.#shrinkTo(this.#bytesMax);
  }

  /** Lets the oldest go, but never what was loaded last: somebody is about to read it. */
  #shrinkTo(bytesMax: number): void {
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= bytesMax || oldest === this.#newest) break;
      this.forget(oldest);
      oldest.drop();
    }
  }

  /** Counts these no longer: their segment is appended to, or gone. */
  forget(indexes: CachedIndexes): void {
    const sizeBytes = this.#held.get(indexes);
    if (sizeBytes === undefined) return;
    this.#bytes -= sizeBytes;
    this.#held.delete(indexes);
    if (this.#newest === indexes) this.#newest = null;
    this.#memory?.release(sizeBytes);
  }
}
