/**
 * Broker settings: transactions and producer ids.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import { boolean, int, internal, type Setting, short, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const transactionSettings: readonly Setting[] = [
  int("producer.id.expiration.ms", 86400000, atLeast(1)).clusterWide(
    "A producer id silent for longer is forgotten by its partitions.",
  ),
  int("transaction.abort.timed.out.transaction.cleanup.interval.ms", 10000, atLeast(1)).readOnly(
    "Time between two looks for transactions past their timeout.",
  ),
  int("transaction.max.timeout.ms", 900000, atLeast(1)).readOnly(
    "Longest transaction timeout a producer may ask for.",
  ),
  boolean("transaction.partition.verification.enable", true).clusterWide(
    "Whether a partition checks with the coordinator that a transaction is open.",
  ),
  int("transaction.remove.expired.transaction.cleanup.interval.ms", 3600000, atLeast(1)).readOnly(
    "Time between two looks for expired transactional ids.",
  ),
  int("transaction.state.log.min.isr", 2, atLeast(1)).readOnly(
    "Replicas in sync that __transaction_state asks for; no more than there are brokers.",
  ),
  int("transaction.state.log.num.partitions", 50, atLeast(1)).readOnly(
    "Partitions of __transaction_state; not to be changed once it exists.",
  ),
  short("transaction.state.log.replication.factor", 3, atLeast(1)).readOnly(
    "Replicas of __transaction_state; no more than there are brokers.",
  ),
  int("transaction.state.log.segment.bytes", 104857600, atLeast(1)).readOnly(
    "Segment size of __transaction_state.",
  ),
  int("transactional.id.expiration.ms", 604800000, atLeast(1)).readOnly(
    "A transactional id unused for longer is forgotten.",
  ),
  int("add.partitions.to.txn.retry.backoff.max.ms", 100, atLeast(0)).readOnly(
    "Longest that adding partitions waits for the transaction before to be complete.",
  ),
  ...withoutEffect([
    int("add.partitions.to.txn.retry.backoff.ms", 20, atLeast(1)).readOnly(
      "Rest between those retries.",
    ),
    int("transaction.state.log.load.buffer.size", 5242880, atLeast(1)).readOnly(
      "Bytes read at a time when transaction state is loaded.",
    ),
    boolean("transaction.two.phase.commit.enable", false).readOnly(
      "Whether transactions without a timeout are allowed (KIP-939).",
    ),
  ]),
  ...internal(withoutEffect([
    int("producer.id.expiration.check.interval.ms", 600000, atLeast(1)).readOnly(
      "Time between two looks for expired producer ids; here with each look for old segments.",
    ),
  ])),
];
