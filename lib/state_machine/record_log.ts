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

/** Whose open transaction a record belongs to: it counts once the transaction commits (KIP-98). */
export interface TransactionOfRecord {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** What a log tells of a transaction's end. */
export interface TransactionEnd extends TransactionOfRecord {
  /** Which term of the transaction coordinator wrote it: an older one's markers are refused. */
  readonly coordinatorEpoch: number;
  readonly isCommit: boolean;
}

/** What is written to end a transaction. */
export interface TransactionMarker extends TransactionEnd {
  /**
   * transaction.version of the producer: 0, 1 or 2. With 2 each transaction has an epoch of its
   * own, and the marker has the next one (KIP-890).
   */
  readonly transactionVersion: number;
}

/** An append-only list of records that outlives the process. */
export interface RecordLog {
  /**
   * Appends all of the records or none, as one batch.
   *
   * @param timestampMs the records' timestamp, in ms since the epoch
   * @param transaction the open transaction that the records belong to, begun where it is not open
   * @returns the offset after the last of them
   * @throws DiskFullError, LogOfflineError, SequenceError where the producer is fenced; nothing was
   * appended then
   */
  append(
    records: readonly KeyValueRecord[],
    timestampMs: number,
    transaction?: TransactionOfRecord,
  ): number;

  /**
   * Ends a producer's transaction.
   *
   * @returns the offset after the marker
   * @throws as {@linkcode RecordLog.append}, also where the coordinator's term is an old one
   */
  appendMarker(marker: TransactionMarker, nowMs: number): number;

  /**
   * Resolves when everything below `endOffset` survives a power cut; rejects where the disk failed
   * and it is not known what survives.
   */
  flushed(endOffset: number): Promise<void>;

  /**
   * Gives everything in the log, in order. Called once, before the first append.
   *
   * @param each gets every record, of committed, aborted and open transactions alike
   * @param eachMarker gets the ends of transactions
   */
  replay(
    each: (
      record: KeyValueRecord,
      offset: number,
      transaction: TransactionOfRecord | null,
    ) => void,
    eachMarker?: (marker: TransactionEnd, offset: number) => void,
  ): Promise<void>;
}
