/**
 * A transaction log in memory, whose flushes and refusals a test controls.
 *
 * @module
 */
import type { AppendOptions, TransactionLog } from "./transaction_log.ts";

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Keeps records in memory; flushes at once unless it is held. */
export class MemoryTransactionLog implements TransactionLog {
  /** All records appended, in order. */
  readonly records: Uint8Array[] = [];
  /** Records that a crash would keep. */
  flushedCount = 0;
  flushCount = 0;
  /** While true, only records that use the reserve are taken. */
  isNearlyFull = false;
  /** While true, nothing is taken. */
  isFull = false;
  #isHeld = false;
  #waiters: Waiter[] = [];

  append(record: Uint8Array, options: AppendOptions): void {
    if (this.isFull || (this.isNearlyFull && !options.usesReserve)) {
      throw new Error(`Cannot append ${record.length} bytes: the disk is full`);
    }
    this.records.push(record);
  }

  flush(): Promise<void> {
    this.flushCount += 1;
    if (!this.#isHeld) {
      this.flushedCount = this.records.length;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Flushes that wait for {@linkcode release}. */
  get waitingCount(): number {
    return this.#waiters.length;
  }

  /** Lets flushes wait from now on. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Lets the flushes that wait, and all later ones, go through. */
  release(): void {
    this.#isHeld = false;
    this.releaseOnce();
  }

  /** Lets the flushes that wait go through; later ones wait again. */
  releaseOnce(): void {
    this.flushedCount = this.records.length;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  /** Lets the flushes that wait fail. */
  fail(error: Error): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}
