/**
 * The paths of those nodes that somebody but a client's delete removes: of each session's ephemeral
 * nodes, and of containers and nodes with a time to live.
 *
 * @module
 */
import { nodeKind } from "./node_kind.ts";

const NO_PATHS: ReadonlySet<string> = new Set();

/** Paths by what `ephemeralOwner` says of their nodes. */
export class OwnedPaths {
  readonly #ephemerals = new Map<bigint, Set<string>>();
  readonly #expirable = new Set<string>();
  #ephemeralCount = 0;

  get ephemeralCount(): number {
    return this.#ephemeralCount;
  }

  /** Sessions that own ephemeral nodes, with their paths. */
  get ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#ephemerals;
  }

  /** The paths of containers and of nodes with a time to live. */
  get expirable(): ReadonlySet<string> {
    return this.#expirable;
  }

  ephemeralsOf(sessionId: bigint): ReadonlySet<string> {
    return this.#ephemerals.get(sessionId) ?? NO_PATHS;
  }

  /** Notes a node that somebody owns. */
  add(path: string, owner: bigint): void {
    if (nodeKind(owner) !== "ephemeral") {
      this.#expirable.add(path);
      return;
    }
    const paths = this.#ephemerals.get(owner);
    if (paths === undefined) this.#ephemerals.set(owner, new Set([path]));
    else paths.add(path);
    this.#ephemeralCount += 1;
  }

  /** Forgets such a node. */
  delete(path: string, owner: bigint): void {
    this.#expirable.delete(path);
    const paths = this.#ephemerals.get(owner);
    if (!paths?.delete(path)) return;
    this.#ephemeralCount -= 1;
    if (paths.size === 0) this.#ephemerals.delete(owner);
  }
}
