/**
 * The header of a record batch, message format v2 (KIP-98): where its fields are, and functions
 * that read and patch them in place, without decoding or allocating. The lowest layer of batches:
 * the segment store finds its way with it, lib/kafka/record builds on it.
 *
 * ```
 *  0 base offset       int64    21 attributes         int16    43 producer id     int64
 *  8 length            int32    23 last offset delta  int32    51 producer epoch  int16
 * 12 leader epoch      int32    27 base timestamp     int64    53 base sequence   int32
 * 16 magic             int8     35 max timestamp      int64    57 record count    int32
 * 17 CRC-32C           uint32                                  61 records
 * ```
 *
 * The CRC covers all from the attributes on, so that a broker sets the base offset and the leader
 * epoch without touching it. `position` is always where the batch starts, in bytes from the
 * view's start; the caller has checked that the header lies within the view.
 *
 * @module
 */

import { crc32cRange } from "./crc32c.ts";
import { MalformedError } from "./reader.ts";

/** The whole header, up to the first record. */
export const BATCH_HEADER_BYTES = 61;
/** Base offset and length: what precedes the bytes that `length` counts. */
export const BATCH_OVERHEAD_BYTES = 12;
/** The magic byte of this format; 0 and 1 are the old message sets. */
export const BATCH_MAGIC = 2;

export const BASE_OFFSET_POSITION = 0;
export const LENGTH_POSITION = 8;
export const PARTITION_LEADER_EPOCH_POSITION = 12;
export const MAGIC_POSITION = 16;
export const CRC_POSITION = 17;
export const ATTRIBUTES_POSITION = 21;
export const LAST_OFFSET_DELTA_POSITION = 23;
export const BASE_TIMESTAMP_POSITION = 27;
export const MAX_TIMESTAMP_POSITION = 35;
export const PRODUCER_ID_POSITION = 43;
export const PRODUCER_EPOCH_POSITION = 51;
export const BASE_SEQUENCE_POSITION = 53;
export const RECORD_COUNT_POSITION = 57;

/** An int64 at `at` as a number. Throws MalformedError where it is past 2^53. */
export function int64At(view: DataView, at: number): number {
  const value = view.getInt32(at) * 4294967296 + view.getUint32(at + 4);
  if (!Number.isSafeInteger(value)) {
    throw new MalformedError(`Cannot take int64 ${view.getBigInt64(at)} at ${at}: past 2^53`);
  }
  return value;
}

