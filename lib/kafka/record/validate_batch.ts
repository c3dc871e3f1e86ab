/**
 * What a broker checks of the records of one partition in a Produce request (version 3 and up)
 * before it appends them: Produce -> handlers/produce -> here -> log/partition_log. The good case
 * allocates nothing and does not decompress: lengths, checksum and the header tell enough, unless
 * each record needs a key or is named with its timestamp (validate_records.ts).
 *
 * The checks and their errors are those of Kafka's ProduceRequest, UnifiedLog and LogValidator.
 * Stricter than Kafka: a producer id without an epoch, a transactional batch without a producer
 * and the delete horizon, which only a broker's cleaner sets, are refused here, not later.
 *
 * @module
 */

import {
  BASE_TIMESTAMP_POSITION,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  batchBaseOffsetBigint,
  batchBaseSequence,
  batchCompressionType,
  batchCrc,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffsetDelta,
  batchMagic,
  batchProducerEpoch,
  batchRecordCount,
  batchSizeInBytes,
  computeBatchCrc,
  int64At,
  MAX_TIMESTAMP_POSITION,
  PRODUCER_ID_POSITION,
} from "../../bytes/batch_header.ts";
import { CompressionType, isCompressionType } from "../../bytes/compression/mod.ts";
import { type BatchError, batchError } from "./batch_error.ts";
import { type BatchRules, timestampError } from "./batch_rules.ts";
import { validateRecords } from "./validate_records.ts";

/** First Produce version in which a client may send zstd (KIP-110). */
const ZSTD_PRODUCE_VERSION_MIN = 7;
/** The smallest message of any format: at least so far does the magic byte lie within. */
const MESSAGE_BYTES_MIN = 26;
/** High half of an int64 beyond which a number does not hold it exactly. */
const HIGH_HALF_MAX = 0x1fffff;

/**
 * Checks one partition's records.
 *
 * @param bytes the `records` field, exactly
 * @param view the same bytes, from the same start
 * @param rules what the topic and the request demand
 * @returns null where the batch may be appended, else Kafka's error and why
 */
export function validateBatch(
  bytes: Uint8Array,
  view: DataView,
  rules: BatchRules,
): BatchError | null {
  const error = checkShape(bytes, view, rules) ?? checkHeader(view, rules) ?? checkProducer(view);
  if (error !== null) return error;
  const timestampFault = checkTimestamps(view, rules);
  // Only a look at the records tells which of them are to blame.
  if (timestampFault !== null) {
    const named = validateRecords(bytes, rules);
    return named?.error === "INVALID_TIMESTAMP" ? named : timestampFault;
  }
  return rules.keysRequired ? validateRecords(bytes, rules) : null;
}

/** Exactly one batch, of format v2, whole, not too large, with the checksum it claims. */
function checkShape(bytes: Uint8Array, view: DataView, rules: BatchRules): BatchError | null {
  const { length } = bytes;
  const version = rules.produceVersion;
  if (length < BATCH_OVERHEAD_BYTES) {
    return invalid(`Produce version ${version} takes one record batch, found ${length} bytes`);
  }
  const sizeInBytes = batchSizeInBytes(view, 0);
  if (sizeInBytes < MESSAGE_BYTES_MIN) return tooSmall(sizeInBytes);
  if (sizeInBytes > length) {
    return invalid(`Record batch claims ${sizeInBytes} bytes, the request holds ${length}`);
  }
  const magic = batchMagic(view, 0);
  if (magic !== BATCH_MAGIC) return wrongMagic(magic);
  if (sizeInBytes < BATCH_HEADER_BYTES) return tooSmall(sizeInBytes);
  if (sizeInBytes < length) {
    return invalid(
      `Produce version ${version} takes exactly one record batch, ` +
        `${length - sizeInBytes} bytes follow the first of ${sizeInBytes}`,
    );
  }
  if (sizeInBytes > rules.messageMaxBytes) {
    return batchError(
      "MESSAGE_TOO_LARGE",
      `Record batch has ${sizeInBytes} bytes, max.message.bytes is ${rules.messageMaxBytes}`,
    );
  }
  const crc = computeBatchCrc(bytes, view, 0);
  if (crc === batchCrc(view, 0)) return null;
  return batchError(
    "CORRUPT_MESSAGE",
    `Record batch claims CRC ${batchCrc(view, 0)}, its bytes have ${crc}`,
  );
}

