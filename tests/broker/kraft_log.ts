/**
 * Writes what a Kafka in KRaft mode has in its metadata log.
 *
 * @module
 */
import {
  ConfigRecord,
  PartitionChangeRecord,
  PartitionRecord,
  ProducerIdsRecord,
  RemoveTopicRecord,
  TopicRecord,
} from "../../lib/broker/kraft_records.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import type { Message } from "../../lib/kafka/schema/mod.ts";

/** One batch of the log. */
export function batch(values: readonly Uint8Array[], baseOffset = 0): Uint8Array {
  const records = values.map((value) => ({ key: null, value, timestamp: 0 }));
  return writeRecordBatch(records, { baseOffset });
}

function framed<Given>(
  message: Message<unknown, Given>,
  value: Given,
  version = message.validVersions.max,
): Uint8Array {
  const writer = new Writer();
  for (const part of [1, message.apiKey, version]) writer.unsignedVarint(part);
  message.encode(writer, version, value);
  return writer.finish();
}

export function topic(name: string, topicId: string): Uint8Array {
  return framed(TopicRecord, { name, topicId });
}

export function partition(topicId: string, partitionId: number, replicas: number[]): Uint8Array {
  return framed(PartitionRecord, {
    topicId,
    partitionId,
    replicas,
    isr: replicas,
    removingReplicas: [],
    addingReplicas: [],
    leader: replicas[0]!,
    leaderEpoch: 0,
    partitionEpoch: 0,
    directories: [],
  });
}

export function moved(topicId: string, partitionId: number, replicas: number[]): Uint8Array {
  return framed(PartitionChangeRecord, { topicId, partitionId, replicas });
}

export function config(resourceName: string, name: string, value: string | null): Uint8Array {
  return framed(ConfigRecord, { resourceType: 2, resourceName, name, value });
}

export function removal(topicId: string): Uint8Array {
  return framed(RemoveTopicRecord, { topicId });
}

export function producerIds(nextProducerId: number): Uint8Array {
  return framed(ProducerIdsRecord, { brokerId: 1, brokerEpoch: 5, nextProducerId });
}

/** A record of a kind that says nothing about topics: NoOpRecord. */
export function unread(): Uint8Array {
  return Uint8Array.of(1, 20, 0, 0);
}
