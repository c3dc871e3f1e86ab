/**
 * Builds a record batch: what a producer does before sending, what the broker does for records of
 * its own (offsets, transactions), for compaction, and for old formats converted to v2.
 *
 * @module
 */

import {
  BATCH_ATTRIBUTE,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  MAGIC_POSITION,
  sealBatch,
  setBatchAttributes,
  setBatchBaseOffset,
  setBatchBaseTimestamp,
  setBatchLastOffsetDelta,
  setBatchMaxTimestamp,
  setBatchPartitionLeaderEpoch,
  setBatchProducer,
  setBatchRecordCount,
} from "../../bytes/batch_header.ts";
import { compress, CompressionType } from "../../bytes/compression/mod.ts";
import { Writer } from "../../bytes/writer.ts";
import { recordBytes, type RecordDeltas, type SimpleRecord, writeRecord } from "./record.ts";

/** Everything of a batch but its records; what is left out has Kafka's value for "none". */
export type RecordBatchOptions = {
  /** Offset of the first record: its own where it has one, else 0. */
  baseOffset?: number;
  /** Offset of the batch's end where compaction removed records there; else the last record's. */
  lastOffset?: number;
  partitionLeaderEpoch?: number;
  compressionType?: CompressionType;
  /** See `compress`. */
  compressionLevel?: number;
  /**
   * Gives the batch LogAppendTime: this is the timestamp of all its records, in ms, whatever
   * their own, which stay in the batch as a producer's do.
   */
  logAppendTime?: number;
  /** From when on compaction may remove the batch's tombstones, in ms (KIP-534). */
  deleteHorizonMs?: number;
  /** Largest timestamp, in ms, of a batch that lost its records; else that of its records. */
  maxTimestamp?: number;
  producerId?: bigint;
  producerEpoch?: number;
  baseSequence?: number;
  isTransactional?: boolean;
  isControl?: boolean;
};

type BatchBase = { baseOffset: number; baseTimestamp: number };

const HEADER_ROOM = new Uint8Array(BATCH_HEADER_BYTES);
const NO_TIMESTAMP = -1;
const OFFSET_DELTA_MAX = 2147483647;

/**
 * Builds a batch.
 *
 * @param records in the order of their offsets; none only with `lastOffset` given, which keeps a
 * producer's sequence in a compacted log
 * @param options the rest of the header
 * @returns the batch, an array of its own
 * @throws RangeError where offsets do not grow or span more than 2^31 - 1
 */
export function writeRecordBatch(
  records: readonly SimpleRecord[],
  options: RecordBatchOptions = {},
): Uint8Array {
  const baseOffset = options.baseOffset ?? records[0]?.offset ?? 0;
  const baseTimestamp = options.deleteHorizonMs ?? records[0]?.timestamp ?? NO_TIMESTAMP;
  const base: BatchBase = { baseOffset, baseTimestamp };
  const deltas: RecordDeltas = { offsetDelta: -1, timestampDelta: 0 };
  let length = BATCH_HEADER_BYTES;
  let maxTimestamp = options.logAppendTime ?? options.maxTimestamp ?? NO_TIMESTAMP;
  for (const record of records) {
    const previous = deltas.offsetDelta;
    setDeltas(deltas, record, base);
    checkDelta(deltas.offsetDelta, previous);
    length += recordBytes(record, deltas);
    if (options.logAppendTime !== undefined) continue;
    if (record.timestamp > maxTimestamp) maxTimestamp = record.timestamp;
  }
  const lastOffsetDelta = options.lastOffset === undefined
    ? deltas.offsetDelta
    : options.lastOffset - baseOffset;
  checkDelta(lastOffsetDelta, Math.max(0, deltas.offsetDelta) - 1);

  const writer = new Writer(length);
  writer.bytes(HEADER_ROOM);
  deltas.offsetDelta = -1;
  for (const record of records) {
    setDeltas(deltas, record, base);
    writeRecord(writer, record, deltas);
  }
  const recordCount = records.length;
  const facts = { baseOffset, lastOffsetDelta, baseTimestamp, maxTimestamp, recordCount };
  return finishBatch(writer.finish(), facts, options);
}

/** What the header says of the records. */
type RecordFacts = BatchBase & {
  lastOffsetDelta: number;
  maxTimestamp: number;
  recordCount: number;
};

/**
 * Makes a batch of written records: compressed, with its header.
 *
 * @param plain the records, uncompressed, behind room for the header, which is written in place
 * where nothing is compressed
 */
export function finishBatch(
  plain: Uint8Array,
  facts: RecordFacts,
  options: RecordBatchOptions,
): Uint8Array {
  const batch = compressRecords(plain, options);
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  setBatchBaseOffset(view, 0, facts.baseOffset);
  setBatchLastOffsetDelta(view, 0, facts.lastOffsetDelta);
  setBatchBaseTimestamp(view, 0, facts.baseTimestamp);
  setBatchMaxTimestamp(view, 0, facts.maxTimestamp);
  setBatchRecordCount(view, 0, facts.recordCount);
  writeConstantFields(view, options);
  sealBatch(batch, view);
  return batch;
}

/** Moves `deltas` from the record before to `record`. */
function setDeltas(deltas: RecordDeltas, record: SimpleRecord, base: BatchBase): void {
  deltas.offsetDelta = record.offset === undefined
    ? deltas.offsetDelta + 1
    : record.offset - base.baseOffset;
  deltas.timestampDelta = record.timestamp - base.baseTimestamp;
}

function checkDelta(offsetDelta: number, previous: number): void {
  if (offsetDelta > previous && offsetDelta <= OFFSET_DELTA_MAX) return;
  throw new RangeError(
    `Cannot write batch: offset delta ${offsetDelta} after ${previous}, it must grow within 2^31`,
  );
}

/** The fields that do not depend on the records. */
function writeConstantFields(view: DataView, options: RecordBatchOptions): void {
  const attributes = (options.compressionType ?? CompressionType.NONE) |
    (options.logAppendTime === undefined ? 0 : BATCH_ATTRIBUTE.TIMESTAMP_TYPE) |
    (options.isTransactional ? BATCH_ATTRIBUTE.TRANSACTIONAL : 0) |
    (options.isControl ? BATCH_ATTRIBUTE.CONTROL : 0) |
    (options.deleteHorizonMs === undefined ? 0 : BATCH_ATTRIBUTE.DELETE_HORIZON);
  setBatchPartitionLeaderEpoch(view, 0, options.partitionLeaderEpoch ?? -1);
  view.setInt8(MAGIC_POSITION, BATCH_MAGIC);
  setBatchAttributes(view, 0, attributes);
  setBatchProducer(view, 0, {
    producerId: options.producerId ?? -1n,
    producerEpoch: options.producerEpoch ?? -1,
    baseSequence: options.baseSequence ?? -1,
  });
}

/** The batch with its records compressed; room for the header stays in front of them. */
function compressRecords(batch: Uint8Array, options: RecordBatchOptions): Uint8Array {
  const type = options.compressionType ?? CompressionType.NONE;
  if (type === CompressionType.NONE) return batch;
  const records = compress(type, batch.subarray(BATCH_HEADER_BYTES), options.compressionLevel);
  const compressed = new Uint8Array(BATCH_HEADER_BYTES + records.length);
  compressed.set(records, BATCH_HEADER_BYTES);
  return compressed;
}