/** Puts a safe integer at `at` as an int64. Throws RangeError for any other number. */
export function setInt64At(view: DataView, at: number, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot write int64 ${value}: not a safe integer`);
  }
  view.setInt32(at, Math.floor(value / 4294967296));
  view.setInt32(at + 4, value | 0);
}

/** Offset of the batch's first record. Throws MalformedError where it is past 2^53. */
export function batchBaseOffset(view: DataView, position: number): number {
  return int64At(view, position + BASE_OFFSET_POSITION);
}

/** Offset of the batch's first record, whatever its size. */
export function batchBaseOffsetBigint(view: DataView, position: number): bigint {
  return view.getBigInt64(position + BASE_OFFSET_POSITION);
}

/** The whole batch, in bytes: 12 more than its length field, which is not checked here. */
export function batchSizeInBytes(view: DataView, position: number): number {
  return BATCH_OVERHEAD_BYTES + view.getInt32(position + LENGTH_POSITION);
}

/** Epoch of the leader that appended the batch, -1 where it was never set. */
export function batchPartitionLeaderEpoch(view: DataView, position: number): number {
  return view.getInt32(position + PARTITION_LEADER_EPOCH_POSITION);
}

/** The message format: 2; old message sets have 0 or 1 at the same place. */
export function batchMagic(view: DataView, position: number): number {
  return view.getInt8(position + MAGIC_POSITION);
}

/** The CRC-32C that the batch claims, unsigned. */
export function batchCrc(view: DataView, position: number): number {
  return view.getUint32(position + CRC_POSITION);
}

/** Which bits of the attributes mean what. */
export const BATCH_ATTRIBUTE = {
  COMPRESSION_MASK: 0x07,
  TIMESTAMP_TYPE: 0x08,
  TRANSACTIONAL: 0x10,
  CONTROL: 0x20,
  DELETE_HORIZON: 0x40,
} as const;

/** The attributes, all bits of {@linkcode BATCH_ATTRIBUTE} together. */
export function batchAttributes(view: DataView, position: number): number {
  return view.getInt16(position + ATTRIBUTES_POSITION);
}

/** Number of the compression type, 0 to 4 in a valid batch (lib/bytes/compression). */
export function batchCompressionType(view: DataView, position: number): number {
  return batchAttributes(view, position) & BATCH_ATTRIBUTE.COMPRESSION_MASK;
}

/** True where all records have the max timestamp, which is when the broker appended them. */
export function batchIsLogAppendTime(view: DataView, position: number): boolean {
  return (batchAttributes(view, position) & BATCH_ATTRIBUTE.TIMESTAMP_TYPE) !== 0;
}

/** True where the batch belongs to a transaction. */
export function batchIsTransactional(view: DataView, position: number): boolean {
  return (batchAttributes(view, position) & BATCH_ATTRIBUTE.TRANSACTIONAL) !== 0;
}

/** True where the batch holds a marker of a transaction's end, not a client's records. */
export function batchIsControl(view: DataView, position: number): boolean {
  return (batchAttributes(view, position) & BATCH_ATTRIBUTE.CONTROL) !== 0;
}

/** True where the base timestamp says from when on tombstones may be removed (KIP-534). */
export function batchHasDeleteHorizon(view: DataView, position: number): boolean {
  return (batchAttributes(view, position) & BATCH_ATTRIBUTE.DELETE_HORIZON) !== 0;
}

/** How far the last record's offset lies above the base offset; kept by compaction. */
export function batchLastOffsetDelta(view: DataView, position: number): number {
  return view.getInt32(position + LAST_OFFSET_DELTA_POSITION);
}

/** Offset of the batch's last record. Throws MalformedError where it is past 2^53. */
export function batchLastOffset(view: DataView, position: number): number {
  return batchBaseOffset(view, position) + batchLastOffsetDelta(view, position);
}

/** Timestamp of the first record, in ms, or the delete horizon where that bit is set. */
export function batchBaseTimestamp(view: DataView, position: number): number {
  return int64At(view, position + BASE_TIMESTAMP_POSITION);
}

/** Largest timestamp in the batch, in ms; -1 where its records have none. */
export function batchMaxTimestamp(view: DataView, position: number): number {
  return int64At(view, position + MAX_TIMESTAMP_POSITION);
}

/** Largest timestamp in the batch, in ms, whatever its size. */
export function batchMaxTimestampBigint(view: DataView, position: number): bigint {
  return view.getBigInt64(position + MAX_TIMESTAMP_POSITION);
}

/** Id of the idempotent producer, -1n where there is none. */
export function batchProducerId(view: DataView, position: number): bigint {
  return view.getBigInt64(position + PRODUCER_ID_POSITION);
}

/** Epoch of the idempotent producer, -1 where there is none. */
export function batchProducerEpoch(view: DataView, position: number): number {
  return view.getInt16(position + PRODUCER_EPOCH_POSITION);
}

/** Sequence number of the first record, -1 where there is none. */
export function batchBaseSequence(view: DataView, position: number): number {
  return view.getInt32(position + BASE_SEQUENCE_POSITION);
}

/** How many records the batch says it holds. */
export function batchRecordCount(view: DataView, position: number): number {
  return view.getInt32(position + RECORD_COUNT_POSITION);
}

/** Gives the batch its place in the log; the CRC does not cover it. */
export function setBatchBaseOffset(view: DataView, position: number, offset: number): void {
  setInt64At(view, position + BASE_OFFSET_POSITION, offset);
}

/** Marks which leader appended the batch; the CRC does not cover it. */
export function setBatchPartitionLeaderEpoch(
  view: DataView,
  position: number,
  epoch: number,
): void {
  view.setInt32(position + PARTITION_LEADER_EPOCH_POSITION, epoch);
}

/** Sets what the length field counts: all bytes after it. */
export function setBatchLength(view: DataView, position: number, length: number): void {
  view.setInt32(position + LENGTH_POSITION, length);
}

/** Sets the checksum, which is `computeBatchCrc` of the finished batch. */
export function setBatchCrc(view: DataView, position: number, crc: number): void {
  view.setUint32(position + CRC_POSITION, crc);
}

/** Sets all attribute bits; the CRC must be set anew afterwards, as for all that follows here. */
export function setBatchAttributes(view: DataView, position: number, attributes: number): void {
  view.setInt16(position + ATTRIBUTES_POSITION, attributes);
}

/** Sets how far the last record's offset lies above the base offset. */
export function setBatchLastOffsetDelta(view: DataView, position: number, delta: number): void {
  view.setInt32(position + LAST_OFFSET_DELTA_POSITION, delta);
}

/** Sets the base timestamp, in ms. */
export function setBatchBaseTimestamp(view: DataView, position: number, timestamp: number): void {
  setInt64At(view, position + BASE_TIMESTAMP_POSITION, timestamp);
}

/** Sets the max timestamp, in ms. */
export function setBatchMaxTimestamp(view: DataView, position: number, timestamp: number): void {
  setInt64At(view, position + MAX_TIMESTAMP_POSITION, timestamp);
}

/** Sets the idempotent producer: -1n, -1 and -1 for none. */
export function setBatchProducer(
  view: DataView,
  position: number,
  producer: { producerId: bigint; producerEpoch: number; baseSequence: number },
): void {
  view.setBigInt64(position + PRODUCER_ID_POSITION, producer.producerId);
  view.setInt16(position + PRODUCER_EPOCH_POSITION, producer.producerEpoch);
  view.setInt32(position + BASE_SEQUENCE_POSITION, producer.baseSequence);
}

/** Sets how many records the batch says it holds. */
export function setBatchRecordCount(view: DataView, position: number, count: number): void {
  view.setInt32(position + RECORD_COUNT_POSITION, count);
}

/** The CRC-32C of the batch's bytes as they are. The whole batch must lie within `bytes`. */
export function computeBatchCrc(bytes: Uint8Array, view: DataView, position: number): number {
  const end = position + batchSizeInBytes(view, position);
  return crc32cRange(bytes, position + ATTRIBUTES_POSITION, end);
}

/**
 * True where the batch's bytes have the CRC-32C that its header claims.
 *
 * @param bytes the bytes the batch lies in
 * @param view the same bytes, from the same start
 * @param position where the batch starts; the whole batch must lie within `bytes`
 */
export function batchCrcMatches(bytes: Uint8Array, view: DataView, position: number): boolean {
  return computeBatchCrc(bytes, view, position) === batchCrc(view, position);
}

/**
 * Sets what depends on all other bytes of a finished batch: its length and its checksum.
 *
 * @param batch the whole batch and nothing else
 * @param view the same bytes, from the same start
 */
export function sealBatch(batch: Uint8Array, view: DataView): void {
  setBatchLength(view, 0, batch.length - BATCH_OVERHEAD_BYTES);
  setBatchCrc(view, 0, computeBatchCrc(batch, view, 0));
}
