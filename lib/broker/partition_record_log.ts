/**
 * A partition of an internal topic as the log of a state machine: group state lives in
 * `__consumer_offsets` and transactions in `__transaction_state`, where Kafka's own tools can read
 * them.
 *
 * @module
 */
import {
  batchIsControl,
  batchIsTransactional,
  batchProducerEpoch,
  int64At,
  PRODUCER_ID_POSITION,
} from "../bytes/batch_header.ts";
import type { PartitionLog } from "../kafka/log/partition_log.ts";
import { ControlRecordType, readEndTransactionMarker } from "../kafka/record/control_record.ts";
import { readRecords } from "../kafka/record/read_records.ts";
import { writeRecordBatch } from "../kafka/record/write_record_batch.ts";
import type {
  KeyValueRecord,
  RecordLog,
  TransactionEnd,
  TransactionMarker,
  TransactionOfRecord,
} from "../state_machine/record_log.ts";
import { scanLog } from "../storage/log_scan.ts";

type EachMarker = (marker: TransactionEnd, offset: number) => void;

/** Tombstones free space: they are taken on a full disk too. */
const MAY_USE_RESERVE = { mayUseReserve: true } as const;

/** A state machine's log on a partition. */
export class PartitionRecordLog implements RecordLog {
  readonly #partition: PartitionLog;
  readonly #mustFlush: () => boolean;

  /** @param mustFlush whether a write is acknowledged only when it is on disk */
  constructor(partition: PartitionLog, mustFlush: () => boolean) {
    this.#partition = partition;
    this.#mustFlush = mustFlush;
  }

  append(
    records: readonly KeyValueRecord[],
    timestampMs: number,
    transaction?: TransactionOfRecord,
  ): number {
    const batch = writeRecordBatch(
      records.map(({ key, value }) => ({ timestamp: timestampMs, key, value })),
      // No sequence: such a batch is the broker's own, and is never sent twice.
      transaction === undefined ? {} : {
        isTransactional: true,
        producerId: BigInt(transaction.producerId),
        producerEpoch: transaction.producerEpoch,
      },
    );
    const isCleanup = transaction === undefined && records.every(({ value }) => value === null);
    return this.#partition.append(batch, isCleanup ? MAY_USE_RESERVE : undefined).endOffset;
  }

  appendMarker(marker: TransactionMarker, nowMs: number): number {
    return this.#partition.appendMarker(marker, nowMs).endOffset;
  }

  flushed(endOffset: number): Promise<void> {
    return this.#mustFlush() ? this.#partition.log.flushed(endOffset) : Promise.resolve();
  }

  async replay(
    each: Parameters<RecordLog["replay"]>[0],
    eachMarker?: EachMarker,
  ): Promise<void> {
    for await (const batch of scanLog(this.#partition.log, this.#partition.logStartOffset)) {
      const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
      const transaction = batchIsTransactional(view, 0) ? transactionOf(view) : null;
      if (batchIsControl(view, 0)) {
        if (transaction !== null) replayMarker(batch, transaction, eachMarker);
        continue;
      }
      for (const { key, value, offset } of readRecords(batch)) {
        if (key === null) continue;
        each({ key: key.slice(), value: value?.slice() ?? null }, offset, transaction);
      }
    }
  }
}

function transactionOf(view: DataView): TransactionOfRecord {
  return {
    producerId: int64At(view, PRODUCER_ID_POSITION),
    producerEpoch: batchProducerEpoch(view, 0),
  };
}

function replayMarker(
  batch: Uint8Array,
  transaction: TransactionOfRecord,
  eachMarker: EachMarker | undefined,
): void {
  for (const record of readRecords(batch)) {
    const marker = readEndTransactionMarker(record);
    if (marker === null) continue;
    const { coordinatorEpoch } = marker;
    const isCommit = marker.type === ControlRecordType.COMMIT;
    eachMarker?.({ ...transaction, coordinatorEpoch, isCommit }, record.offset);
  }
}
