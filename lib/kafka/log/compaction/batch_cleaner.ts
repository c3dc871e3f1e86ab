/**
 * What compaction makes of one batch: the same bytes where nothing of it goes, a new one of the
 * records that stay, an empty one that keeps offset and sequence, or nothing.
 *
 * A record stays while no later one has its key. One without a value, a tombstone, stays for
 * delete.retention.ms after the pass that first meets it without older records of its key, so that
 * readers who are behind learn of the deletion: that pass notes the time in the batch's header
 * (KIP-534). Markers of transactions wait in the same way.
 *
 * @module
 */
import {
  BATCH_ATTRIBUTE,
  BATCH_HEADER_BYTES,
  batchAttributes,
  batchBaseOffset,
  batchBaseTimestamp,
  batchCompressionType,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsLogAppendTime,
  batchLastOffset,
  batchProducerEpoch,
  batchRecordCount,
  int64At,
  PRODUCER_ID_POSITION,
  sealBatch,
  setBatchAttributes,
  setBatchBaseTimestamp,
  setBatchMaxTimestamp,
  setBatchRecordCount,
} from "../../../bytes/batch_header.ts";
import { compress, isCompressionType } from "../../../bytes/compression/mod.ts";
import { MalformedError, Reader } from "../../../bytes/reader.ts";
import { Writer } from "../../../bytes/writer.ts";
import { openRecords } from "../../record/read_records.ts";
import { varlongBytes } from "../../record/record.ts";
import type { RecordCursor } from "../../record/record_cursor.ts";
import type { CleanedTransactions } from "./cleaned_transactions.ts";
import type { CleaningJob, ProducerTail } from "./cleaning_job.ts";
import type { KeyPlace, OffsetMap } from "./offset_map.ts";

const NO_TIMESTAMP = -1;
const NO_HORIZON = -1;

/** Filters the batches of one pass, in the order of the log. */
export class BatchCleaner {
  readonly #map: OffsetMap;
  readonly #transactions: CleanedTransactions;
  readonly #producers = new Map<number, ProducerTail>();
  readonly #nowMs: number;
  readonly #deleteRetentionMs: number;
  readonly #key: KeyPlace = { start: 0, length: 0 };
  /** Ranges of the records that stay: start and end, alternating. */
  readonly #kept: number[] = [];
  /** Where batches are rebuilt: the same memory for all, so that a pass makes no garbage. */
  #scratch = new Uint8Array(64 << 10);
  recordsRead = 0;
  recordsWritten = 0;
  recordsWithoutKey = 0;

  constructor(job: CleaningJob, map: OffsetMap, transactions: CleanedTransactions) {
    this.#map = map;
    this.#transactions = transactions;
    this.#nowMs = job.nowMs;
    this.#deleteRetentionMs = job.deleteRetentionMs;
    for (const tail of job.producers) this.#producers.set(tail.producerId, tail);
  }

  /**
   * @param batch one whole batch
   * @param place `isLast`: it ends its segment, so that its last offset must stay known
   * @returns what takes its place, valid until the next call; null for nothing
   * @throws MalformedError where its records cannot be read
   */
  clean(batch: Uint8Array, { isLast }: { isLast: boolean }): Uint8Array | null {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const isControl = batchIsControl(view, 0);
    const isOver = isControl
      ? this.#transactions.noteControl(batch, view)
      : this.#transactions.noteData(view);
    const recordCount = batchRecordCount(view, 0);
    this.recordsRead += recordCount;
    const isKept = isLast || this.#isTailOfProducer(view, isControl);
    if (recordCount === 0) return isKept ? batch : null;
    const horizonMs = batchHasDeleteHorizon(view, 0) ? batchBaseTimestamp(view, 0) : NO_HORIZON;
    const isPastHorizon = horizonMs !== NO_HORIZON && this.#nowMs >= horizonMs;
    if (isControl ? isOver && isPastHorizon : isOver) return isKept ? emptied(batch) : null;
    if (isControl) {
      this.recordsWritten += recordCount;
      return isOver && horizonMs === NO_HORIZON ? this.#withHorizon(batch) : batch;
    }
    // Nothing past it was looked at: whether later records have these keys is not known.
    if (batchBaseOffset(view, 0) > this.#map.latestOffset) {
      this.recordsWritten += recordCount;
      return batch;
    }
    return this.#cleanRecords(batch, view, { isKept, horizonMs, isPastHorizon });
  }

