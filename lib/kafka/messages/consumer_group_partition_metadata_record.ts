/**
 * A record of `__consumer_offsets`, type 4: the partitions that a consumer group subscribes to;
 * written by Kafka 3.7 to 4.0, a metadata hash stands in its place since.
 *
 * @module
 */

import { array, type Infer, int32, message, string, uuid } from "../schema/mod.ts";

export const ConsumerGroupPartitionMetadataKey = message("ConsumerGroupPartitionMetadataKey", {
  apiKey: 4,
  versions: [0, 0],
}, {
  groupId: string(),
});
export type ConsumerGroupPartitionMetadataKey = Infer<typeof ConsumerGroupPartitionMetadataKey>;

export const ConsumerGroupPartitionMetadataValue = message("ConsumerGroupPartitionMetadataValue", {
  apiKey: 4,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  topics: array({
    topicId: uuid(),
    topicName: string(),
    numPartitions: int32(),
    partitionMetadata: array({
      partition: int32(),
      racks: array(string()),
    }),
  }),
});
export type ConsumerGroupPartitionMetadataValue = Infer<typeof ConsumerGroupPartitionMetadataValue>;
