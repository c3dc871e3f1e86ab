/**
 * A record of `__consumer_offsets`, type 17: the epoch of a streams group (KIP-1071).
 *
 * Where `lastAssignmentConfigs` is left out, Kafka's classes take an empty list, though its
 * definition says null; null is written out.
 *
 * @module
 */

import { array, bigint64, type Infer, int32, message, string } from "../schema/mod.ts";

export const StreamsGroupMetadataKey = message("StreamsGroupMetadataKey", {
  apiKey: 17,
  versions: [0, 0],
}, {
  groupId: string(),
});
export type StreamsGroupMetadataKey = Infer<typeof StreamsGroupMetadataKey>;

const lastAssignmentConfig = {
  key: string(),
  value: string(),
};

export const StreamsGroupMetadataValue = message("StreamsGroupMetadataValue", {
  apiKey: 17,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  epoch: int32(),
  metadataHash: bigint64(),
  validatedTopologyEpoch: int32({ default: -1, tag: 0 }),
  lastAssignmentConfigs: array(lastAssignmentConfig, { nullableFrom: 0, tag: 1 }),
  storedDescriptionTopologyEpoch: int32({ default: -1, tag: 2 }),
  failedDescriptionTopologyEpoch: int32({ default: -1, tag: 3 }),
});
export type StreamsGroupMetadataValue = Infer<typeof StreamsGroupMetadataValue>;
