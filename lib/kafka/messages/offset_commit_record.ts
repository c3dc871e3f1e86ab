/**
 * A record of `__consumer_offsets`, types 0 and 1: the offset that a group committed for a
 * partition.
 *
 * OffsetCommitValue, versions 0 to 4, flexible from 4:
 *
 * - 1: when the offset expires, by the client's wish; adds expireTimestamp
 * - 2: expiry is the broker's alone; drops expireTimestamp
 * - 3: leader epochs (KIP-320); adds leaderEpoch
 * - 4: adds topicId; flexible
 *
 * @module
 */

import { type Infer, int32, int64, message, string, uuid } from "../schema/mod.ts";

export const OffsetCommitKey = message("OffsetCommitKey", { apiKey: 1, versions: [0, 0] }, {
  group: string(),
  topic: string(),
  partition: int32(),
});
export type OffsetCommitKey = Infer<typeof OffsetCommitKey>;

export const OffsetCommitValue = message("OffsetCommitValue", {
  apiKey: 1,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  offset: int64(),
  leaderEpoch: int32({ from: 3, default: -1, ignorable: true }),
  metadata: string(),
  commitTimestamp: int64(),
  expireTimestamp: int64({ from: 1, until: 1, default: -1, ignorable: true }),
  topicId: uuid({ from: 4, ignorable: true, tag: 0 }),
});
export type OffsetCommitValue = Infer<typeof OffsetCommitValue>;
