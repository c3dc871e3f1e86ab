/**
 * Records as producers send them and consumers get them.
 *
 * @module
 */
import { CompressionType } from "../../lib/bytes/compression/mod.ts";
import { readMessageSet, writeMessageSet } from "../../lib/kafka/record/message_set.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { forEachBatch } from "../../lib/kafka/record/record_batch.ts";
import {
  type RecordBatchOptions,
  writeRecordBatch,
} from "../../lib/kafka/record/write_record_batch.ts";

/** Where a MemoryClock begins, which is what the broker takes for now. */
export const NOW_MS = 1_700_000_000_000;

/** One batch of records that have only values, all with the same timestamp. */
export function batchOf(
  values: readonly string[],
  options: RecordBatchOptions & { timestamp?: number; key?: string } = {},
): Uint8Array {
  const { timestamp = NOW_MS, key, ...rest } = options;
  return writeRecordBatch(
    values.map((value) => ({
      timestamp,
      key: key === undefined ? null : Buffer.from(key),
      value: Buffer.from(value),
    })),
    rest,
  );
}

/** A batch of an idempotent producer. */
export function idempotentBatch(
  values: readonly string[],
  producer: { id: number; epoch: number; sequence: number },
): Uint8Array {
  return batchOf(values, {
    producerId: BigInt(producer.id),
    producerEpoch: producer.epoch,
    baseSequence: producer.sequence,
  });
}

/** A batch of a producer's transaction. */
export function transactionalBatch(
  values: readonly string[],
  producer: { id: number; epoch: number; sequence: number },
): Uint8Array {
  return batchOf(values, {
    producerId: BigInt(producer.id),
    producerEpoch: producer.epoch,
    baseSequence: producer.sequence,
    isTransactional: true,
  });
}

/** The values of all whole batches, in order. */
export function valuesOf(records: Uint8Array | null): string[] {
  return recordsOf(records).map(({ value }) => value);
}

/** The records of all whole batches: offset, value and timestamp. */
export function recordsOf(records: Uint8Array | null) {
  const found: { offset: number; value: string; timestamp: number }[] = [];
  if (records === null) return found;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  forEachBatch(view, (position, sizeInBytes) => {
    for (const record of readRecords(records.subarray(position, position + sizeInBytes))) {
      const { offset, value, timestamp } = record;
      found.push({ offset, value: Buffer.from(value ?? "").toString(), timestamp });
    }
  });
  return found;
}

/** A message set of an old format. */
export function messageSetOf(
  values: readonly string[],
  options: { magic: 0 | 1; compressionType?: CompressionType },
): Uint8Array {
  return writeMessageSet(
    values.map((value, offset) => ({
      offset,
      timestamp: options.magic === 0 ? -1 : NOW_MS,
      isLogAppendTime: false,
      key: null,
      value: Buffer.from(value),
    })),
    { magic: options.magic, compressionType: options.compressionType ?? CompressionType.NONE },
  );
}

/** The messages of a set of an old format. */
export function messagesOf(set: Uint8Array | null) {
  return [...readMessageSet(set ?? new Uint8Array(0))].map(({ offset, value, timestamp }) => ({
    offset,
    value: Buffer.from(value ?? "").toString(),
    timestamp,
  }));
}
