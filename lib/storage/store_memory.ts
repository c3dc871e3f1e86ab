/**
 * What a store keeps in memory, within the budget of the process: maps of the segments that are
 * appended to, and indexes of sealed segments. Both can be let go and made again.
 *
 * @module
 */
import type { MemoryAccount } from "../io/memory_budget.ts";
import { IndexCache } from "./index_cache.ts";
import { WindowCache } from "./mapped_windows.ts";

const MAPPED_BYTES_MAX = 128 << 20;
/** Indexes of sealed segments in memory: those of six full segments of 1 GiB. */
const INDEX_BYTES_MAX = 32 << 20;

/** The accounts. */
export interface StoreMemory {
  /** Maps of the segments that are appended to. */
  readonly windows: MemoryAccount;
  /** Indexes of sealed segments. */
  readonly indexes: MemoryAccount;
}

/** The caches of a store, as large as their accounts allow. */
export function storeCaches(
  memory: StoreMemory | undefined,
): { windows: WindowCache; indexes: IndexCache } {
  const { windows, indexes } = memory ?? {};
  return {
    windows: new WindowCache(bytesMaxOf(MAPPED_BYTES_MAX, windows), windows),
    indexes: new IndexCache(bytesMaxOf(INDEX_BYTES_MAX, indexes), indexes),
  };
}

function bytesMaxOf(bytesMax: number, account: MemoryAccount | undefined): number {
  return Math.min(bytesMax, account?.bytesMax ?? Infinity);
}
