/**
 * A record as a consumer gets it.
 *
 * @module
 */

import type { RecordHeader } from "../../kafka/record/record.ts";
import type { TopicPartition } from "../topic_partition.ts";

/** Which time a record's timestamp is; old records have none. */
export type TimestampTypeName = "CreateTime" | "LogAppendTime" | "NoTimestampType";

/** One record. Its bytes are views of what the broker sent. */
export interface ConsumerRecord extends TopicPartition {
  readonly offset: number;
  /** In ms since the epoch, -1 for none. */
  readonly timestampMs: number;
  readonly timestampType: TimestampTypeName;
  /** Null where the batch has none. */
  readonly leaderEpoch: number | null;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}
