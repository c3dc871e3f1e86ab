/**
 * What a topic and a Produce request demand of a batch, for validate_batch.ts, validate_records.ts
 * and up_convert.ts.
 *
 * @module
 */

import type { CompressionType } from "../../bytes/compression/mod.ts";
import { type BatchError, batchError } from "./batch_error.ts";

const NO_TIMESTAMP = -1;

/** A codec that the broker gives to batches. */
export type TargetCompression = {
  readonly type: CompressionType;
  /** The codec's default where it is undefined. */
  readonly level: number | undefined;
};

/**
 * What the topic and the request demand. One object can serve a topic for long: only `nowMs` and
 * `produceVersion` change from request to request.
 */
export type BatchRules = {
  /** `topic-index`, for messages. */
  partition: string;
  nowMs: number;
  produceVersion: number;
  /** `max.message.bytes`: most bytes of a batch, as it comes. */
  messageMaxBytes: number;
  /** `message.timestamp.type` is LogAppendTime: the client's timestamps do not matter. */
  logAppendTime: boolean;
  /** `message.timestamp.before.max.ms`: how far a timestamp may lie before `nowMs`. */
  timestampBeforeMaxMs: number;
  /** `message.timestamp.after.max.ms`: how far a timestamp may lie after `nowMs`. */
  timestampAfterMaxMs: number;
  /** The topic is compacted: a record without a key is refused, so every record is looked at. */
  keysRequired: boolean;
  /** Most bytes that the records may have after decompression, where they are looked at. */
  decompressedBytesMax: number;
  /** `compression.type` and its level; null keeps the producer's. */
  compression: TargetCompression | null;
};

/**
 * Why a record's timestamp (in ms) is refused, null where it is not; in Kafka's words.
 *
 * @param offset the record's, within what was sent
 */
export function timestampError(
  timestamp: number,
  rules: BatchRules,
  offset: number,
): BatchError | null {
  if (rules.logAppendTime || timestamp === NO_TIMESTAMP) return null;
  const ageMs = rules.nowMs - timestamp;
  if (ageMs <= rules.timestampBeforeMaxMs && -ageMs <= rules.timestampAfterMaxMs) return null;
  return batchError(
    "INVALID_TIMESTAMP",
    `Timestamp ${timestamp} of message with offset ${offset} is out of range. The timestamp ` +
      `should be within [${rules.nowMs - rules.timestampBeforeMaxMs}, ` +
      `${rules.nowMs + rules.timestampAfterMaxMs}]`,
  );
}
