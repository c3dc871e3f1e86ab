/**
 * What a topic and a Produce request demand of a batch, for validate_batch.ts, validate_records.ts
 * and up_convert.ts.
 *
 * @module
 */

import { type BatchError, batchError } from "./batch_error.ts";

const NO_TIMESTAMP = -1;

/** Which records are looked at one by one. */
export type RecordWalk = "none" | "uncompressed" | "all";

/**
 * What the topic and the request demand. One object can serve a topic for long: only `nowMs` and
 * `produceVersion` change from request to request.
 */
export type BatchRules = {
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
  walk: RecordWalk;
  /** Most bytes that the records may have after decompression, where they are looked at. */
  decompressedBytesMax: number;
};

/** Why a record's timestamp (in ms) is refused, null where it is not. */
export function timestampError(timestamp: number, rules: BatchRules): BatchError | null {
  if (rules.logAppendTime || timestamp === NO_TIMESTAMP) return null;
  const ageMs = rules.nowMs - timestamp;
  if (ageMs <= rules.timestampBeforeMaxMs && -ageMs <= rules.timestampAfterMaxMs) return null;
  return batchError(
    "INVALID_TIMESTAMP",
    `Timestamp ${timestamp} is not within [${rules.nowMs - rules.timestampBeforeMaxMs}, ` +
      `${rules.nowMs + rules.timestampAfterMaxMs}]`,
  );
}
