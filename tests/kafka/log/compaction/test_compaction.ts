/**
 * A compacted partition on a memory disk, and what is needed to compact it step by step.
 *
 * @module
 */
import { setBatchBaseOffset } from "../../../../lib/bytes/batch_header.ts";
import type { CompressionType } from "../../../../lib/bytes/compression/mod.ts";
import type { CleaningResult } from "../../../../lib/kafka/log/compaction/cleaning_job.ts";
import { cleanableRange } from "../../../../lib/kafka/log/compaction/cleanable_range.ts";
import { cleanPartition } from "../../../../lib/kafka/log/compaction/clean_partition.ts";
import { SlicedCleaning } from "../../../../lib/kafka/log/compaction/cleaning_runner.ts";
import type { PartitionLog } from "../../../../lib/kafka/log/partition_log.ts";
import { openRecords } from "../../../../lib/kafka/record/read_records.ts";
import { writeRecordBatch } from "../../../../lib/kafka/record/write_record_batch.ts";
import { scanLog } from "../../../../lib/storage/log_scan.ts";
import type { TestPartitions } from "../test_partitions.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const LIMITS = {
  mapBytes: 1 << 20,
  mapLoadFactor: 0.9,
  bufferBytes: 16 << 10,
  bytesPerSecond: Infinity,
  reservedBytes: 0,
};

/** A record as a test writes it: key, and value or null for a tombstone. */
export type Entry = readonly [key: string, value: string | null];

export interface BatchSettings {
  timestamp?: number;
  compressionType?: CompressionType;
  producerId?: bigint;
  producerEpoch?: number;
  baseSequence?: number;
  isTransactional?: boolean;
}

/** A batch of records. */
export function batchOfEntries(entries: readonly Entry[], settings: BatchSettings = {}) {
  const { timestamp = 1_700_000_000_000, ...options } = settings;
  return writeRecordBatch(
    entries.map(([key, value]) => ({
      timestamp,
      key: encoder.encode(key),
      value: value === null ? null : encoder.encode(value),
    })),
    options,
  );
}

/** The same at its offset. */
export function at(batch: Uint8Array, baseOffset: number): Uint8Array {
  setBatchBaseOffset(new DataView(batch.buffer, batch.byteOffset), 0, baseOffset);
  return batch;
}

/** What a reader from the start gets: offset, key and value of each record of data. */
export async function records(partition: PartitionLog): Promise<[number, string, string | null][]> {
  const found: [number, string, string | null][] = [];
  for await (const batch of scanLog(partition.log, partition.logStartOffset)) {
    const cursor = openRecords(batch);
    while (cursor.next()) {
      const key = cursor.key();
      const value = cursor.value();
      found.push([
        cursor.offset,
        key === null ? "" : decoder.decode(key),
        value === null ? null : decoder.decode(value),
      ]);
    }
  }
  return found;
}

/** The newest value of each key that a reader from the start ends up with. */
export async function state(partition: PartitionLog): Promise<Map<string, string>> {
  const latest = new Map<string, string>();
  for (const [, key, value] of await records(partition)) {
    if (value === null) latest.delete(key);
    else latest.set(key, value);
  }
  return latest;
}

/** Compacts everything that may be compacted, in one pass; notes it as the schedule does. */
export async function clean(
  fixture: TestPartitions,
  partition: PartitionLog,
  limits: Partial<typeof LIMITS> = {},
): Promise<CleaningResult> {
  const cleaning = cleanOnce(fixture, partition, limits);
  // A flush may be held back for a moment, so that others share it.
  let isOver = false;
  const over = cleaning.then(() => {}, () => {}).then(() => {
    isOver = true;
  });
  while (!isOver) {
    fixture.clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
  return await cleaning;
}

async function cleanOnce(
  fixture: TestPartitions,
  partition: PartitionLog,
  limits: Partial<typeof LIMITS>,
): Promise<CleaningResult> {
  const { store, clock, files } = fixture;
  const range = cleanableRange(partition, {
    checkpoint: store.cleanerOffset(partition.log),
    nowMs: clock.nowMs(),
  });
  const result = await cleanPartition(range, {
    clock,
    runner: new SlicedCleaning(files, clock),
    limits: { ...LIMITS, ...limits },
    checkpoint: () => store.checkpoint(),
    isWanted: () => true,
  });
  await store.noteCleaned(partition.log, result.endOffset);
  return result;
}
