/**
 * A record of `__consumer_offsets`, type 3: the epoch of a consumer group (KIP-848).
 *
 * @module
 */

import { bigint64, type Infer, int32, message, string } from "../schema/mod.ts";

export const ConsumerGroupMetadataKey = message("ConsumerGroupMetadataKey", {
  apiKey: 3,
  versions: [0, 0],
}, {
  groupId: string(),
});
export type ConsumerGroupMetadataKey = Infer<typeof ConsumerGroupMetadataKey>;

export const ConsumerGroupMetadataValue = message("ConsumerGroupMetadataValue", {
  apiKey: 3,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  epoch: int32(),
  metadataHash: bigint64({ tag: 0 }),
});
export type ConsumerGroupMetadataValue = Infer<typeof ConsumerGroupMetadataValue>;
