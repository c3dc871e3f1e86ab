/**
 * Quotas: how many nodes and bytes a tree may have. ZooKeeper keeps them in the tree itself, where
 * tools write and read them: for a quota on `/a` the limits are the data of
 * `/zookeeper/quota/a/zookeeper_limits`, and what is used is the data of `zookeeper_stats` beside
 * it. The server keeps the latter up to date with every change below `/a`, without a new version.
 *
 *     count=10,bytes=-1                                        soft limits, -1 is none
 *     count=10,bytes=-1=;byteHardLimit=1000;countHardLimit=20  with hard ones
 *
 * @module
 */
import { parentPath } from "./path.ts";

const ROOT = "/zookeeper/quota";
/** The name of a node that has limits. */
export const LIMITS = "zookeeper_limits";
const STATS = "zookeeper_stats";

/** The limits of a tree, or what it uses; -1 where nothing is said. */
export interface Quota {
  readonly count: number;
  readonly bytes: number;
  readonly countHardLimit: number;
  readonly byteHardLimit: number;
}

/** Where the limits of `path` are. */
export function limitsPath(path: string): string {
  return `${ROOT}${path}/${LIMITS}`;
}

/** Where it is kept what the tree at `path` uses. */
export function statsPath(path: string): string {
  return `${ROOT}${path}/${STATS}`;
}

/** The path whose limits stand at `path`, or null where none do. */
export function limitedBy(path: string): string | null {
  return targetOf(path, LIMITS);
}

/** The path whose use stands at `path`, or null where none does. */
export function countedAt(path: string): string | null {
  return targetOf(path, STATS);
}

function targetOf(path: string, name: string): string | null {
  if (!path.startsWith(`${ROOT}/`) || !path.endsWith(`/${name}`)) return null;
  return path.slice(ROOT.length, -name.length - 1);
}

function readPairs(data: Uint8Array | null): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const pair of new TextDecoder().decode(data ?? new Uint8Array(0)).split(/[,;]+/)) {
    const [key = "", value = ""] = pair.split("=");
    // What is no number is no limit: a tool's mistake must not stop all writes below.
    if (/^-?\d+$/.test(value)) pairs.set(key, Number(value));
  }
  return pairs;
}

/** The numbers in the data of a node of limits or of use. */
export function readQuota(data: Uint8Array | null): Quota {
  const pairs = readPairs(data);
  return {
    count: pairs.get("count") ?? -1,
    bytes: pairs.get("bytes") ?? -1,
    countHardLimit: pairs.get("countHardLimit") ?? -1,
    byteHardLimit: pairs.get("byteHardLimit") ?? -1,
  };
}

/** The data of a node that says what is used. */
export function writeUse(use: { count: number; bytes: number }): Uint8Array {
  return new TextEncoder().encode(`count=${use.count},bytes=${use.bytes}`);
}

/** The paths that have limits. */
export class QuotaPaths {
  readonly #paths = new Set<string>();

  [Symbol.iterator](): IterableIterator<string> {
    return this.#paths.values();
  }

  /** Notes a node that was created. */
  created(path: string): void {
    const limited = limitedBy(path);
    if (limited !== null) this.#paths.add(limited);
  }

  /** Forgets a node that was deleted. */
  deleted(path: string): void {
    const limited = limitedBy(path);
    if (limited !== null) this.#paths.delete(limited);
  }

  clear(): void {
    this.#paths.clear();
  }

  /** The nearest path with limits at `path` or above it; the root can have none. */
  nearest(path: string): string | null {
    if (this.#paths.size === 0) return null;
    for (let at = path; at !== "/"; at = parentPath(at)) {
      if (this.#paths.has(at)) return at;
    }
    return null;
  }
}
