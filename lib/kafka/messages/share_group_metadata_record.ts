/**
 * A record of `__consumer_offsets`, type 11: the epoch of a share group (KIP-932).
 *
 * @module
 */

import { bigint64, type Infer, int32, message, string } from "../schema/mod.ts";

export const ShareGroupMetadataKey = message("ShareGroupMetadataKey", {
  apiKey: 11,
  versions: [0, 0],
}, {
  groupId: string(),
});
export type ShareGroupMetadataKey = Infer<typeof ShareGroupMetadataKey>;

export const ShareGroupMetadataValue = message("ShareGroupMetadataValue", {
  apiKey: 11,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  epoch: int32(),
  metadataHash: bigint64(),
});
export type ShareGroupMetadataValue = Infer<typeof ShareGroupMetadataValue>;
