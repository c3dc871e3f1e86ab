/**
 * A partition of an internal topic as the log of a state machine: group state lives in
 * `__consumer_offsets`, where Kafka's own tools can read it.
 *
 * @module
 */
import type { PartitionLog } from "../kafka/log/partition_log.ts";
import { readRecords } from "../kafka/record/read_records.ts";
import { writeRecordBatch } from "../kafka/record/write_record_batch.ts";
import type { KeyValueRecord, RecordLog } from "../state_machine/record_log.ts";
import { scanLog } from "../storage/log_scan.ts";

/** A state machine's log on a partition. */
export class PartitionRecordLog implements RecordLog {
  readonly #partition: PartitionLog;
  readonly #mustFlush: () => boolean;

  /** @param mustFlush whether a write is acknowledged only when it is on disk */
  constructor(partition: PartitionLog, mustFlush: () => boolean) {
    this.#partition = partition;
    this.#mustFlush = mustFlush;
  }

  append(records: KeyValueRecord[], timestampMs: number): number {
    const batch = writeRecordBatch(
      records.map(({ key, value }) => ({ timestamp: timestampMs, key, value })),
    );
    return this.#partition.append(batch).endOffset;
  }

  flushed(endOffset: number): Promise<void> {
    return this.#mustFlush() ? this.#partition.log.flushed(endOffset) : Promise.resolve();
  }

  async replay(each: (record: KeyValueRecord, offset: number) => void): Promise<void> {
    for await (const batch of scanLog(this.#partition.log, this.#partition.logStartOffset)) {
      for (const { key, value, offset } of readRecords(batch)) {
        if (key !== null) each({ key: key.slice(), value: value?.slice() ?? null }, offset);
      }
    }
  }
}
