/**
 * Looks at every record of a produced batch, decompressing where it is compressed: for compacted
 * topics, where each record needs a key, and to name the records whose timestamp is out of the
 * limits. Called by validate_batch.ts once the header is found good; recompress.ts looks at what it
 * has decompressed.
 *
 * @module
 */

import { BeyondLimitError } from "../../bytes/compression/limit.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { type BatchError, batchError, RECORD_ERRORS_MAX, rejectionMessage } from "./batch_error.ts";
import { type BatchRules, timestampError } from "./batch_rules.ts";
import { cursorOver, openRecords } from "./read_records.ts";
import type { RecordCursor } from "./record_cursor.ts";

/** Larger than this after decompression, a batch is looked at by inspect_later.ts. */
export const LOOP_BYTES_MAX = 1 << 20;
/** Records that are looked at without a turn of the loop, where a batch is large. */
const RECORDS_PER_TURN = 5_000;

/** Says that looking at the records would keep the loop: inspect_later.ts is to do it. */
export const TOO_LARGE_FOR_LOOP: BatchError = batchError(
  "INVALID_RECORD",
  `Record batch has more than ${LOOP_BYTES_MAX} bytes after decompression`,
);

/**
 * @param batch one batch whose header is valid
 * @param rules what the topic and the request demand
 * @returns null where every record is well-formed, has the offset of its place, a key where one is
 * demanded and a timestamp within the limits; TOO_LARGE_FOR_LOOP where that is not known
 */
export function validateRecords(batch: Uint8Array, rules: BatchRules): BatchError | null {
  const bytesMax = Math.min(LOOP_BYTES_MAX, rules.decompressedBytesMax);
  try {
    return checked(openRecords(batch, { bytesMax }), rules);
  } catch (error) {
    if (error instanceof BeyondLimitError && bytesMax < rules.decompressedBytesMax) {
      return TOO_LARGE_FOR_LOOP;
    }
    if (error instanceof MalformedError) return batchError("INVALID_RECORD", error.message);
    throw error;
  }
}

/**
 * As {@linkcode validateRecords}, of records that were decompressed already.
 *
 * @param view their batch, of which the header is read
 */
export function validateDecompressed(
  view: DataView,
  records: Uint8Array,
  rules: BatchRules,
): BatchError | null {
  try {
    return checked(cursorOver(view, records), rules);
  } catch (error) {
    if (error instanceof MalformedError) return batchError("INVALID_RECORD", error.message);
    throw error;
  }
}

function checked(cursor: RecordCursor, rules: BatchRules): BatchError | null {
  const check = new RecordCheck(rules);
  check.walk(cursor, Infinity);
  return check.outcome;
}

/** As {@linkcode validateRecords}, with a turn of the loop now and then. Throws MalformedError. */
export async function validateInTurns(
  cursor: RecordCursor,
  rules: BatchRules,
): Promise<BatchError | null> {
  const check = new RecordCheck(rules);
  while (check.walk(cursor, RECORDS_PER_TURN)) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return check.outcome;
}

/** What was found so far in one batch. */
class RecordCheck {
  readonly #rules: BatchRules;
  #refused: BatchError | null = null;

  constructor(rules: BatchRules) {
    this.#rules = rules;
  }

  /**
   * Goes on for as many records.
   *
   * @returns false where there is no more to look at
   * @throws MalformedError
   */
  walk(cursor: RecordCursor, countMax: number): boolean {
    for (let count = 0; count < countMax; count++) {
      if (!cursor.next()) return false;
      const error = validateRecord(cursor, this.#rules);
      if (error === null) continue;
      const refused = this.#refused ??= batchError(error.error, "");
      // Kafka answers with the timestamp error where there is one, and lists all the same.
      if (error.error === "INVALID_TIMESTAMP") refused.error = error.error;
      if (refused.recordErrors.length === RECORD_ERRORS_MAX) return false;
      refused.recordErrors.push({ batchIndex: cursor.index, message: error.message });
    }
    return true;
  }

  get outcome(): BatchError | null {
    const refused = this.#refused;
    if (refused !== null) refused.message = rejectionMessage(refused.error, refused.recordErrors);
    return refused;
  }
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
