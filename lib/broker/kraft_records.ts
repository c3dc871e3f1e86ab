/**
 * The records of Kafka's own metadata log (`__cluster_metadata-0`, KIP-631) that say which topics
 * there are and how they are set, in the versions up to Kafka 4.3. Tagged fields that are not read
 * here are left out: readers skip tags that they do not know.
 *
 * @module
 */
import {
  array,
  type Infer,
  int32,
  int64,
  int8,
  message,
  string,
  uuid,
} from "../kafka/schema/mod.ts";

export const TopicRecord = message("TopicRecord", {
  apiKey: 2,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  name: string(),
  topicId: uuid(),
});
export type TopicRecord = Infer<typeof TopicRecord>;

/** A topic's partition as it was made; its replicas may have moved since. */
export const PartitionRecord = message("PartitionRecord", {
  apiKey: 3,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  partitionId: int32(),
  topicId: uuid(),
  replicas: array(int32()),
  isr: array(int32()),
  removingReplicas: array(int32()),
  addingReplicas: array(int32()),
  leader: int32(),
  leaderEpoch: int32(),
  partitionEpoch: int32(),
  directories: array(uuid(), { from: 1 }),
});

export const ConfigRecord = message("ConfigRecord", {
  apiKey: 4,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  resourceType: int8(),
  resourceName: string(),
  name: string(),
  value: string({ nullableFrom: 0 }),
});

/** What changed of a partition: `replicas` is null where they stayed. */
export const PartitionChangeRecord = message("PartitionChangeRecord", {
  apiKey: 5,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  partitionId: int32(),
  topicId: uuid(),
  replicas: array(int32(), { nullableFrom: 0, default: null, tag: 2 }),
});

export const RemoveTopicRecord = message("RemoveTopicRecord", {
  apiKey: 9,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  topicId: uuid(),
});

/** A block of producer ids was given to a broker; the next one begins there. */
export const ProducerIdsRecord = message("ProducerIdsRecord", {
  apiKey: 15,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  brokerId: int32(),
  brokerEpoch: int64(),
  nextProducerId: int64(),
});
