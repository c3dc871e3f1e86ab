/**
 * DescribeProducers (API key 61), version 0: the producers that a partition remembers, with their
 * last sequences and open transactions (KIP-664). It is how an administrator finds a transaction
 * that holds up readers of committed records.
 *
 * @module
 */
import type { PartitionLog } from "../log/partition_log.ts";
import type { ProducerEntry } from "../log/producer_state.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../messages/describe_producers.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { topicNameFault } from "../topic/topic_name.ts";
import { handler } from "./handler.ts";

type PartitionResponse = Input<
  typeof DescribeProducersResponse
>["topics"][number]["partitions"][number];

export const describeProducers = handler({
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
  versions: [0, 0],
  handle({ topics }, { broker }) {
    return {
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((index) =>
          describePartition({ name, index }, broker.partitions.get(name, index))
        ),
      })),
    };
  },
});

function describePartition(
  { name, index: partitionIndex }: { name: string; index: number },
  partition: PartitionLog | undefined,
): PartitionResponse {
  const nameFault = topicNameFault(name);
  if (nameFault !== null) {
    return {
      partitionIndex,
      errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION,
      errorMessage: nameFault,
      activeProducers: [],
    };
  }
  if (partition === undefined) {
    return {
      partitionIndex,
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      activeProducers: [],
    };
  }
  if (partition.log.offline !== null) {
    return {
      partitionIndex,
      errorCode: ErrorCode.KAFKA_STORAGE_ERROR,
      errorMessage: partition.log.offline.message,
      activeProducers: [],
    };
  }
  const activeProducers = Array.from(partition.activeProducers(), describeProducer);
  return { partitionIndex, errorCode: ErrorCode.NONE, activeProducers };
}

function describeProducer(entry: ProducerEntry) {
  return {
    producerId: BigInt(entry.producerId),
    producerEpoch: entry.epoch,
    lastSequence: entry.batches.at(-1)?.lastSequence ?? -1,
    lastTimestamp: entry.lastTimestampMs,
    coordinatorEpoch: entry.coordinatorEpoch,
    currentTxnStartOffset: entry.currentTxnFirstOffset,
  };
}
