/**
 * A partition in which transactions are written and ended, and what must be the same of it after a
 * restart.
 *
 * @module
 */
import { expect } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import type { TransactionMarker } from "../../../lib/state_machine/record_log.ts";
import { AbortedTxn } from "../../../lib/kafka/messages/aborted_txn.ts";
import { NOW_MS, transactionalBatch } from "../batches.ts";
import { TestPartitions } from "./test_partitions.ts";

export const FOLDER = "/data/t-0";
/** Segments of two or three small batches. */
export const SMALL_SEGMENTS = { "internal.segment.bytes": "200" };
/** Size of an entry of the transaction index, in bytes. */
const ENTRY_BYTES = 34;

/** One partition and its disk. */
export class TransactionFixture {
  readonly running: TestPartitions;
  readonly partition: PartitionLog;
  /** The next sequence of each producer. */
  readonly sequences = new Map<number, number>();

  private constructor(running: TestPartitions, partition: PartitionLog) {
    this.running = running;
    this.partition = partition;
  }

  /** Opens the partition on a disk, a new one unless given. */
  static async open(
    running: TestPartitions = new TestPartitions(),
    configs: Record<string, string> = {},
  ): Promise<TransactionFixture> {
    return new TransactionFixture(running, await running.add("t", 0, configs));
  }

  /** Appends one record of a producer's transaction. */
  write(id: number, epoch = 0): number {
    const sequence = this.sequences.get(id) ?? 0;
    const batch = transactionalBatch(["value"], { id, epoch, sequence });
    const { baseOffset } = this.partition.append(batch);
    this.sequences.set(id, sequence + 1);
    return baseOffset;
  }

  end(id: number, rest: Partial<TransactionMarker> = {}) {
    return this.partition.appendMarker({
      producerId: id,
      producerEpoch: 0,
      coordinatorEpoch: 0,
      isCommit: true,
      transactionVersion: 1,
      ...rest,
    }, NOW_MS);
  }

  abort(id: number, rest: Partial<TransactionMarker> = {}) {
    return this.end(id, { ...rest, isCommit: false });
  }

  /** What committed readers of a range must leave out: producer and first offset. */
  async abortedIn(from = 0, to = this.partition.highWatermark): Promise<[number, number][]> {
    const found = await this.partition.abortedTransactions(from, to);
    return found.map(({ producerId, firstOffset }) => [producerId, firstOffset]);
  }

  /** All that must be the same after a restart. */
  async standing() {
    const { partition } = this;
    const producers = [...partition.activeProducers()].map((entry) => ({
      ...entry,
      batches: entry.batches.slice(-1).map((batch) => ({ ...batch })),
    }));
    return {
      lastStableOffset: partition.lastStableOffset,
      aborted: await partition.abortedTransactions(0, partition.highWatermark),
      producers: producers.sort((a, b) => a.producerId - b.producerId),
    };
  }

  /** Names of the files of the transaction index. */
  indexFiles(): string[] {
    return this.running.files.list(FOLDER).filter((name) => name.endsWith(".txnindex"));
  }

  /** The entries that the files hold, read as Kafka's message. */
  indexEntries(): AbortedTxn[] {
    return this.indexFiles().flatMap((name) => {
      const bytes = this.running.files.readFile(`${FOLDER}/${name}`);
      expect(bytes.length % ENTRY_BYTES).toBe(0);
      return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, i) => {
        const reader = new Reader(bytes.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES));
        expect(reader.int16()).toBe(0);
        return AbortedTxn.decode(reader, 0);
      });
    });
  }

  /** Waits for what waits for the disk, which gathers flushes by the clock. */
  async onDisk(work: Promise<unknown>): Promise<void> {
    let done = false;
    const settled = work.finally(() => done = true);
    while (!done) {
      await new Promise(setImmediate);
      this.running.clock.advance(5);
    }
    await settled;
  }
}
