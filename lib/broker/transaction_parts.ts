/**
 * The transaction coordinator of a running broker: its settings, its logs on `__transaction_state`,
 * which is created on its first use, and where its markers go.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import { groupPartition } from "../kafka/group/group_partition.ts";
import type { Broker } from "../kafka/handlers/broker.ts";
import { TransactionCoordinator } from "../kafka/transaction/transaction_coordinator.ts";
import { writeMarker } from "../kafka/transaction/write_marker.ts";
import { TRANSACTION_STATE_TOPIC } from "../kafka/topic/topic_name.ts";
import { internalPartition } from "./internal_partitions.ts";
import { PartitionRecordLog } from "./partition_record_log.ts";

/** What the coordinator uses of a broker, which may still be under construction. */
export type TransactionGround = Pick<
  Broker,
  "config" | "clock" | "image" | "topics" | "partitions" | "groups" | "producerIds"
>;

/** Makes the coordinator; nothing runs yet. */
export function makeTransactions(
  broker: TransactionGround,
  logger: Logger,
): TransactionCoordinator {
  const { config, clock } = broker;
  return new TransactionCoordinator({
    config: {
      transactionMaxTimeoutMs: config.transactionMaxTimeoutMs,
      abortTimedOutIntervalMs: config.transactionAbortTimedOutTransactionCleanupIntervalMs,
      transactionalIdExpirationMs: config.transactionalIdExpirationMs,
      removeExpiredIntervalMs: config.transactionRemoveExpiredTransactionCleanupIntervalMs,
      addPartitionsWaitMaxMs: config.addPartitionsToTxnRetryBackoffMaxMs,
    },
    clock,
    logger,
    nextProducerId: () => broker.producerIds.next(),
    partitionFor: (transactionalId) => {
      const topic = broker.image.topics.get(TRANSACTION_STATE_TOPIC);
      const count = topic?.partitions.length ?? config.transactionStateLogNumPartitions;
      return groupPartition(transactionalId, count);
    },
    logFor: async (index) => {
      const partition = await internalPartition(broker, { topic: TRANSACTION_STATE_TOPIC, index });
      const log = new PartitionRecordLog(partition, () => broker.config.acksAllFlushEnable);
      return { log, coordinatorEpoch: partition.leaderEpoch };
    },
    writeMarker: (place, marker) =>
      writeMarker(place, marker, {
        image: broker.image,
        partitions: broker.partitions,
        groups: broker.groups,
        nowMs: clock.nowMs(),
        mustFlush: broker.config.acksAllFlushEnable,
      }),
  });
}
