/**
 * One log of a simulated store beside a model of it: what was appended, what the disk was said to
 * have, where the log begins. After every restart the log is compared with the model.
 *
 * @module
 */
import { batchBaseOffset } from "../../lib/bytes/batch_header.ts";
import type { Log } from "../../lib/storage/log.ts";
import { readLog } from "../../lib/storage/log_read.ts";
import { scanLog } from "../../lib/storage/log_scan.ts";

/** A batch as it lies in the log. */
interface Appended {
  baseOffset: number;
  endOffset: number;
  bytes: Uint8Array;
}

/** A log and its model. */
export class SimulatedLog {
  readonly name: string;
  log: Log;
  #appended: Appended[] = [];
  /** Below it everything was acknowledged as being on disk. */
  #acknowledged = 0;
  /** Highest log start that a checkpoint has made durable, and highest that was set. */
  #startDurable = 0;
  #startSet = 0;

  constructor(name: string, log: Log) {
    this.name = name;
    this.log = log;
  }

  append(batch: Uint8Array): void {
    const baseOffset = this.log.append(batch, { leaderEpoch: 0 });
    this.#appended.push({ baseOffset, endOffset: this.log.logEndOffset, bytes: batch.slice() });
  }

  /** Waits for the disk; what is told is a promise from then on. */
  async flush(): Promise<void> {
    const endOffset = this.log.logEndOffset;
    await this.log.flushed(endOffset);
    this.#acknowledged = Math.max(this.#acknowledged, endOffset);
  }

  /** Moves the log start somewhere between what it is and the end of the log. */
  advanceStart(offset: number): void {
    this.log.advanceLogStartOffset(offset);
    this.#startSet = Math.max(this.#startSet, offset);
  }

  get startSet(): number {
    return this.#startSet;
  }

  /** A checkpoint that began when the log start was `start` has ended. */
  noteCheckpoint(start: number): void {
    this.#startDurable = Math.max(this.#startDurable, start);
  }

  /** The log was deleted and made again. */
  startAnew(log: Log): void {
    this.log = log;
    this.#appended = [];
    this.#acknowledged = 0;
    this.#startDurable = 0;
    this.#startSet = 0;
  }

  /** Compares a log that was opened again with what it must hold, and goes on from there. */
  async check(log: Log): Promise<void> {
    this.log = log;
    if (log.offline !== null) throw log.offline;
    if (log.logEndOffset < this.#acknowledged) {
      throw new Error(
        `${this.name} ends at ${log.logEndOffset} < ${this.#acknowledged}, which ` +
          "was acknowledged",
      );
    }
    if (log.logStartOffset < this.#startDurable || log.logStartOffset > this.#startSet) {
      throw new Error(
        `${this.name} begins at ${log.logStartOffset}, not between ` +
          `${this.#startDurable} and ${this.#startSet}`,
      );
    }
    this.#appended = this.#appended.filter(({ endOffset }) => endOffset <= log.logEndOffset);
    const last = this.#appended.at(-1);
    // Where all that is left was deleted, the log begins anew at its start.
    const isEmpty = log.logStartOffset === log.logEndOffset;
    if ((last?.endOffset ?? 0) !== log.logEndOffset && !isEmpty) {
      throw new Error(`${this.name} ends at ${log.logEndOffset}, within a batch`);
    }
    this.#startSet = log.logStartOffset;
    await this.#compare();
  }

  async #compare(): Promise<void> {
    const { log } = this;
    const expected = this.#appended.filter(({ endOffset }) => endOffset > log.logStartOffset);
    let at = 0;
    for await (const batch of scanLog(log, log.logStartOffset)) {
      same(this.name, batch, expected[at++]);
    }
    if (at !== expected.length) throw new Error(`${this.name}: ${at} of ${expected.length} read`);
    // Some single reads as well, which find their way by the indexes.
    for (let i = 0; i < expected.length; i += 3) {
      const { baseOffset, endOffset } = expected[i]!;
      const offset = Math.max(endOffset - 1, log.logStartOffset, baseOffset);
      const { records } = await readLog(log, {
        offset,
        bytesMax: 1,
        offsetLimit: log.logEndOffset,
        firstBatchAlways: true,
      });
      same(this.name, records, expected[i]);
    }
  }
}

function same(name: string, found: Uint8Array, expected: Appended | undefined): void {
  if (expected !== undefined && Buffer.compare(found, expected.bytes) === 0) return;
  const at = batchBaseOffset(new DataView(found.buffer, found.byteOffset, found.byteLength), 0);
  throw new Error(
    `${name}: found ${found.length} bytes at offset ${at}, ` +
      `expected ${expected?.bytes.length} at ${expected?.baseOffset}`,
  );
}
