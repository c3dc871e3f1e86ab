/**
 * The stream of changes: every committed transaction of the znode tree, as records of the internal
 * topic `__znodes`, in order and each once.
 *
 * It stands behind the commit and reads the coordinator's own log, of what is on disk there, a
 * little later and many at a time: no write waits for it, and the log is its queue. Where it stands
 * the topic's last record tells, so after a crash it goes on from there with what the log holds.
 *
 *     commit -> log on disk -> committed() -> a few ms -> read, decode, append to __znodes-0
 *
 * The topic is made when a client first asks for it; until then nothing is done. When it cannot be
 * written to (a full disk) that is tried again, and the coordinator keeps the transactions which
 * are still needed, up to a bound (znode_log.ts). What is missing then is told by a record.
 *
 * @module
 */
import { batchBaseOffset, batchIsControl } from "../bytes/batch_header.ts";
import type { Clock, Timer } from "../io/clock.ts";
import type { Logger } from "../io/logger.ts";
import type { PartitionLog } from "../kafka/log/partition_log.ts";
import { readRecords } from "../kafka/record/read_records.ts";
import type { SimpleRecord } from "../kafka/record/record.ts";
import { writeRecordBatch } from "../kafka/record/write_record_batch.ts";
import { ZNODES_TOPIC } from "../kafka/topic/topic_name.ts";
import type { TopicImage } from "../metadata/cluster_image.ts";
import { decodeTransaction } from "../zookeeper/operations/transaction_record.ts";
import { type ChangePlace, changeRecords, gapRecord, placeOf } from "./znode_change_record.ts";
import type { CommittedTransactions, TransactionFollower } from "./znode_log.ts";

/** What the stream works with. */
export interface ZnodeStreamServices {
  transactions: CommittedTransactions;
  /** The topic's only partition, undefined where this broker does not hold it. */
  partition: () => PartitionLog | undefined;
  clock: Clock;
  logger: Logger;
  /** znodes.topic.enable: without it the topic stays as it is. */
  isEnabled: boolean;
}

/** Commits of this time go into one batch; readers get them that much later. */
const GATHER_MS = 5;
/** Time between two tries where the topic cannot be written to. */
const RETRY_MS = 1000;
/** Transactions are read about this much at a time, in bytes. */
const CHUNK_BYTES = 32 << 10;
/** Keys and values of a batch, in bytes, after which the next begins. */
const BATCH_BYTES_MAX = 64 << 10;

/** The next change to append. */
interface Position {
  readonly zxid: number;
  readonly part: number;
  /** Where the topic ends, in transactions, if those from there on are not to be had. */
  readonly missingFrom?: number;
}

/** A batch in the making, and where its end is. */
interface Draft {
  records: SimpleRecord[];
  sizeBytes: number;
}

/** Follows the coordinator's log for as long as the topic is there. */
export class ZnodeStream implements TransactionFollower {
  readonly #services: ZnodeStreamServices;
  #partition: PartitionLog | null = null;
  /** Null until the topic's end was read. */
  #next: Position | null = null;
  /** Transactions below it are in the topic on disk, as far as is known. */
  #securedZxid = 0;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  /** True where something was committed since the log was last looked at. */
  #hasMore = false;
  #inTrouble = false;
  #closed = false;

  constructor(services: ZnodeStreamServices) {
    this.#services = services;
  }

