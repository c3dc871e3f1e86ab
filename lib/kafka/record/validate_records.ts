/**
 * Looks at every record of a produced batch, decompressing where it is compressed: for compacted
 * topics, where each record needs a key, and where the topic's rules ask for it. Called by
 * validate_batch.ts once the header is found good.
 *
 * @module
 */

import { MalformedError } from "../../bytes/reader.ts";
import { type BatchError, batchError, RECORD_ERRORS_MAX, rejectionMessage } from "./batch_error.ts";
import { type BatchRules, timestampError } from "./batch_rules.ts";
import { openRecords } from "./read_records.ts";
import type { RecordCursor } from "./record_cursor.ts";

/**
 * @param batch one batch whose header is valid
 * @param rules what the topic and the request demand
 * @returns null where every record is well-formed, has the offset of its place, a key where one is
 * demanded and a timestamp within the limits
 */
export function validateRecords(batch: Uint8Array, rules: BatchRules): BatchError | null {
  let refused: BatchError | null = null;
  try {
    const cursor = openRecords(batch, { bytesMax: rules.decompressedBytesMax });
    while (cursor.next()) {
      const error = validateRecord(cursor, rules);
      if (error === null) continue;
      refused ??= batchError(error.error, "");
      // Kafka answers with the timestamp error where there is one, and lists all the same.
      if (error.error === "INVALID_TIMESTAMP") refused.error = error.error;
      if (refused.recordErrors.length === RECORD_ERRORS_MAX) break;
      refused.recordErrors.push({ batchIndex: cursor.index, message: error.message });
    }
  } catch (error) {
    if (error instanceof MalformedError) return batchError("INVALID_RECORD", error.message);
    throw error;
  }
  if (refused !== null) refused.message = rejectionMessage(refused.error, refused.recordErrors);
  return refused;
}

function validateRecord(record: RecordCursor, rules: BatchRules): BatchError | null {
  if (record.offsetDelta !== record.index) {
    return batchError(
      "INVALID_RECORD",
      `Record ${record.index} has the offset delta ${record.offsetDelta}`,
    );
  }
  if (rules.keysRequired && record.keyLength < 0) {
    return batchError(
      "INVALID_RECORD",
      `Compacted topic cannot accept message without key in topic partition ${rules.partition}`,
    );
  }
  return timestampError(record.timestamp, rules, record.index);
}
