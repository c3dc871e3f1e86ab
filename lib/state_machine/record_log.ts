/**
 * The log under a state machine, seen as keys and values: what runtime.ts appends to, waits for and
 * replays. Who implements it turns records into batches of a real log; memory_record_log.ts is the
 * twin for tests.
 *
 * @module
 */

/** One record. A null value is a tombstone: the key is gone. */
export interface KeyValueRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** An append-only list of records that outlives the process. */
export interface RecordLog {
  /**
   * Appends all of the records or none, as one batch.
   *
   * @param timestampMs the records' timestamp, in ms since the epoch
   * @returns the offset after the last of them
   * @throws DiskFullError, LogOfflineError; nothing was appended then
   */
  append(records: readonly KeyValueRecord[], timestampMs: number): number;

  /**
   * Resolves when everything below `endOffset` survives a power cut; rejects where the disk failed
   * and it is not known what survives.
   */
  flushed(endOffset: number): Promise<void>;

  /** Gives every record in the log, in order, to `each`. Called once, before the first append. */
  replay(each: (record: KeyValueRecord, offset: number) => void): Promise<void>;
}
