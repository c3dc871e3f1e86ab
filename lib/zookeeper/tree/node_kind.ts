/**
 * What kind of node an `ephemeralOwner` makes it: none (0), an ephemeral of a session, a
 * container (the sign bit alone), or one with a time to live (the high byte all ones, the ttl in
 * the low 40 bits), as ZooKeeper encodes them.
 *
 * @module
 */

/** The owner of a container node. */
export const CONTAINER_OWNER = -(2n ** 63n);
/** The longest time to live, in ms. */
export const TTL_MS_MAX = 2 ** 40 - 1;

const TTL_OWNER_BASE = -(2n ** 56n);

/** The kinds of node; only an ephemeral one can have no children. */
export type NodeKind = "persistent" | "ephemeral" | "container" | "ttl";

/** The kind of node that `owner` makes. */
export function nodeKind(owner: bigint): NodeKind {
  if (owner === 0n) return "persistent";
  if (owner === CONTAINER_OWNER) return "container";
  if (owner >= TTL_OWNER_BASE && owner < 0n) return "ttl";
  return "ephemeral";
}

/** The owner of a node that lives `ttlMs` after its last change, 1 to {@linkcode TTL_MS_MAX}. */
export function ttlOwner(ttlMs: number): bigint {
  if (!Number.isInteger(ttlMs) || ttlMs < 1 || ttlMs > TTL_MS_MAX) {
    throw new RangeError(`Cannot encode ttl ${ttlMs}: not within 1..${TTL_MS_MAX}`);
  }
  return TTL_OWNER_BASE + BigInt(ttlMs);
}

/** The time to live that `owner` encodes, in ms. */
export function ttlMsOf(owner: bigint): number {
  return Number(owner - TTL_OWNER_BASE);
}
