/**
 * Where the coordinator's transactions are kept. The owner puts a log of lib/storage behind this;
 * memory_transaction_log.ts is the twin for tests.
 *
 * @module
 */

/** How a record may be kept. */
export interface AppendOptions {
  /**
   * True where the record may go into the space that is held back when the disk is nearly full:
   * deletes, the begin and end of sessions, and what the broker itself writes.
   */
  readonly usesReserve: boolean;
}

/** An ordered log of records. */
export interface TransactionLog {
  /**
   * Takes a record behind all others. It is not on disk yet. Records are handed over in order of
   * their transaction's number, one each, without gaps.
   *
   * @throws where the record is refused (the disk is full): it was not appended, and the
   * request is answered with SYSTEMERROR
   */
  append(record: Uint8Array, options: AppendOptions): void;
  /**
   * Resolves when all that was appended before the call is on disk. Where it rejects nobody knows
   * what is on disk: no write is taken any more until a restart has read the log again.
   */
  flush(): Promise<void>;
}
