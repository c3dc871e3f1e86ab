/**
 * Requests that wait: for the disk, in the order of all transactions, and behind their own
 * session's earlier requests. All that stand in the queue share one flush (group commit); when it
 * is done they run in order, each followed by its session's reads behind it.
 *
 * @module
 */

/** A request, or the begin of a session, that waits for its turn. */
export interface QueueEntry {
  readonly sessionId: bigint;
  /** True where a record was appended for it: it waits for a flush. */
  readonly needsFlush: boolean;
  /** Does and answers it. */
  run(): void;
  /** Called in the place of `run` where the log failed. */
  abandon(error: Error): void;
}

/** What the queue works with. */
export interface CommitQueueOptions {
  /**
   * Resolves when all that was appended before is on disk.
   *
   * @param count writes that wait for it
   */
  flush(count: number): Promise<void>;
  /** Told when a batch is finished: there is room for more. */
  progressed(): void;
  /** Told when a flush, or an entry's run, failed; all entries were abandoned. */
  failed(error: Error): void;
}

interface Waiting {
  readonly entry: QueueEntry;
  /** False for a read that only waits behind its session's ordered entries. */
  readonly isOrdered: boolean;
}

/** The queue between the log and the tree. */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #ordered: QueueEntry[] = [];
  /** What each session waits for, in order; only of sessions that have ordered entries. */
  readonly #bySession = new Map<bigint, Waiting[]>();
  #size = 0;
  #isFinishing = false;
  #draining: Promise<void> | null = null;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Entries that wait. */
  get size(): number {
    return this.#size;
  }

  /** True where an ordered entry would have to wait. */
  get isBusy(): boolean {
    return this.#ordered.length > 0 || this.#isFinishing;
  }

  /** True where a session has ordered entries that wait. */
  has(sessionId: bigint): boolean {
    return this.#bySession.has(sessionId);
  }

  /** Adds an entry that runs after all before it. */
  push(entry: QueueEntry): void {
    this.#size += 1;
    this.#ordered.push(entry);
    const queue = this.#bySession.get(entry.sessionId);
    if (queue === undefined) this.#bySession.set(entry.sessionId, [{ entry, isOrdered: true }]);
    else queue.push({ entry, isOrdered: true });
    this.#draining ??= this.#drain();
  }

  /** Adds an entry that runs after its session's entries; the session must have some. */
  pushBehindSession(entry: QueueEntry): void {
    this.#size += 1;
    this.#bySession.get(entry.sessionId)!.push({ entry, isOrdered: false });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#draining !== null) await this.#draining;
  }

  async #drain(): Promise<void> {
    // One turn of the microtask queue: the requests of one socket read share the first flush.
    await Promise.resolve();
    while (this.#ordered.length > 0) {
      const count = this.#ordered.length;
      try {
        const writes = countOfWrites(this.#ordered);
        if (writes > 0) await this.#options.flush(writes);
        this.#finish(count);
      } catch (error) {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      }
      this.#options.progressed();
    }
    this.#draining = null;
  }

  #finish(count: number): void {
    const batch = this.#ordered.splice(0, count);
    this.#isFinishing = true;
    try {
      for (const entry of batch) {
        entry.run();
        this.#leave(entry.sessionId);
      }
    } finally {
      this.#isFinishing = false;
    }
  }

  /** Takes a session's finished entry away and runs the reads behind it. */
  #leave(sessionId: bigint): void {
    const queue = this.#bySession.get(sessionId)!;
    queue.shift();
    this.#size -= 1;
    while (queue.length > 0 && !queue[0]!.isOrdered) {
      queue.shift()!.entry.run();
      this.#size -= 1;
    }
    if (queue.length === 0) this.#bySession.delete(sessionId);
  }

  #fail(error: Error): void {
    const abandoned = [...this.#bySession.values()].flat();
    this.#bySession.clear();
    this.#ordered = [];
    this.#size = 0;
    for (const { entry } of abandoned) entry.abandon(error);
    this.#options.failed(error);
  }
}

function countOfWrites(entries: readonly QueueEntry[]): number {
  let count = 0;
  for (const entry of entries) if (entry.needsFlush) count++;
  return count;
}
