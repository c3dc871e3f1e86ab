/**
 * The in-memory twin of host_lookup.ts.
 *
 * @module
 */
import type { HostLookup } from "./host_lookup.ts";

/** A resolver that knows the names it was given. */
export class MemoryHostLookup implements HostLookup {
  readonly #names: Readonly<Record<string, readonly string[]>>;

  constructor(names: Readonly<Record<string, readonly string[]>> = {}) {
    this.#names = names;
  }

  addresses(host: string): Promise<readonly string[] | null> {
    return Promise.resolve(this.#names[host] ?? null);
  }
}