  #isTailOfProducer(view: DataView, isControl: boolean): boolean {
    const tail = this.#producers.get(int64At(view, PRODUCER_ID_POSITION));
    if (tail === undefined) return false;
    if (tail.lastDataOffset >= 0) return batchLastOffset(view, 0) === tail.lastDataOffset;
    return isControl && batchProducerEpoch(view, 0) === tail.epoch;
  }

  #cleanRecords(
    batch: Uint8Array,
    view: DataView,
    facts: { isKept: boolean; horizonMs: number; isPastHorizon: boolean },
  ): Uint8Array | null {
    const cursor = openRecords(batch);
    const kept = this.#kept;
    kept.length = 0;
    let keptCount = 0;
    let maxTimestamp = NO_TIMESTAMP;
    let hasTombstone = false;
    let at = 0;
    while (cursor.next()) {
      const start = at;
      at += cursor.sizeInBytes;
      if (!this.#isRetained(cursor, facts.isPastHorizon)) continue;
      keptCount += 1;
      if (cursor.valueLength < 0) hasTombstone = true;
      if (cursor.timestamp > maxTimestamp) maxTimestamp = cursor.timestamp;
      if (kept.length > 0 && kept[kept.length - 1] === start) kept[kept.length - 1] = at;
      else kept.push(start, at);
    }
    this.recordsWritten += keptCount;
    if (keptCount === 0) return facts.isKept ? emptied(batch) : null;
    const needsHorizon = hasTombstone && facts.horizonMs === NO_HORIZON;
    if (keptCount === batchRecordCount(view, 0) && !needsHorizon) return batch;
    return this.#rebuilt(batch, cursor, { keptCount, maxTimestamp, needsHorizon });
  }

  #isRetained(record: RecordCursor, isPastHorizon: boolean): boolean {
    const { offset } = record;
    if (offset > this.#map.latestOffset) return true;
    if (record.keyLength < 0) {
      this.recordsWithoutKey += 1;
      return false;
    }
    if (record.valueLength < 0 && isPastHorizon) return false;
    this.#key.start = record.keyStart;
    this.#key.length = record.keyLength;
    return offset >= this.#map.get(record.bytes, this.#key);
  }

  /** The same batch with its delete horizon set. */
  #withHorizon(batch: Uint8Array): Uint8Array {
    const cursor = openRecords(batch);
    this.#kept.length = 0;
    this.#kept.push(0, cursor.bytes.length);
    let maxTimestamp = NO_TIMESTAMP;
    while (cursor.next()) maxTimestamp = Math.max(maxTimestamp, cursor.timestamp);
    const { recordCount } = cursor.frame;
    return this.#rebuilt(batch, cursor, {
      keptCount: recordCount,
      maxTimestamp,
      needsHorizon: true,
    });
  }

  /** A batch of the kept ranges of records, with the rest of its header as it was. */
  #rebuilt(
    batch: Uint8Array,
    cursor: RecordCursor,
    facts: { keptCount: number; maxTimestamp: number; needsHorizon: boolean },
  ): Uint8Array {
    const horizonMs = this.#nowMs + this.#deleteRetentionMs;
    const shiftMs = facts.needsHorizon ? cursor.frame.baseTimestamp - horizonMs : 0;
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const type = batchCompressionType(view, 0);
    if (!isCompressionType(type)) throw new MalformedError(`Cannot compress as type ${type}`);
    const records = compress(type, this.#keptRecords(cursor.bytes, shiftMs));
    const rebuilt = this.#roomFor(records.length);
    // Without compression they lie there already.
    if (records.buffer !== rebuilt.buffer) rebuilt.set(records, BATCH_HEADER_BYTES);
    rebuilt.set(batch.subarray(0, BATCH_HEADER_BYTES));
    const header = new DataView(rebuilt.buffer, 0, rebuilt.length);
    setBatchRecordCount(header, 0, facts.keptCount);
    if (!batchIsLogAppendTime(view, 0)) setBatchMaxTimestamp(header, 0, facts.maxTimestamp);
    if (facts.needsHorizon) {
      setBatchAttributes(header, 0, batchAttributes(view, 0) | BATCH_ATTRIBUTE.DELETE_HORIZON);
      setBatchBaseTimestamp(header, 0, horizonMs);
    }
    sealBatch(rebuilt, header);
    return rebuilt;
  }

  /** The kept ranges one behind the other, behind room for a header. */
  #keptRecords(bytes: Uint8Array, shiftMs: number): Uint8Array {
    const kept = this.#kept;
    if (shiftMs !== 0) {
      const writer = new Writer(bytes.length + 16);
      for (let i = 0; i < kept.length; i += 2) {
        writeShifted(writer, bytes.subarray(kept[i]!, kept[i + 1]!), shiftMs);
      }
      return writer.finish();
    }
    const room = this.#roomFor(bytes.length);
    let end = BATCH_HEADER_BYTES;
    for (let i = 0; i < kept.length; i += 2) {
      room.set(bytes.subarray(kept[i]!, kept[i + 1]!), end);
      end += kept[i + 1]! - kept[i]!;
    }
    return room.subarray(BATCH_HEADER_BYTES, end);
  }

  /** The scratch, as far as a batch with these bytes of records needs it. */
  #roomFor(recordsBytes: number): Uint8Array {
    const length = BATCH_HEADER_BYTES + recordsBytes;
    if (this.#scratch.length < length) {
      const grown = new Uint8Array(Math.max(length, this.#scratch.length * 2));
      grown.set(this.#scratch);
      this.#scratch = grown;
    }
    return this.#scratch.subarray(0, length);
  }
}

/** A batch without records: its offsets, its producer and its largest timestamp stay. */
function emptied(batch: Uint8Array): Uint8Array {
  const empty = batch.slice(0, BATCH_HEADER_BYTES);
  const view = new DataView(empty.buffer, empty.byteOffset, empty.byteLength);
  const gone = BATCH_ATTRIBUTE.COMPRESSION_MASK | BATCH_ATTRIBUTE.DELETE_HORIZON;
  setBatchAttributes(view, 0, batchAttributes(view, 0) & ~gone);
  setBatchBaseTimestamp(view, 0, NO_TIMESTAMP);
  setBatchRecordCount(view, 0, 0);
  sealBatch(empty, view);
  return empty;
}

/** Writes records with `shiftMs` added to their timestamp deltas, else byte for byte. */
function writeShifted(writer: Writer, records: Uint8Array, shiftMs: number): void {
  const reader = new Reader(records);
  while (reader.offset < records.length) {
    const length = reader.varint();
    const end = reader.offset + length;
    const attributes = reader.int8();
    const timestampDelta = reader.varlong() + shiftMs;
    const rest = records.subarray(reader.offset, end);
    writer.varint(1 + varlongBytes(timestampDelta) + rest.length);
    writer.int8(attributes);
    writer.varlong(timestampDelta);
    writer.bytes(rest);
    reader.offset = end;
  }
}
