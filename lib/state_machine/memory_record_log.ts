/**
 * The in-memory twin of a record log, with a disk that flushes when the test says so, or fails.
 *
 * @module
 */
import type { KeyValueRecord, RecordLog } from "./record_log.ts";

interface Waiter {
  endOffset: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** A record log in memory. Flushes at once unless {@linkcode MemoryRecordLog.hold} was called. */
export class MemoryRecordLog implements RecordLog {
  /** Everything appended, flushed or not. */
  readonly records: KeyValueRecord[] = [];
  /** Timestamp of each append, in ms. */
  readonly timestampsMs: number[] = [];
  #flushedOffset = 0;
  #holding = false;
  #waiters: Waiter[] = [];
  #appendError: Error | null = null;
  #flushError: Error | null = null;

  /** @param records what an earlier run left, all of it on disk */
  constructor(records: readonly KeyValueRecord[] = []) {
    this.records.push(...records);
    this.#flushedOffset = records.length;
  }

  get endOffset(): number {
    return this.records.length;
  }

  /** What a restart after a power cut would find. */
  get flushedRecords(): KeyValueRecord[] {
    return this.records.slice(0, this.#flushedOffset);
  }

  append(records: readonly KeyValueRecord[], timestampMs: number): number {
    if (this.#appendError !== null) throw this.#appendError;
    this.records.push(...records);
    this.timestampsMs.push(timestampMs);
    if (!this.#holding) this.#flushedOffset = this.records.length;
    return this.records.length;
  }

  flushed(endOffset: number): Promise<void> {
    if (this.#flushError !== null) return Promise.reject(this.#flushError);
    if (endOffset <= this.#flushedOffset) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ endOffset, resolve, reject }));
  }

  replay(each: (record: KeyValueRecord, offset: number) => void): Promise<void> {
    for (let offset = 0; offset < this.records.length; offset++) {
      each(this.records[offset]!, offset);
    }
    return Promise.resolve();
  }

  /** From now on appends stay in memory until {@linkcode MemoryRecordLog.flush}. */
  hold(): void {
    this.#holding = true;
  }

  /** Puts everything on disk and releases who waits, in order. */
  flush(): void {
    this.#flushedOffset = this.records.length;
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
