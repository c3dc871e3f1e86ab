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
import type { TransactionLog } from "../kafka/transaction/transaction_shard.ts";
import { writeMarker } from "../kafka/transaction/write_marker.ts";
import { TRANSACTION_STATE_TOPIC } from "../kafka/topic/topic_name.ts";
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
    logFor: (index) => transactionLog(broker, index),
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

/** The partitions of `__transaction_state` in which something is written. */
export function usedTransactionPartitions({ partitions }: TransactionGround): number[] {
  return partitions.ofTopic(TRANSACTION_STATE_TOPIC)
    .filter((partition) => partition.logEndOffset > 0)
    .map((partition) => partition.index);
}

async function transactionLog(broker: TransactionGround, index: number): Promise<TransactionLog> {
  let partition = broker.partitions.get(TRANSACTION_STATE_TOPIC, index);
  if (partition === undefined) {
    await broker.topics.autoCreate(TRANSACTION_STATE_TOPIC);
    partition = broker.partitions.get(TRANSACTION_STATE_TOPIC, index);
  }
  if (partition === undefined) {
    throw new Error(`Cannot use ${TRANSACTION_STATE_TOPIC}-${index}: the topic was not created`);
  }
  const log = new PartitionRecordLog(partition, () => broker.config.acksAllFlushEnable);
  return { log, coordinatorEpoch: partition.leaderEpoch };
}
