/**
 * Which batches of a log belong to aborted transactions, and which markers are still needed, found
 * by going through the batches in their order.
 *
 * An aborted transaction's records are dropped wherever they are met. Its marker, and that of a
 * committed one, may go only when nothing of the transaction is left in the log before it: a
 * reader would else take an aborted record that survived for a committed one.
 *
 * @module
 */
import {
  batchIsTransactional,
  batchLastOffset,
  batchRecordCount,
  int64At,
  PRODUCER_ID_POSITION,
} from "../../../bytes/batch_header.ts";
import { ControlRecordType, controlRecordType } from "../../record/control_record.ts";
import { openRecords } from "../../record/read_records.ts";
import type { AbortedTransaction } from "../aborted_transactions.ts";

/** One that the walk is in the middle of. */
interface OpenAborted {
  readonly transaction: AbortedTransaction;
  /** True once a batch of it was met. */
  met: boolean;
}

/** What the walk knows so far. */
export class CleanedTransactions {
  /** Those that begin later, the next one last. */
  readonly #ahead: AbortedTransaction[];
  readonly #aborted = new Map<number, OpenAborted>();
  /** Producers with a committed transaction of which something was met. */
  readonly #committed = new Set<number>();
  /** Aborted ones that keep their marker, since they were last taken. */
  readonly #retained: AbortedTransaction[] = [];

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = [...aborted].sort((a, b) => b.firstOffset - a.firstOffset);
  }

  /** Takes a batch of records into account. True where it is part of an aborted transaction. */
  noteData(view: DataView): boolean {
    this.#openUpTo(batchLastOffset(view, 0));
    if (!batchIsTransactional(view, 0)) return false;
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    const aborted = this.#aborted.get(producerId);
    if (aborted === undefined) {
      this.#committed.add(producerId);
      return false;
    }
    aborted.met = true;
    return true;
  }

  /** Takes a marker into account. True where nothing of its transaction is left. */
  noteControl(batch: Uint8Array, view: DataView): boolean {
    this.#openUpTo(batchLastOffset(view, 0));
    // One without its record was emptied by an earlier pass.
    if (batchRecordCount(view, 0) === 0) return true;
    const cursor = openRecords(batch);
    cursor.next();
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    switch (controlRecordType(cursor.key())) {
      case ControlRecordType.ABORT: {
        const aborted = this.#aborted.get(producerId);
        this.#aborted.delete(producerId);
        if (aborted === undefined || !aborted.met) return true;
        this.#retained.push(aborted.transaction);
        return false;
      }
      case ControlRecordType.COMMIT:
        return !this.#committed.delete(producerId);
      default:
        return false;
    }
  }

  #openUpTo(offset: number): void {
    for (let next = this.#ahead.at(-1); next !== undefined; next = this.#ahead.at(-1)) {
      if (next.firstOffset > offset) return;
      this.#ahead.pop();
      if (!this.#aborted.has(next.producerId)) {
        this.#aborted.set(next.producerId, { transaction: next, met: false });
      }
    }
  }

  /** Aborted transactions that keep their marker: the cleaned segment's index gets them. */
  takeRetained(): AbortedTransaction[] {
    return this.#retained.splice(0);
  }
}
