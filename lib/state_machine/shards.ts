/**
 * State machines that divide a state among the partitions of a topic: opening, loading at start-up,
 * and finding one that serves.
 *
 * @module
 */

/** One partition's state machine. */
export interface Shard {
  /** Replays the log. */
  load(): Promise<void>;
  close(): void;
}

/** The shard's log is being replayed: ask again soon. */
export class ShardLoadingError extends Error {
  override name = "ShardLoadingError";
}

/** The shard's log cannot be opened, or the broker shuts down. */
export class ShardUnavailableError extends Error {
  override name = "ShardUnavailableError";
}

/** How shards are made. */
export interface ShardsOptions<S extends Shard> {
  /** Makes the shard of a partition, with its log where that is missing; not loaded yet. */
  open(partition: number): Promise<S>;
  /** Told of a partition that cannot be used. */
  failed(partition: number, error: unknown): void;
}

/** Logs replayed at the same time at start-up. */
const CONCURRENT_LOADS = 4;

interface Slot<S> {
  /** Null until it is loaded. */
  shard: S | null;
  readonly ready: Promise<S>;
  /** Whether requests wait for it, or are told that it loads. */
  readonly waits: boolean;
}

/** All shards of one kind. */
export class Shards<S extends Shard> {
  readonly #options: ShardsOptions<S>;
  readonly #slots = new Map<number, Slot<S>>();
  #closed = false;

  constructor(options: ShardsOptions<S>) {
    this.#options = options;
  }

  /** Shards that are loaded. */
  *loaded(): Generator<S> {
    for (const { shard } of this.#slots.values()) {
      if (shard !== null) yield shard;
    }
  }

  /** Whether some partition that has a log is not there yet. */
  get isLoading(): boolean {
    for (const { shard, waits } of this.#slots.values()) {
      if (shard === null && !waits) return true;
    }
    return false;
  }

  /**
   * Loads the partitions that have a log. Requests for them are told to come again meanwhile. One
   * that cannot be read is given up; the others serve.
   */
  async load(partitions: Iterable<number>): Promise<void> {
    const waiting: (() => Promise<void>)[] = [];
    for (const partition of new Set(partitions)) {
      const { promise, resolve, reject } = Promise.withResolvers<S>();
      promise.catch(() => {/* told to those who ask, and to options.failed */});
      const slot: Slot<S> = { shard: null, ready: promise, waits: false };
      this.#slots.set(partition, slot);
      waiting.push(() => this.#open(partition, slot).then(resolve, reject));
    }
    const workers = Array.from({ length: CONCURRENT_LOADS }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
    });
    await Promise.all(workers);
  }

  /**
   * The shard of a partition, opened where this is its first use.
   *
   * @throws {ShardLoadingError}
   * @throws {ShardUnavailableError}
   */
  async get(partition: number): Promise<S> {
    const slot = this.#slotOf(partition);
    if (slot.shard === null && !slot.waits) {
      throw new ShardLoadingError(`Partition ${partition} is being loaded`);
    }
    return await slot.ready;
  }

  /**
   * As {@linkcode Shards.get}, for a caller that waits where the partition is loading.
   *
   * @throws {ShardUnavailableError}
   */
  async whenLoaded(partition: number): Promise<S> {
    return await this.#slotOf(partition).ready;
  }

  #slotOf(partition: number): Slot<S> {
    if (this.#closed) throw new ShardUnavailableError("The broker shuts down");
    return this.#slots.get(partition) ?? this.#use(partition);
  }

  /** Ends all shards. */
  close(): void {
    this.#closed = true;
    for (const shard of this.loaded()) shard.close();
  }

  #use(partition: number): Slot<S> {
    const slot: Slot<S> = {
      shard: null,
      ready: Promise.resolve().then(() => this.#open(partition, slot)),
      waits: true,
    };
    this.#slots.set(partition, slot);
    return slot;
  }

  async #open(partition: number, slot: Slot<S>): Promise<S> {
    try {
      const shard = await this.#options.open(partition);
      await shard.load();
      if (this.#closed) shard.close();
      slot.shard = shard;
      return shard;
    } catch (error) {
      this.#slots.delete(partition);
      this.#options.failed(partition, error);
      throw new ShardUnavailableError(`Partition ${partition} cannot be used`, { cause: error });
    }
  }
}
