/**
 * The in-memory twin of the metadata tree, for tests: one owner, no sessions.
 *
 * @module
 */
import {
  ANY_VERSION,
  type ConflictReason,
  type MetadataChange,
  MetadataConflictError,
  type MetadataOperation,
  type MetadataStore,
  type ZnodeData,
} from "./metadata_store.ts";

const encoder = new TextEncoder();

/** A tree in memory. */
export class MemoryMetadataStore implements MetadataStore {
  #nodes = new Map<string, ZnodeData>([["/", { data: new Uint8Array(0), version: 0 }]]);
  #sequence = 0;
  readonly #listeners: ((change: MetadataChange) => void)[] = [];
  #failing: Error | null = null;

  /** Makes every later write throw `error`; null ends it. */
  failWrites(error: Error | null): void {
    this.#failing = error;
  }

  get(path: string): Promise<ZnodeData | null> {
    return Promise.resolve(this.#nodes.get(path) ?? null);
  }

  children(path: string): Promise<string[]> {
    const prefix = path === "/" ? "/" : `${path}/`;
    const names = [...this.#nodes.keys()]
      .filter((child) => child.startsWith(prefix) && child !== prefix)
      .map((child) => child.slice(prefix.length))
      .filter((name) => !name.includes("/"));
    return Promise.resolve(names.sort());
  }

  async apply(operations: MetadataOperation[]): Promise<void> {
    await Promise.resolve();
    if (this.#failing !== null) throw this.#failing;
    const before = new Map(this.#nodes);
    const changes: MetadataChange[] = [];
    try {
      for (const operation of operations) {
        const change = this.#applyOne(operation);
        if (change !== null) changes.push(change);
      }
    } catch (error) {
      this.#nodes = before;
      throw error;
    }
    for (const change of changes) {
      for (const listener of this.#listeners) listener(change);
    }
  }

  async createSequential(pathPrefix: string, data: string): Promise<string> {
    const path = pathPrefix + String(this.#sequence++).padStart(10, "0");
    await this.apply([{ kind: "create", path, data }]);
    return path;
  }

  watch(listener: (change: MetadataChange) => void): void {
    this.#listeners.push(listener);
  }

  #applyOne(operation: MetadataOperation): MetadataChange | null {
    const { kind, path } = operation;
    const node = this.#nodes.get(path);
    if (kind === "create") {
      if (node !== undefined) throw conflict("NODE_EXISTS", path);
      const parent = path.slice(0, path.lastIndexOf("/")) || "/";
      if (!this.#nodes.has(parent)) throw conflict("NO_NODE", parent);
      this.#nodes.set(path, { data: encoder.encode(operation.data), version: 0 });
      return { kind: "created", path };
    }
    if (node === undefined) throw conflict("NO_NODE", path);
    if (operation.version !== ANY_VERSION && operation.version !== node.version) {
      throw conflict("BAD_VERSION", path);
    }
    if (kind === "check") return null;
    if (kind === "set") {
      const data = encoder.encode(operation.data);
      this.#nodes.set(path, { data, version: node.version + 1 });
      return { kind: "changed", path };
    }
    if ([...this.#nodes.keys()].some((child) => child.startsWith(`${path}/`))) {
      throw conflict("NOT_EMPTY", path);
    }
    this.#nodes.delete(path);
    return { kind: "deleted", path };
  }
}

function conflict(reason: ConflictReason, path: string): MetadataConflictError {
  return new MetadataConflictError(reason, `${reason} at ${path}`);
}
