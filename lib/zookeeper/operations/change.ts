/**
 * What a transaction changes, in words for those who watch the tree from outside: one change for
 * each node or session that it is about, in the order in which they happen.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";

/** One change. */
export interface Change {
  readonly operation:
    | "create"
    | "delete"
    | "setData"
    | "setACL"
    | "createSession"
    | "closeSession";
  /** Null where it is about a session. */
  readonly path: string | null;
  /** What the change gave: the data's version, for setACL the list's; null for all others. */
  readonly version: number | null;
  /** The node's data from now on, of create and setData. */
  readonly data: Uint8Array | null;
  /** Of create: what kind of node it is, see tree/node_kind.ts. */
  readonly ephemeralOwner?: bigint;
  /** Of create and setACL. */
  readonly acl?: readonly ACL[];
  /** Of createSession. */
  readonly timeoutMs?: number;
}

/** A node disappears. */
export function deletion(path: string): Change {
  return { operation: "delete", path, version: null, data: null };
}
