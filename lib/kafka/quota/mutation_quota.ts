/**
 * The quota of one request that creates or deletes partitions (KIP-599, controller_mutation_rate).
 *
 * Clients that know THROTTLING_QUOTA_EXCEEDED are held to it strictly: while the bucket is in debt
 * nothing is changed for them. Older ones get what they ask and wait after it.
 *
 * @module
 */
import type { TokenBucket } from "./token_bucket.ts";

/** No further change is taken before `throttleMs` have passed. */
export class ThrottlingQuotaExceededError extends Error {
  override name = "ThrottlingQuotaExceededError";
  readonly throttleMs: number;

  constructor(throttleMs: number) {
    super("The throttling quota has been exceeded.");
    this.throttleMs = throttleMs;
  }
}

/** What changes of one request are counted on. */
export interface MutationQuota {
  /**
   * Counts partitions that are created or deleted.
   *
   * @throws ThrottlingQuotaExceededError where nothing more may be changed now
   */
  record(partitions: number): void;
  /** How long the client has to wait before its next request, in ms. */
  readonly throttleMs: number;
}

/** For clients without such a quota. */
export const UNBOUNDED_MUTATIONS: MutationQuota = { record() {}, throttleMs: 0 };

/** What a bounded quota stands on. */
export interface MutationQuotaServices {
  readonly bucket: TokenBucket;
  /** Partitions per second. */
  readonly limit: number;
  readonly mode: "strict" | "permissive";
  readonly nowMs: () => number;
}

/** Counts on a bucket. */
export class BoundedMutationQuota implements MutationQuota {
  readonly #services: MutationQuotaServices;
  /** When the client may go on; what passes while the request is answered counts. */
  #untilMs = 0;

  constructor(services: MutationQuotaServices) {
    this.#services = services;
  }

  get throttleMs(): number {
    return Math.max(0, Math.round(this.#untilMs - this.#services.nowMs()));
  }

  record(partitions: number): void {
    const { bucket, limit, mode, nowMs } = this.#services;
    const timeMs = nowMs();
    if (mode === "strict") {
      const throttleMs = this.#note(timeMs);
      if (throttleMs > 0) throw new ThrottlingQuotaExceededError(throttleMs);
      bucket.take(partitions, { limit, timeMs });
      return;
    }
    bucket.take(partitions, { limit, timeMs });
    this.#note(timeMs);
  }

  #note(timeMs: number): number {
    const { bucket, limit } = this.#services;
    const throttleMs = bucket.throttleMs(limit, timeMs);
    if (throttleMs > 0) this.#untilMs = timeMs + throttleMs;
    return throttleMs;
  }
}
