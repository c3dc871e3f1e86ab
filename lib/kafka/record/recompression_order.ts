/**
 * Keeps batches of one partition in the order they came in, where some are recompressed off the
 * event loop (recompress.ts): each waits for those before it, so that sequences of idempotent
 * producers do not overtake one another. Partitions do not wait for each other.
 *
 * @module
 */
import type { BatchRules } from "./batch_rules.ts";
import { inspectLater } from "./inspect_later.ts";
import type { Recompressed } from "./recompress.ts";

/** Batches that are not appended yet, by partition. */
export class RecompressionOrder {
  readonly #last = new WeakMap<object, Promise<void>>();
  #waiting = 0;
  /** Settles when no batch is being inspected any more. */
  #inspected: Promise<unknown> = Promise.resolve();

  /**
   * Inspects a batch that is too large for the loop (inspect_later.ts), after those that came
   * before it, of whatever partition: their memory is bounded together.
   */
  inspect(batch: Uint8Array, rules: BatchRules): Promise<Recompressed> {
    // Neither the frame's memory nor the rules stay as they are until the batch's turn comes.
    const [own, ownRules] = [batch.slice(), { ...rules }];
    const inspected = this.#inspected.then(() => inspectLater(own, ownRules));
    this.#inspected = inspected.catch(() => {/* told to who waits for it */});
    return inspected;
  }

  /** True where a batch of this partition is on its way. */
  isWaiting(partition: object): boolean {
    return this.#waiting > 0 && this.#last.has(partition);
  }

  /**
   * Runs `append` with the batch when it is ready and those before it are done.
   *
   * @returns resolves after `append`, and rejects with what it throws
   */
  run(
    partition: object,
    batch: Recompressed | Promise<Recompressed>,
    append: (batch: Recompressed) => void,
  ): Promise<void> {
    const before = this.#last.get(partition) ?? Promise.resolve();
    this.#waiting++;
    const ready = Promise.resolve(batch);
    // It may fail before its turn comes, and is told of then.
    ready.catch(() => {});
    const done = before.then(() => ready).then(append).finally(() => {
      this.#waiting--;
      if (this.#last.get(partition) === settled) this.#last.delete(partition);
    });
    const settled = done.catch(() => {});
    this.#last.set(partition, settled);
    return done;
  }
}
