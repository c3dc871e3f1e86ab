/**
 * A record of `__consumer_offsets`, type 0: the form of committed offsets before Kafka 0.9.
 *
 * @module
 */

import { type Infer, int32, int64, message, string } from "../schema/mod.ts";

export const LegacyOffsetCommitKey = message("LegacyOffsetCommitKey", {
  apiKey: 0,
  versions: [0, 0],
}, {
  group: string(),
  topic: string(),
  partition: int32(),
});
export type LegacyOffsetCommitKey = Infer<typeof LegacyOffsetCommitKey>;

export const LegacyOffsetCommitValue = message("LegacyOffsetCommitValue", {
  apiKey: 0,
  versions: [0, 0],
}, {
  offset: int64(),
  metadata: string(),
  commitTimestamp: int64(),
});
export type LegacyOffsetCommitValue = Infer<typeof LegacyOffsetCommitValue>;
