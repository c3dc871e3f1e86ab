/**
 * What the process itself can do with the tree: the interface that layers below the server hold.
 * server/local_session.ts is the one that has it.
 *
 * @module
 */
import type { ACL, Stat } from "../protocol/data_records.ts";
import type { WatchedEvent } from "./watch.ts";

/** Told of an event. */
export type WatchCallback = (event: WatchedEvent) => void;

/** What to create; `data` and `acl` default to none and open. */
export interface CreateOptions {
  readonly data?: Uint8Array | null;
  readonly acl?: readonly ACL[];
  /** One of CreateMode; persistent by default. */
  readonly mode?: number;
}

/** One member of a multi. */
export type LocalOp =
  | ({ readonly type: "create"; readonly path: string } & CreateOptions)
  | { readonly type: "delete"; readonly path: string; readonly version?: number }
  | {
    readonly type: "setData";
    readonly path: string;
    readonly data: Uint8Array | null;
    readonly version?: number;
  }
  | { readonly type: "check"; readonly path: string; readonly version: number };

/** What a member gave: the node's path, and its Stat after a create or setData. */
export interface LocalOpResult {
  readonly path: string;
  readonly stat: Stat | null;
}

/** A session on the tree. Every method that is refused rejects with KeeperError. */
export interface TreeSession {
  readonly sessionId: bigint;
  /** Makes a node; the path that comes back has the number of a sequential one. */
  create(path: string, options?: CreateOptions): Promise<{ path: string; stat: Stat }>;
  /** Removes a node without children, where `version` is its version or -1. */
  delete(path: string, options?: { version?: number }): Promise<void>;
  /** The node's Stat, null where there is none; `watch` hears of its next change either way. */
  exists(path: string, options?: { watch?: WatchCallback }): Promise<Stat | null>;
  getData(
    path: string,
    options?: { watch?: WatchCallback },
  ): Promise<{ data: Uint8Array | null; stat: Stat }>;
  /** Replaces the data where `version` is the node's version or -1; gives the new Stat. */
  setData(
    path: string,
    change: { data: Uint8Array | null; version?: number },
  ): Promise<Stat>;
  getChildren(
    path: string,
    options?: { watch?: WatchCallback },
  ): Promise<{ children: string[]; stat: Stat }>;
  /** Does all of `ops` or none; rejects with a KeeperError that has the refused one's path. */
  multi(ops: readonly LocalOp[]): Promise<LocalOpResult[]>;
  /** Resolves once all writes that anyone asked for before are applied. */
  sync(path: string): Promise<void>;
  /**
   * Calls `callback` at every creation, change of data and deletion of the node at `path` and of
   * all nodes below it, whether they exist yet or not, from now on.
   *
   * @returns a function that ends it
   */
  onChange(path: string, callback: WatchCallback): () => void;
  /** Ends the session: its ephemeral nodes go. Resolves when that is on disk. */
  close(): Promise<void>;
}
