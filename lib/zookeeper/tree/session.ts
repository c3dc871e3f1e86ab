/**
 * Sessions: what the log knows of one, and how ids for new ones are made.
 *
 * @module
 */

/**
 * A session. It outlives its connections and the process: it is in the log and the snapshot, and
 * ends when its client closes it or stays silent for `timeoutMs`.
 */
export interface Session {
  readonly id: bigint;
  /** Negotiated when the session was opened, or when its client last came back, in ms. */
  timeoutMs: number;
  /** What the client must know to come back, 16 bytes. */
  readonly password: Uint8Array;
  /** The session of the process itself, which ends with the process. */
  readonly isLocal: boolean;
  /** Its end is on the way to the log: nothing more is taken from it. */
  isClosing: boolean;
}

/** The length of a session's password, in bytes. */
export const PASSWORD_BYTES = 16;

/** Compares in a time that does not tell how many bytes are right. */
export function isSamePassword(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ other[i]!;
  return difference === 0;
}

/** The high byte of ids: the server's number, 1 in a server that stands alone. */
const SERVER_ID = 1n;

/**
 * Hands out session ids: the server's number, then 40 bits of the time, then a counter, so that
 * ids of one run differ from those of another.
 */
export class SessionIds {
  #next: bigint;

  /** @param nowMs wall clock, in ms */
  constructor(nowMs: number) {
    this.#next = (SERVER_ID << 56n) | (BigInt.asUintN(64, BigInt(Math.floor(nowMs)) << 24n) >> 8n);
  }

  /** An id that is not in `taken`. */
  next(taken: { has(id: bigint): boolean }): bigint {
    while (taken.has(this.#next)) this.#next += 1n;
    const id = this.#next;
    this.#next += 1n;
    return id;
  }
}

/** `0x100000b2a4c0001`: a session id as ZooKeeper writes it. */
export function sessionIdText(id: bigint): string {
  return `0x${BigInt.asUintN(64, id).toString(16)}`;
}

/**
 * The timeout a client gets for the one it asked for.
 *
 * @param requestedMs what it asked for, in ms
 * @param bounds in ms; ZooKeeper's defaults are 2 and 20 ticks
 */
export function negotiateTimeoutMs(
  requestedMs: number,
  bounds: { minSessionTimeoutMs: number; maxSessionTimeoutMs: number },
): number {
  return Math.min(Math.max(requestedMs, bounds.minSessionTimeoutMs), bounds.maxSessionTimeoutMs);
}
