/**
 * Turns the message set of an old producer (Produce versions 0 to 2, message formats 0 and 1) into
 * one record batch of format v2, the only one that kedge stores. The batch keeps the codec that
 * the producer used; messages of format 0 have no timestamp and keep having none (-1), unless the
 * topic has LogAppendTime, which the append patches in.
 *
 * A batch of format v2 in an old request is returned as it is; Kafka takes it too.
 *
 * The batch goes through validateBatch like any other afterwards.
 *
 * @module
 */

import { BATCH_MAGIC, MAGIC_POSITION } from "../../bytes/batch_header.ts";
import { CompressionType, isCompressionType } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { type BatchError, batchError, RECORD_ERRORS_MAX, rejectionMessage } from "./batch_error.ts";
import { type BatchRules, timestampError } from "./batch_rules.ts";
import { type Message, readMessage } from "./message.ts";
import { readMessageSet } from "./message_set.ts";
import type { SimpleRecord } from "./record.ts";
import { writeRecordBatch } from "./write_record_batch.ts";

/** Old clients' messages are converted in one turn of the event loop: this bounds it. */
const DECOMPRESSED_BYTES_MAX = 8 << 20;

/**
 * Converts one partition's messages.
 *
 * @param set the `records` field, exactly
 * @param rules what the topic and the request demand
 * @returns the batch, or Kafka's error and why where a message is corrupt or refused
 */
export function upConvert(set: Uint8Array, rules: BatchRules): Uint8Array | BatchError {
  const records: SimpleRecord[] = [];
  let refused: BatchError | null = null;
  try {
    if (set.length === 0) return batchError("INVALID_RECORD", "The message set is empty");
    if (set[MAGIC_POSITION] === BATCH_MAGIC) return set;
    const bytesMax = Math.min(DECOMPRESSED_BYTES_MAX, rules.decompressedBytesMax);
    for (const message of readMessageSet(set, { bytesMax })) {
      const batchIndex = records.length + (refused?.recordErrors.length ?? 0);
      const error = validateMessage(message, rules, batchIndex);
      if (error === null) {
        records.push({ timestamp: message.timestamp, key: message.key, value: message.value });
        continue;
      }
      refused ??= batchError(error.error, "");
      if (refused.recordErrors.length === RECORD_ERRORS_MAX) break;
      refused.recordErrors.push({ batchIndex, message: error.message });
    }
    if (refused !== null) {
      refused.message = rejectionMessage(refused.error, refused.recordErrors);
      return refused;
    }
    return writeRecordBatch(records, { compressionType: firstCompressionType(set) });
  } catch (error) {
    if (error instanceof MalformedError) return batchError("CORRUPT_MESSAGE", error.message);
    throw error;
  }
}

function validateMessage(
  message: Message,
  rules: BatchRules,
  index: number,
): BatchError | null {
  if (rules.keysRequired && message.key === null) {
    return batchError(
      "INVALID_RECORD",
      `Compacted topic cannot accept message without key in topic partition ${rules.partition}`,
    );
  }
  if (message.isLogAppendTime) {
    return batchError("INVALID_TIMESTAMP", "Producers may not set LogAppendTime");
  }
  return timestampError(message.timestamp, rules, index);
}

/** The codec of the set's first message; the set has been read, so there is one. */
function firstCompressionType(set: Uint8Array): CompressionType {
  const view = new DataView(set.buffer, set.byteOffset, set.byteLength);
  const { compressionType } = readMessage(set, view, 0);
  return isCompressionType(compressionType) ? compressionType : CompressionType.NONE;
}
