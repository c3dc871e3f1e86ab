/**
 * A record of `__consumer_offsets`, type 15: partitions of a share group whose state is being
 * started, is there, or is being deleted.
 *
 * @module
 */

import { array, type Infer, int32, message, string, uuid } from "../schema/mod.ts";

export const ShareGroupStatePartitionMetadataKey = message("ShareGroupStatePartitionMetadataKey", {
  apiKey: 15,
  versions: [0, 0],
}, {
  groupId: string(),
});
export type ShareGroupStatePartitionMetadataKey = Infer<typeof ShareGroupStatePartitionMetadataKey>;

const topicPartitionsInfo = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
};

const topicInfo = {
  topicId: uuid(),
  topicName: string(),
};

export const ShareGroupStatePartitionMetadataValue = message(
  "ShareGroupStatePartitionMetadataValue",
  { apiKey: 15, versions: [0, 0], flexibleFrom: 0 },
  {
    initializingTopics: array(topicPartitionsInfo),
    initializedTopics: array(topicPartitionsInfo),
    deletingTopics: array(topicInfo),
  },
);
export type ShareGroupStatePartitionMetadataValue = Infer<
  typeof ShareGroupStatePartitionMetadataValue
>;
