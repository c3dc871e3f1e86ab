/**
 * The cluster's metadata as a tree of znodes, whoever holds it: the tree in this process
 * (embedded.ts), or an ensemble that zookeeper.connect names. Every change is an asynchronous,
 * versioned compare-and-set.
 *
 * Paths are those under the chroot of zookeeper.connect.
 *
 * @module
 */

/** A znode's content. */
export interface ZnodeData {
  data: Uint8Array;
  /** Changes of the data so far: what a compare-and-set must name. */
  version: number;
}

/** Any version will do. */
export const ANY_VERSION = -1;

/** One change of a transaction. */
export type MetadataOperation =
  | { kind: "create"; path: string; data: string; ephemeral?: true }
  | { kind: "set"; path: string; data: string; version: number }
  | { kind: "delete"; path: string; version: number }
  | { kind: "check"; path: string; version: number };

/** Why a transaction was not applied. */
export type ConflictReason = "NODE_EXISTS" | "NO_NODE" | "BAD_VERSION" | "NOT_EMPTY";

/** Somebody else was faster, or the caller was wrong about what is there. */
export class MetadataConflictError extends Error {
  override name = "MetadataConflictError";
  readonly reason: ConflictReason;

  constructor(reason: ConflictReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What happened to a path. */
export interface MetadataChange {
  kind: "created" | "changed" | "deleted";
  path: string;
}

/** The tree. */
export interface MetadataStore {
  /** The znode's data, or null where there is none. */
  get(path: string): Promise<ZnodeData | null>;
  /** Names of the children, sorted; empty where there is no such znode. */
  children(path: string): Promise<string[]>;
  /**
   * Applies all operations or none, and resolves when they are on disk.
   *
   * @throws MetadataConflictError; DiskFullError where the store refuses writes
   */
  apply(operations: MetadataOperation[]): Promise<void>;
  /** Creates a persistent znode whose name is the prefix and a rising number; returns its path. */
  createSequential(pathPrefix: string, data: string): Promise<string>;
  /** Reports every change in the tree from now on, in order. */
  watch(listener: (change: MetadataChange) => void): void;
}

/** Tries at a znode before giving up: each failure means that somebody else changed it. */
const TRIES_MAX = 20;

/**
 * Runs a change that reads and then writes what it made of that, again while somebody else was
 * faster.
 *
 * @param what the change, for the error: `change /path`
 * @throws what `change` throws, unless it is a conflict; Error where others are faster every time
 */
export async function retryConflicts<Result>(
  what: string,
  change: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof MetadataConflictError)) throw error;
    }
  }
  throw new Error(`Cannot ${what}: ${TRIES_MAX} tries met other changes`);
}

/**
 * Writes what `next` makes of a znode, made with its parents where it is missing. `next` is asked
 * again where somebody else changed it meanwhile.
 *
 * @param next given the data, null where there is no znode; null leaves all as it is
 * @returns whether something was written
 * @throws what `next` or the store throws; Error where others change it again and again
 */
export function updateNode(
  store: MetadataStore,
  path: string,
  next: (data: Uint8Array | null) => string | null,
): Promise<boolean> {
  return retryConflicts(`change ${path}`, async () => {
    const node = await store.get(path);
    const data = next(node === null ? null : node.data);
    if (data === null) return false;
    if (node === null) {
      await ensurePath(store, path.slice(0, path.lastIndexOf("/")));
      await store.apply([{ kind: "create", path, data }]);
    } else await store.apply([{ kind: "set", path, data, version: node.version }]);
    return true;
  });
}

/** Creates a persistent znode and its missing parents, without data, where they are missing. */
export async function ensurePath(store: MetadataStore, path: string): Promise<void> {
  const names = path.split("/").slice(1);
  for (let i = 1; i <= names.length; i++) {
    const partial = `/${names.slice(0, i).join("/")}`;
    if (await store.get(partial) !== null) continue;
    try {
      await store.apply([{ kind: "create", path: partial, data: "" }]);
    } catch (error) {
      if (!(error instanceof MetadataConflictError && error.reason === "NODE_EXISTS")) throw error;
    }
  }
}
