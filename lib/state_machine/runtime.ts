/**
 * Runs a state machine on a log. Every request takes one road: its handler decides, the records are
 * appended, replayed into memory at once, and the response leaves when they are on disk. Start-up
 * is the same replay over the whole log.
 *
 * Handlers run one after another and see each other's changes before those are on disk; nothing of
 * that leaves the process early, since a response waits for all that was appended before it, by
 * whichever request. So what a client was told is never lost.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import {
  AppendRefusedError,
  MachineEndedError,
  type StateMachine,
  type Transition,
} from "./machine.ts";
import type {
  KeyValueRecord,
  RecordLog,
  TransactionMarker,
  TransactionOfRecord,
} from "./record_log.ts";

/** One state machine and its log. */
export class Runtime {
  /** For messages: which machine. */
  readonly name: string;
  readonly #machine: StateMachine;
  readonly #log: RecordLog;
  readonly #clock: Clock;
  /** Offset after the last record that the memory holds. */
  #endOffset = 0;
  /** Everything below is on disk. */
  #flushedOffset = 0;
  #loaded = false;
  #ended: MachineEndedError | null = null;

  constructor(
    name: string,
    parts: { machine: StateMachine; log: RecordLog; clock: Clock },
  ) {
    this.name = name;
    this.#machine = parts.machine;
    this.#log = parts.log;
    this.#clock = parts.clock;
  }

  /** Why no request is taken any more; null while the machine runs. */
  get ended(): MachineEndedError | null {
    return this.#ended;
  }

  /**
   * Brings the memory to where the log ends. Call once, before the first request.
   *
   * @throws what the log throws where it cannot be read; the machine has ended then
   */
  async load(): Promise<void> {
    try {
      await this.#log.replay((record, offset, transaction) => {
        if (this.#ended === null) this.#machine.replay(record, offset, transaction);
        this.#endOffset = offset + 1;
      }, (marker, offset) => {
        if (this.#ended === null) this.#machine.replayMarker?.(marker, offset);
        this.#endOffset = offset + 1;
      });
    } catch (error) {
      throw this.#end("its log cannot be read", error);
    }
    if (this.#ended !== null) throw this.#ended;
    this.#flushedOffset = this.#endOffset;
    this.#loaded = true;
    this.#machine.loaded();
  }

  /**
   * Runs `handle` now and gives its response when all that it may reveal is on disk.
   *
   * @throws what `handle` throws; nothing durable has changed then
   * @throws {AppendRefusedError} where the log does not take the records; nothing has changed
   * @throws {MachineEndedError} where the disk failed: what survives is not known
   */
  async execute<Response>(handle: () => Transition<Response>): Promise<Response> {
    this.#requireRunning();
    const transition = handle();
    this.#append(transition);
    transition.applied?.();
    await this.#settled();
    return transition.response;
  }

  /** Ends the machine on purpose: who waits is told so, later requests are refused. */
  close(): void {
    this.#end("it was closed");
  }

  #requireRunning(): void {
    if (this.#ended !== null) throw this.#ended;
    if (!this.#loaded) throw new Error(`Cannot use ${this.name}: its log is not loaded yet`);
  }

  #append({ records, transaction, marker }: Transition<unknown>): void {
    const hasMarker = marker !== undefined && marker !== null;
    if (hasMarker && records.length > 0) {
      throw new Error(`${this.name}: a marker and ${records.length} records in one transition`);
    }
    if (hasMarker) this.#appendMarker(marker);
    else if (records.length > 0) this.#appendRecords(records, transaction ?? null);
  }

  #appendRecords(
    records: readonly KeyValueRecord[],
    transaction: TransactionOfRecord | null,
  ): void {
    const endOffset = this.#attempt(`${records.length} records`, () => {
      return this.#log.append(records, this.#clock.nowMs(), transaction ?? undefined);
    });
    const baseOffset = endOffset - records.length;
    this.#requireInOrder(baseOffset);
    for (let i = 0; i < records.length; i++) {
      this.#machine.replay(records[i]!, baseOffset + i, transaction);
    }
    this.#endOffset = endOffset;
  }

  #appendMarker(marker: TransactionMarker): void {
    const endOffset = this.#attempt(`the marker of producer ${marker.producerId}`, () => {
      return this.#log.appendMarker(marker, this.#clock.nowMs());
    });
    this.#requireInOrder(endOffset - 1);
    this.#machine.replayMarker?.(marker, endOffset - 1);
    this.#endOffset = endOffset;
  }

  #attempt(what: string, append: () => number): number {
    try {
      return append();
    } catch (cause) {
      throw new AppendRefusedError(
        `Cannot append ${what} to ${this.name}: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  #requireInOrder(baseOffset: number): void {
    if (baseOffset >= this.#endOffset) return;
    throw new Error(
      `${this.name}: appended at ${baseOffset}, but memory is at ${this.#endOffset}`,
    );
  }

  /** Waits until the disk holds what the memory holds now. */
  async #settled(): Promise<void> {
    const endOffset = this.#endOffset;
    if (endOffset <= this.#flushedOffset) return;
    try {
      await this.#log.flushed(endOffset);
    } catch (error) {
      throw this.#end("its log cannot be flushed", error);
    }
    if (endOffset > this.#flushedOffset) this.#flushedOffset = endOffset;
  }

  #end(reason: string, cause?: unknown): MachineEndedError {
    if (this.#ended !== null) return this.#ended;
    const detail = cause === undefined ? "" : `: ${messageOf(cause)}`;
    this.#ended = new MachineEndedError(`${this.name} has ended, ${reason}${detail}`, { cause });
    this.#machine.ended(this.#ended);
    return this.#ended;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
