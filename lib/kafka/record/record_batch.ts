/**
 * Whole record batches, one layer above lib/bytes/batch_header.ts: stepping over the batches of a
 * `records` field or a segment, the header as an object, and the patch that a broker makes to a
 * batch's timestamps.
 *
 * @module
 */

import {
  BASE_TIMESTAMP_POSITION,
  BATCH_ATTRIBUTE,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchAttributes,
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
  batchMaxTimestampBigint,
  batchPartitionLeaderEpoch,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeInBytes,
  computeBatchCrc,
  MAX_TIMESTAMP_POSITION,
  setBatchAttributes,
  setBatchCrc,
  setBatchMaxTimestamp,
} from "../../bytes/batch_header.ts";
import { MalformedError } from "../../bytes/reader.ts";

/** Which time the timestamps of a topic's records are. */
export const TimestampType = { CREATE_TIME: 0, LOG_APPEND_TIME: 1 } as const;
export type TimestampType = typeof TimestampType[keyof typeof TimestampType];

/** Offset, size, CRC, magic, attributes and two lengths: the smallest message of any format. */
const ENTRY_BYTES_MIN = 26;
/** Sequence numbers are int32 and begin again at 0. */
const SEQUENCE_LIMIT = 2 ** 31;

/** A batch's header as it is on the wire; what is an int64 there is a bigint. */
export type RecordBatchHeader = {
  baseOffset: bigint;
  lastOffset: bigint;
  sizeInBytes: number;
  partitionLeaderEpoch: number;
  magic: number;
  crc: number;
  compressionType: number;
  timestampType: TimestampType;
  isTransactional: boolean;
  isControl: boolean;
  hasDeleteHorizon: boolean;
  baseTimestamp: bigint;
  maxTimestamp: bigint;
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  recordCount: number;
};

/**
 * The header of the batch at `position`, for tools and messages; hot paths read single fields.
 *
 * @throws MalformedError where the view ends before the header, or the format is not v2
 */
export function readBatchHeader(view: DataView, position: number): RecordBatchHeader {
  if (position + BATCH_HEADER_BYTES > view.byteLength) {
    throw new MalformedError(
      `Cannot read batch at ${position}: ${view.byteLength - position} bytes, a header has 61`,
    );
  }
  const magic = batchMagic(view, position);
  if (magic !== BATCH_MAGIC) {
    throw new MalformedError(`Cannot read batch at ${position}: its magic is ${magic}, not 2`);
  }
  const baseOffset = batchBaseOffsetBigint(view, position);
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(batchLastOffsetDelta(view, position)),
    sizeInBytes: batchSizeInBytes(view, position),
    partitionLeaderEpoch: batchPartitionLeaderEpoch(view, position),
    magic,
    crc: batchCrc(view, position),
    compressionType: batchCompressionType(view, position),
    timestampType: batchIsLogAppendTime(view, position)
      ? TimestampType.LOG_APPEND_TIME
      : TimestampType.CREATE_TIME,
    isTransactional: batchIsTransactional(view, position),
    isControl: batchIsControl(view, position),
    hasDeleteHorizon: batchHasDeleteHorizon(view, position),
    baseTimestamp: view.getBigInt64(position + BASE_TIMESTAMP_POSITION),
    maxTimestamp: batchMaxTimestampBigint(view, position),
    producerId: batchProducerId(view, position),
    producerEpoch: batchProducerEpoch(view, position),
    baseSequence: batchBaseSequence(view, position),
    recordCount: batchRecordCount(view, position),
  };
}

/**
 * Calls `visit` for each complete batch (or message of an old format) in `view`. What a fetch cut
 * off at the end is left out, as every consumer does.
 *
 * @param view the batches, one after the other
 * @param visit gets where the batch starts and how many bytes it has
 * @returns where the last complete batch ends
 * @throws MalformedError where a batch claims fewer bytes than any message has
 */
export function forEachBatch(
  view: DataView,
  visit: (position: number, sizeInBytes: number) => void,
): number {
  const end = view.byteLength;
  let position = 0;
  while (position + ENTRY_BYTES_MIN <= end) {
    const sizeInBytes = batchSizeInBytes(view, position);
    if (sizeInBytes < ENTRY_BYTES_MIN) {
      throw new MalformedError(
        `Cannot read batch at ${position}: it claims ${sizeInBytes} bytes, the least is 26`,
      );
    }
    if (sizeInBytes > end - position) break;
    visit(position, sizeInBytes);
    position += sizeInBytes;
  }
  return position;
}

/** The sequence `delta` after `sequence`, wrapping as Kafka's DefaultRecordBatch does. */
export function sequenceAfter(sequence: number, delta: number): number {
  return (sequence + delta) % SEQUENCE_LIMIT;
}

/**
 * Sequence number of the batch's last record; after 2^31 - 1 comes 0. -1 where the batch has no
 * idempotent producer.
 */
export function batchLastSequence(view: DataView, position: number): number {
  const base = batchBaseSequence(view, position);
  return base < 0 ? base : sequenceAfter(base, batchLastOffsetDelta(view, position));
}

/**
 * Sets the max timestamp and the timestamp type, and the CRC anew where either has changed. With
 * LogAppendTime, the max timestamp is the timestamp of every record in the batch (KIP-32).
 *
 * @param bytes where the batch lies
 * @param view the same bytes, from the same start
 * @param patch `position`: where the batch starts; `maxTimestamp`: in ms
 */
export function patchBatchTimestamp(
  bytes: Uint8Array,
  view: DataView,
  patch: { position: number; maxTimestamp: number; timestampType: TimestampType },
): void {
  const { position } = patch;
  const attributes = batchAttributes(view, position);
  const patched = patch.timestampType === TimestampType.LOG_APPEND_TIME
    ? attributes | BATCH_ATTRIBUTE.TIMESTAMP_TYPE
    : attributes & ~BATCH_ATTRIBUTE.TIMESTAMP_TYPE;
  const at = position + MAX_TIMESTAMP_POSITION;
  const same = view.getInt32(at) === Math.floor(patch.maxTimestamp / 4294967296) &&
    view.getUint32(at + 4) === patch.maxTimestamp >>> 0;
  if (same && patched === attributes) return;
  setBatchAttributes(view, position, patched);
  setBatchMaxTimestamp(view, position, patch.maxTimestamp);
  setBatchCrc(view, position, computeBatchCrc(bytes, view, position));
}
