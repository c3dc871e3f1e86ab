/**
 * The broker settings that transactions obey, under Kafka's own names in camel case.
 *
 * @module
 */

/** Settings of the transaction coordinator. */
export interface TransactionConfig {
  /** transaction.max.timeout.ms: the longest timeout that a producer may ask for. */
  readonly transactionMaxTimeoutMs: number;
  /** transaction.abort.timed.out.transaction.cleanup.interval.ms. */
  readonly abortTimedOutIntervalMs: number;
  /** transactional.id.expiration.ms. */
  readonly transactionalIdExpirationMs: number;
  /** transaction.remove.expired.transaction.cleanup.interval.ms. */
  readonly removeExpiredIntervalMs: number;
  /**
   * add.partitions.to.txn.retry.backoff.max.ms: how long a request for the next transaction waits
   * for the one before it to be complete.
   */
  readonly addPartitionsWaitMaxMs: number;
}

/** Kafka's defaults. */
export const DEFAULT_TRANSACTION_CONFIG: TransactionConfig = {
  transactionMaxTimeoutMs: 900_000,
  abortTimedOutIntervalMs: 10_000,
  transactionalIdExpirationMs: 604_800_000,
  removeExpiredIntervalMs: 3_600_000,
  addPartitionsWaitMaxMs: 100,
};
