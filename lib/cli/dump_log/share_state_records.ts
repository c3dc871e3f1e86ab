/**
 * The records of `__share_group_state`, as Kafka 4.3 writes them: facts for kafka-dump-log.sh,
 * which reads the logs of a Kafka; kedge has no share groups.
 *
 * @module
 */

import {
  type AnyMessage,
  array,
  int16,
  int32,
  int64,
  int8,
  message,
  string,
  uuid,
} from "../../kafka/schema/mod.ts";

const KEY_FIELDS = { groupId: string(), topicId: uuid(), partition: int32() };

const STATE_BATCHES = array({
  firstOffset: int64(),
  lastOffset: int64(),
  deliveryState: int8(),
  deliveryCount: int16(),
});

const ShareSnapshotKey = message("ShareSnapshotKey", { apiKey: 0, versions: [0, 0] }, KEY_FIELDS);

const ShareSnapshotValue = message("ShareSnapshotValue", {
  apiKey: 0,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  snapshotEpoch: int32(),
  stateEpoch: int32(),
  leaderEpoch: int32(),
  startOffset: int64(),
  deliveryCompleteCount: int32({ default: -1, tag: 0 }),
  createTimestamp: int64(),
  writeTimestamp: int64(),
  stateBatches: STATE_BATCHES,
});

const ShareUpdateKey = message("ShareUpdateKey", { apiKey: 1, versions: [0, 0] }, KEY_FIELDS);

const ShareUpdateValue = message("ShareUpdateValue", {
  apiKey: 1,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  snapshotEpoch: int32(),
  leaderEpoch: int32(),
  startOffset: int64(),
  deliveryCompleteCount: int32({ default: -1, tag: 0 }),
  stateBatches: STATE_BATCHES,
});

/** A snapshot of a partition's state, and what changed since; keys and values. */
export const shareStateRecords: readonly AnyMessage[] = [
  ShareSnapshotKey,
  ShareSnapshotValue,
  ShareUpdateKey,
  ShareUpdateValue,
];
