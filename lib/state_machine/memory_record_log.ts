/**
 * The in-memory twin of a record log, with a disk that flushes when the test says so, or fails.
 *
 * @module
 */
import type {
  KeyValueRecord,
  RecordLog,
  TransactionEnd,
  TransactionMarker,
  TransactionOfRecord,
} from "./record_log.ts";

/** What one offset holds. */
export type MemoryEntry =
  | { readonly record: KeyValueRecord; readonly transaction: TransactionOfRecord | null }
  | { readonly marker: TransactionEnd };

interface Waiter {
  endOffset: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** A record log in memory. Flushes at once unless {@linkcode MemoryRecordLog.hold} was called. */
export class MemoryRecordLog implements RecordLog {
  /** Everything appended, flushed or not. */
  readonly entries: MemoryEntry[] = [];
  /** Timestamp of each append, in ms. */
  readonly timestampsMs: number[] = [];
  #flushedOffset = 0;
  #holding = false;
  #waiters: Waiter[] = [];
  #appendError: Error | null = null;
  #flushError: Error | null = null;

  /** @param left what an earlier run left, all of it on disk */
  constructor(left: readonly (KeyValueRecord | MemoryEntry)[] = []) {
    this.entries.push(...left.map(toEntry));
    this.#flushedOffset = left.length;
  }

  get endOffset(): number {
    return this.entries.length;
  }

  /** The records, of transactions as well; without the markers. */
  get records(): KeyValueRecord[] {
    return this.entries.flatMap((entry) => "record" in entry ? [entry.record] : []);
  }

  /** What a restart after a power cut would find. */
  get flushedEntries(): MemoryEntry[] {
    return this.entries.slice(0, this.#flushedOffset);
  }

  /** The records of {@linkcode MemoryRecordLog.flushedEntries}. */
  get flushedRecords(): KeyValueRecord[] {
    return this.flushedEntries.flatMap((entry) => "record" in entry ? [entry.record] : []);
  }

  append(
    records: readonly KeyValueRecord[],
    timestampMs: number,
    transaction?: TransactionOfRecord,
  ): number {
    const owner = transaction ?? null;
    return this.#append(records.map((record) => ({ record, transaction: owner })), timestampMs);
  }

  appendMarker(marker: TransactionMarker, nowMs: number): number {
    return this.#append([{ marker }], nowMs);
  }

  #append(entries: readonly MemoryEntry[], timestampMs: number): number {
    if (this.#appendError !== null) throw this.#appendError;
    this.entries.push(...entries);
    this.timestampsMs.push(timestampMs);
    if (!this.#holding) this.#flushedOffset = this.entries.length;
    return this.entries.length;
  }

  flushed(endOffset: number): Promise<void> {
    if (this.#flushError !== null) return Promise.reject(this.#flushError);
    if (endOffset <= this.#flushedOffset) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ endOffset, resolve, reject }));
  }

  replay(
    each: Parameters<RecordLog["replay"]>[0],
    eachMarker?: Parameters<RecordLog["replay"]>[1],
  ): Promise<void> {
    for (let offset = 0; offset < this.entries.length; offset++) {
      const entry = this.entries[offset]!;
      if ("marker" in entry) eachMarker?.(entry.marker, offset);
      else each(entry.record, offset, entry.transaction);
    }
    return Promise.resolve();
  }

  /** From now on appends stay in memory until {@linkcode MemoryRecordLog.flush}. */
  hold(): void {
    this.#holding = true;
  }

  /** Puts everything on disk and releases who waits, in order. */
  flush(): void {
    this.#flushedOffset = this.entries.length;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve();
  }

  /** Ends {@linkcode MemoryRecordLog.hold}: what was appended is flushed, and what will be. */
  release(): void {
    this.#holding = false;
    this.flush();
  }

  /** Every append throws `error` from now on; null ends that. */
  failAppends(error: Error | null): void {
    this.#appendError = error;
  }

  /** The disk breaks: who waits and who will wait is told `error`. */
  failFlush(error: Error): void {
    this.#flushError = error;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
  }
}

function toEntry(left: KeyValueRecord | MemoryEntry): MemoryEntry {
  return "key" in left ? { record: left, transaction: null } : left;
}
