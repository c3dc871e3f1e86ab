/**
 * What classic consumers put into the group protocol as opaque bytes: an int16 version, then a
 * subscription or an assignment (lib/kafka/messages/consumer_protocol.ts).
 *
 * @module
 */

import { Reader } from "../bytes/reader.ts";
import { Writer } from "../bytes/writer.ts";
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from "../kafka/messages/consumer_protocol.ts";
import type { Input } from "../kafka/schema/mod.ts";
import { byTopic, type TopicPartition } from "./topic_partition.ts";

/** The protocol type of consumers' groups. */
export const CONSUMER_PROTOCOL_TYPE = "consumer";

/** A version that all consumers since 2.4 read, with the owned partitions. */
const SUBSCRIPTION_VERSION = 1;
const ASSIGNMENT_VERSION = 1;

/** Writes a member's subscription. */
export function writeSubscription(
  subscription: Input<typeof ConsumerProtocolSubscription>,
): Uint8Array {
  const writer = new Writer();
  writer.int16(SUBSCRIPTION_VERSION);
  ConsumerProtocolSubscription.encode(writer, SUBSCRIPTION_VERSION, subscription);
  return writer.finish();
}

/** Reads a member's subscription; a newer version's further fields are not looked at. */
export function readSubscription(bytes: Uint8Array): ConsumerProtocolSubscription {
  const reader = new Reader(bytes);
  const version = Math.min(
    reader.int16(),
    ConsumerProtocolSubscription.validVersions.max,
  );
  return ConsumerProtocolSubscription.decode(reader, version);
}

/** Writes a member's assignment. */
export function writeAssignment(partitions: readonly TopicPartition[]): Uint8Array {
  const writer = new Writer();
  writer.int16(ASSIGNMENT_VERSION);
  ConsumerProtocolAssignment.encode(writer, ASSIGNMENT_VERSION, {
    assignedPartitions: [...byTopic(partitions)].map(([topic, list]) => ({
      topic,
      partitions: list.map(({ partition }) => partition),
    })),
  });
  return writer.finish();
}

/** Reads a member's assignment; no bytes at all are an empty one. */
export function readAssignment(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length === 0) return [];
  const reader = new Reader(bytes);
  const version = Math.min(reader.int16(), ConsumerProtocolAssignment.validVersions.max);
  const { assignedPartitions } = ConsumerProtocolAssignment.decode(reader, version);
  return assignedPartitions.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition }))
  );
}
