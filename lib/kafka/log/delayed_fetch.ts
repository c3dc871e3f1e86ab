/**
 * A fetch that waits until its partitions have min.bytes more, or max.wait has passed
 * (Kafka's DelayedFetch). Appends tell it how many bytes came, so nothing is read while waiting.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { AppendListener, PartitionLog } from "./partition_log.ts";

/** What a fetch waits for. */
export interface DelayedFetchOptions {
  partitions: readonly PartitionLog[];
  /** Bytes still missing. */
  bytesMissing: number;
  maxWaitMs: number;
  /** Bytes of open transactions do not count for READ_COMMITTED. */
  isolationLevel?: number;
  clock: Clock;
}

/** One wait. */
export class DelayedFetch implements AppendListener {
  readonly #partitions: readonly PartitionLog[];
  readonly #timer: { cancel(): void };
  readonly #resolve: () => void;
  #bytesMissing: number;
  #done = false;

  constructor(options: DelayedFetchOptions, resolve: () => void) {
    this.#partitions = options.partitions;
    this.#bytesMissing = options.bytesMissing;
    this.#resolve = resolve;
    for (const partition of options.partitions) partition.listen(this, options.isolationLevel);
    this.#timer = options.clock.setTimer(options.maxWaitMs, () => this.end());
  }

  /** 0 bytes: the partition is gone, and the fetch must say so at once. */
  noteAppend(sizeBytes: number): void {
    this.#bytesMissing = sizeBytes === 0 ? 0 : this.#bytesMissing - sizeBytes;
    if (this.#bytesMissing <= 0) this.end();
  }

  /** Ends the wait, whatever came: enough bytes, the time-out, or the connection's end. */
  end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#timer.cancel();
    for (const partition of this.#partitions) partition.unlisten(this);
    this.#resolve();
  }
}
