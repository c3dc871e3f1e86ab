/**
 * Tells which batches of a fetched partition belong to transactions that were aborted, for
 * consumers that read committed records only (KIP-98): the broker lists the aborted transactions
 * of the range, each by its producer and first offset, and a marker in the log ends it.
 *
 * @module
 */

import { batchLastOffset, batchProducerId } from "../../bytes/batch_header.ts";

/** One aborted transaction, as FetchResponse has it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** Follows one fetched range, batch by batch in order. */
export class AbortedTransactions {
  readonly #upcoming: AbortedTransaction[];
  readonly #aborted = new Set<bigint>();

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#upcoming = [...transactions].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether the transactional batch at `position` was aborted. */
  covers(view: DataView, position: number): boolean {
    this.#advance(batchLastOffset(view, position));
    return this.#aborted.has(batchProducerId(view, position));
  }

  /** Takes note of an abort marker: what the producer writes after it is another transaction. */
  end(view: DataView, position: number): void {
    this.#advance(batchLastOffset(view, position));
    this.#aborted.delete(batchProducerId(view, position));
  }

  #advance(lastOffset: number): void {
    while (this.#upcoming.length > 0 && this.#upcoming[0]!.firstOffset <= lastOffset) {
      this.#aborted.add(this.#upcoming.shift()!.producerId);
    }
  }
}
