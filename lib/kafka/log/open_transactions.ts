/**
 * The transactions in progress in one partition. What committed readers may see ends where the
 * oldest of them begins.
 *
 * @module
 */

/** First offsets by producer id. A producer has at most one open transaction in a partition. */
export class OpenTransactions {
  /** Oldest first: transactions begin in the order of their first offsets. */
  readonly #firstOffsets = new Map<number, number>();
  #oldestOffset = Infinity;

  get size(): number {
    return this.#firstOffsets.size;
  }

  /** Where the oldest begins, Infinity where none is open. */
  get firstOffset(): number {
    return this.#oldestOffset;
  }

  /** Opens a producer's transaction. Its first offset must lie above those of all open ones. */
  begin(producerId: number, firstOffset: number): void {
    this.#firstOffsets.set(producerId, firstOffset);
    if (firstOffset < this.#oldestOffset) this.#oldestOffset = firstOffset;
  }

  end(producerId: number): void {
    if (!this.#firstOffsets.delete(producerId)) return;
    const oldest = this.#firstOffsets.values().next();
    this.#oldestOffset = oldest.done === true ? Infinity : oldest.value;
  }

  /** Starts again with those that a snapshot held, in any order. */
  restore(firstOffsets: Iterable<readonly [producerId: number, firstOffset: number]>): void {
    this.#firstOffsets.clear();
    this.#oldestOffset = Infinity;
    for (const [id, offset] of [...firstOffsets].sort(([, a], [, b]) => a - b)) {
      this.begin(id, offset);
    }
  }
}
