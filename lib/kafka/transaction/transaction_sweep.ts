/**
 * The work on all transactional ids of a broker that nobody waits for: from time to time
 * transactions past their timeout are aborted and unused ids are forgotten.
 *
 * @module
 */
import { Deadlines } from "../../state_machine/deadline.ts";
import type { Shards } from "../../state_machine/shards.ts";
import { abortTimedOut, timedOut } from "./abort_timed_out.ts";
import { expired, removeExpired } from "./remove_expired.ts";
import type { TransactionConfig } from "./transaction_config.ts";
import { transactionErrorCode } from "./transaction_error.ts";
import type { TransactionServices, TransactionShard } from "./transaction_shard.ts";

/** Transactions whose abort is decided at the same time; they share a flush. */
const ABORTS_AT_ONCE = 200;
/** Ids forgotten by one batch of tombstones. */
const IDS_PER_BATCH = 200;

/** Sweeps over all transactional ids. */
export class TransactionSweep {
  readonly #shards: Shards<TransactionShard>;
  readonly #services: TransactionServices;
  readonly #config: TransactionConfig;
  readonly #deadlines: Deadlines;

  constructor(
    shards: Shards<TransactionShard>,
    services: TransactionServices & { readonly config: TransactionConfig },
  ) {
    this.#shards = shards;
    this.#services = services;
    this.#config = services.config;
    this.#deadlines = new Deadlines(services.clock);
  }

  /** Sweeps in the intervals of the config from now on. */
  start(): void {
    this.#repeat(this.#config.abortTimedOutIntervalMs, () => this.abortTimedOut());
    this.#repeat(this.#config.removeExpiredIntervalMs, () => this.removeExpired());
  }

  close(): void {
    this.#deadlines.close();
  }

  /** Aborts what is open for too long. */
  async abortTimedOut(): Promise<void> {
    for (const shard of [...this.#shards.loaded()]) {
      const ids = timedOut(shard.transactions, this.#services.clock.nowMs());
      for (let i = 0; i < ids.length; i += ABORTS_AT_ONCE) {
        if (this.#deadlines.closed) return;
        await Promise.all(ids.slice(i, i + ABORTS_AT_ONCE).map((id) => this.#abort(shard, id)));
      }
    }
  }

  /** Forgets what nobody uses. */
  async removeExpired(): Promise<void> {
    const expirationMs = this.#config.transactionalIdExpirationMs;
    for (const shard of [...this.#shards.loaded()]) {
      const nowMs = this.#services.clock.nowMs();
      const ids = expired(shard.transactions, { nowMs, expirationMs });
      for (let i = 0; i < ids.length; i += IDS_PER_BATCH) {
        if (this.#deadlines.closed) return;
        const transactionalIds = ids.slice(i, i + IDS_PER_BATCH);
        await this.#attempt(shard, () => {
          return shard.execute((turn) => removeExpired(turn, { transactionalIds, expirationMs }));
        });
      }
    }
  }

  #abort(shard: TransactionShard, transactionalId: string): Promise<void> {
    return this.#attempt(shard, async () => {
      const aborted = await shard.execute((turn) => abortTimedOut(turn, transactionalId));
      if (aborted) this.#services.logger.info("transaction timed out", { transactionalId });
    });
  }

  #repeat(intervalMs: number, sweep: () => Promise<void>): void {
    const next = this.#deadlines.create(() => {
      sweep()
        .catch((error) => {
          this.#services.logger.error("sweep of transactions failed", { reason: String(error) });
        })
        .finally(() => next.set(intervalMs));
    });
    next.set(intervalMs);
  }

  /** What cannot be written now is left for the next sweep. */
  async #attempt(shard: TransactionShard, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (this.#deadlines.closed) return;
      if (transactionErrorCode(error) === null) throw error;
      const facts = { partition: shard.name, reason: String(error) };
      this.#services.logger.warn("transactions not swept", facts);
    }
  }
}