  /** The topic of this name came, changed or went; its partition is open or removed already. */
  followTopic(name: string, topic: TopicImage | null): void {
    if (name !== ZNODES_TOPIC) return;
    const partition = topic === null ? undefined : this.#services.partition();
    if (partition === this.#partition) return;
    this.#partition = partition ?? null;
    this.#next = null;
    this.#securedZxid = 0;
    if (partition === undefined) return;
    partition.log.keepsNewest = true;
    this.committed();
  }

  committed(): void {
    this.#hasMore = true;
    if (this.#partition === null || this.#closed || !this.#services.isEnabled) return;
    if (this.#running === null) this.#timer ??= this.#runLater(GATHER_MS);
  }

  async neededFrom(): Promise<number> {
    const partition = this.#partition;
    const next = this.#next;
    if (partition === null || !this.#services.isEnabled) return Infinity;
    if (next === null) return this.#securedZxid;
    try {
      await partition.log.flushed(partition.logEndOffset);
      if (partition === this.#partition) this.#securedZxid = next.zxid;
    } catch {
      // Offline, which its log says: what it has on disk is what it had there before.
    }
    return this.#securedZxid;
  }

  /** Appends nothing more. What is missing then comes after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = null;
    await this.#running;
  }

  #runLater(delayMs: number): Timer {
    return this.#services.clock.setTimer(delayMs, () => {
      this.#timer = null;
      const partition = this.#partition;
      if (partition === null) return;
      this.#running = this.#run(partition).finally(() => {
        this.#running = null;
        if (this.#inTrouble && !this.#closed) this.#timer ??= this.#runLater(RETRY_MS);
        else if (this.#hasMore) this.committed();
      });
    });
  }

  /** Appends all that is committed, and goes on for as long as something comes. */
  async #run(partition: PartitionLog): Promise<void> {
    try {
      if (this.#next === null) {
        const next = await this.#resume(partition);
        // Another topic of the name may be there by now: it goes on from its own end.
        if (!this.#isCurrent(partition)) return;
        this.#next = next;
      }
      while (this.#isCurrent(partition)) {
        this.#hasMore = false;
        if (!await this.#step(partition, this.#next) && !this.#hasMore) break;
        await this.#turn();
      }
      if (!this.#inTrouble) return;
      this.#inTrouble = false;
      this.#services.logger.info("the topic of znode changes has caught up", {
        topic: ZNODES_TOPIC,
      });
    } catch (error) {
      if (this.#isCurrent(partition)) this.#noteTrouble(error);
    }
  }

  #isCurrent(partition: PartitionLog): boolean {
    return partition === this.#partition && !partition.removed && !this.#closed;
  }

  #noteTrouble(error: unknown): void {
    // Where a batch was half way, the next try starts from what the topic has.
    this.#next = null;
    if (this.#inTrouble) return;
    this.#inTrouble = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#services.logger.error(
      `the topic of znode changes stands still, it is tried again every second: ${reason}`,
      { topic: ZNODES_TOPIC },
    );
  }

  /** Where the topic ends, in transactions. */
  async #resume(partition: PartitionLog): Promise<Position> {
    const { transactions } = this.#services;
    // What a crash left in the log is history only when it is on disk.
    await transactions.flushed();
    const last = await lastPlace(partition);
    if (last === null) return { zxid: 1, part: 0 };
    if (last.zxid <= transactions.endZxid && await this.#isOfThisTree(last)) {
      const isWhole = last.part === last.parts - 1;
      return isWhole ? { zxid: last.zxid + 1, part: 0 } : { zxid: last.zxid, part: last.part + 1 };
    }
    return { zxid: transactions.startZxid, part: 0, missingFrom: last.zxid + 1 };
  }

  /**
   * False where the transaction of that number is another one: the tree was replaced, by an import
   * say, by one whose numbers are past the topic's by now.
   */
  async #isOfThisTree({ zxid, timeMs }: ChangePlace): Promise<boolean> {
    const { transactions } = this.#services;
    if (zxid < transactions.startZxid) return true;
    const [record] = await transactions.read(zxid, 0);
    return record === undefined || decodeTransaction(record).header.timeMs === timeMs;
  }

  /** Appends the next transactions; false where there are none. */
  async #step(partition: PartitionLog, next: Position): Promise<boolean> {
    const { transactions } = this.#services;
    const { startZxid } = transactions;
    if (next.zxid < startZxid) {
      const { zxid, missingFrom = zxid } = next;
      next = this.#next = { zxid: startZxid, part: 0, missingFrom };
    }
    if (next.missingFrom !== undefined) {
      // After a power cut the gap must be the same: readers may have seen it.
      await transactions.startFlushed();
      if (next.zxid < transactions.startZxid) return true;
    }
    const records = await transactions.read(next.zxid, CHUNK_BYTES);
    if (records.length === 0) return false;
    await this.#appendAll(partition, records, next);
    return true;
  }

  /** Tells, with the time of what comes behind it, that transactions are missing. */
  #gap({ zxid, missingFrom = zxid }: Position, timeMs: number): SimpleRecord {
    const gap = { fromZxid: missingFrom, toZxid: zxid - 1 };
    this.#services.logger.warn(
      "transactions are missing in the topic of znode changes: the log does not have them",
      { topic: ZNODES_TOPIC, ...gap },
    );
    return gapRecord(gap, timeMs);
  }

  async #appendAll(
    partition: PartitionLog,
    transactions: readonly Uint8Array[],
    from: Position,
  ): Promise<void> {
    const draft: Draft = { records: [], sizeBytes: 0 };
    let { zxid, part: firstPart } = from;
    for (const bytes of transactions) {
      const transaction = decodeTransaction(bytes);
      if (transaction.header.zxid !== zxid) {
        throw new Error(
          `Cannot tell the change ${zxid}: the log has ${transaction.header.zxid} there`,
        );
      }
      if (draft.records.length === 0 && zxid === from.zxid && from.missingFrom !== undefined) {
        draft.records.push(this.#gap(from, transaction.header.timeMs));
      }
      let part = 0;
      for (const record of changeRecords(transaction)) {
        if (part++ < firstPart) continue;
        draft.records.push(record);
        draft.sizeBytes += (record.key?.length ?? 0) + (record.value?.length ?? 0);
        if (draft.sizeBytes < BATCH_BYTES_MAX) continue;
        if (!this.#isCurrent(partition)) return;
        this.#appendDraft(partition, draft, { zxid, part });
        await this.#turn();
      }
      zxid += 1;
      firstPart = 0;
    }
    if (this.#isCurrent(partition)) this.#appendDraft(partition, draft, { zxid, part: 0 });
  }

  #appendDraft(partition: PartitionLog, draft: Draft, next: Position): void {
    append(partition, draft.records);
    this.#next = next;
    draft.records = [];
    draft.sizeBytes = 0;
  }

  /** Others have their turn on the loop. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#services.clock.setTimer(0, resolve));
  }
}

function append(partition: PartitionLog, records: readonly SimpleRecord[]): void {
  if (records.length > 0) partition.append(writeRecordBatch(records));
}

/** The place of the topic's last change; null where it holds none. */
async function lastPlace(partition: PartitionLog): Promise<ChangePlace | null> {
  let offset = partition.logEndOffset - 1;
  while (offset >= partition.logStartOffset) {
    const { records: batch } = await partition.read({
      offset,
      bytesMax: 0,
      firstBatchAlways: true,
    });
    if (batch.length === 0) return null;
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    if (!batchIsControl(view, 0)) {
      const values = [...readRecords(batch)].map(({ value }) => value);
      for (const value of values.reverse()) {
        const place = placeOf(value);
        if (place !== null) return place;
      }
    }
    // The marker of a transaction that wrote nothing here, or a record of somebody else.
    offset = batchBaseOffset(view, 0) - 1;
  }
  return null;
}