function tooSmall(sizeInBytes: number): BatchError {
  return batchError(
    "CORRUPT_MESSAGE",
    `Record batch claims ${sizeInBytes} bytes, its header alone has ${BATCH_HEADER_BYTES}`,
  );
}

function wrongMagic(magic: number): BatchError {
  if (magic === 0 || magic === 1) {
    return invalid(`Produce versions from 3 on take message format 2, found ${magic}`);
  }
  return batchError("CORRUPT_MESSAGE", `Message format ${magic} is not known`);
}

/** Offsets and counts that fit together, and only attributes that are a client's to set. */
function checkHeader(view: DataView, rules: BatchRules): BatchError | null {
  if (view.getInt32(0) !== 0 || view.getInt32(4) !== 0) {
    return invalid(
      `Base offset of a produced batch is 0, found ${batchBaseOffsetBigint(view, 0)}`,
    );
  }
  const lastOffsetDelta = batchLastOffsetDelta(view, 0);
  const recordCount = batchRecordCount(view, 0);
  if (recordCount <= 0 || lastOffsetDelta !== recordCount - 1) {
    return invalid(
      `Record batch claims ${recordCount} records and a last offset delta of ${lastOffsetDelta}`,
    );
  }
  if (batchIsControl(view, 0)) return invalid("Clients may not write control records");
  if (batchHasDeleteHorizon(view, 0)) return invalid("Clients may not set a delete horizon");
  const compressionType = batchCompressionType(view, 0);
  if (!isCompressionType(compressionType)) {
    return batchError(
      "UNSUPPORTED_COMPRESSION_TYPE",
      `Compression type ${compressionType} is not known, the known ones are 0 to 4`,
    );
  }
  const version = rules.produceVersion;
  if (compressionType === CompressionType.ZSTD && version < ZSTD_PRODUCE_VERSION_MIN) {
    return batchError(
      "UNSUPPORTED_COMPRESSION_TYPE",
      `Produce version ${version} may not carry zstd, version ${ZSTD_PRODUCE_VERSION_MIN} may`,
    );
  }
  return null;
}

/** An idempotent producer has an epoch and a sequence; a transaction has such a producer. */
function checkProducer(view: DataView): BatchError | null {
  const hasProducerId = view.getInt32(PRODUCER_ID_POSITION) >= 0;
  if (!hasProducerId) {
    if (!batchIsTransactional(view, 0)) return null;
    return invalid("A transactional batch needs a producer id, found none");
  }
  const producerEpoch = batchProducerEpoch(view, 0);
  const baseSequence = batchBaseSequence(view, 0);
  if (producerEpoch >= 0 && baseSequence >= 0) return null;
  return invalid(
    `Producer ${view.getBigInt64(PRODUCER_ID_POSITION)} sent epoch ${producerEpoch} and ` +
      `sequence ${baseSequence}, neither may be negative`,
  );
}

/** The first and the largest timestamp, each within the topic's limits around now. */
function checkTimestamps(view: DataView, rules: BatchRules): BatchError | null {
  if (batchIsLogAppendTime(view, 0)) {
    return batchError("INVALID_TIMESTAMP", "Producers may not set LogAppendTime");
  }
  const lastOffset = batchLastOffsetDelta(view, 0);
  return checkTimestampAt(view, { at: BASE_TIMESTAMP_POSITION, offset: 0 }, rules) ??
    checkTimestampAt(view, { at: MAX_TIMESTAMP_POSITION, offset: lastOffset }, rules);
}

function checkTimestampAt(
  view: DataView,
  { at, offset }: { at: number; offset: number },
  rules: BatchRules,
): BatchError | null {
  const high = view.getInt32(at);
  if (high > HIGH_HALF_MAX || high < -HIGH_HALF_MAX) {
    return batchError("INVALID_TIMESTAMP", `Timestamp ${view.getBigInt64(at)} is past 2^53 ms`);
  }
  return timestampError(int64At(view, at), rules, offset);
}

function invalid(message: string): BatchError {
  return batchError("INVALID_RECORD", message);
}
