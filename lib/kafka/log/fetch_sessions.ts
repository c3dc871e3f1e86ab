/**
 * Incremental fetch sessions (KIP-227): the broker remembers which partitions a consumer fetches
 * and from where, so that requests name only what changed and answers hold only what is new.
 *
 * @module
 */
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { Random } from "../../io/random.ts";

/** The epoch that asks for a new session. */
export const INITIAL_EPOCH = 0;
/** The epoch that ends one, or asks for none. */
export const FINAL_EPOCH = -1;
const EPOCH_LIMIT = 2 ** 31;

/** One partition of a session: what to fetch, and what was last answered. */
export interface SessionPartition {
  topic: string;
  topicId: string;
  index: number;
  fetchOffset: number;
  bytesMax: number;
  currentLeaderEpoch: number;
  /** Last answered values, -1 before the first answer: a change is news. */
  highWatermark: number;
  logStartOffset: number;
  lastErrorCode: number;
}

/** A session. */
export interface FetchSession {
  readonly id: number;
  /** The epoch that the next request must carry. */
  epoch: number;
  /** In order of service: a partition that gave data moves to the end, so that none starves. */
  readonly partitions: Map<string, SessionPartition>;
}

/** Key of a partition in a session: by topic id where the client uses ids, else by name. */
export function sessionKey(topic: string, topicId: string, index: number): string {
  return `${topicId === ZERO_UUID ? topic : topicId}/${index}`;
}

/** All sessions of a broker. */
export class FetchSessions {
  readonly #random: Random;
  /** Insertion order is order of use. */
  readonly #sessions = new Map<number, FetchSession>();

  readonly #sessionsMax: number;

  /** @param options.sessionsMax max.incremental.fetch.session.cache.slots */
  constructor(random: Random, options: { sessionsMax: number }) {
    this.#sessionsMax = Math.max(1, options.sessionsMax);
    this.#random = random;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** A new session; the least recently used one makes room where there are too many. */
  create(partitions: Map<string, SessionPartition>): FetchSession {
    if (this.#sessions.size >= this.#sessionsMax) {
      const oldest = this.#sessions.keys().next();
      if (!oldest.done) this.#sessions.delete(oldest.value);
    }
    let id = 0;
    while (id === 0 || this.#sessions.has(id)) id = this.#random.int(2 ** 31 - 1) + 1;
    const session = { id, epoch: 1, partitions };
    this.#sessions.set(id, session);
    return session;
  }

  /** The session for an incremental request, or which error tells the client to start anew. */
  use(
    id: number,
    epoch: number,
  ): FetchSession | "FETCH_SESSION_ID_NOT_FOUND" | "INVALID_FETCH_SESSION_EPOCH" {
    const session = this.#sessions.get(id);
    if (session === undefined) return "FETCH_SESSION_ID_NOT_FOUND";
    if (session.epoch !== epoch) return "INVALID_FETCH_SESSION_EPOCH";
    session.epoch = epoch + 1 === EPOCH_LIMIT ? 1 : epoch + 1;
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  remove(id: number): void {
    this.#sessions.delete(id);
  }
}
