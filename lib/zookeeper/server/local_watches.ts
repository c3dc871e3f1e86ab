/**
 * Who within the process hears of which events: callbacks of one local session, called in order,
 * each in a microtask of its own so that none runs in the middle of a transaction.
 *
 * @module
 */
import type { WatchCallback } from "../tree/tree_session.ts";
import { EventType, type WatchedEvent } from "../tree/watch.ts";

/** The callbacks of a session. */
export class LocalWatches {
  readonly #data = new Map<string, WatchCallback[]>();
  readonly #children = new Map<string, WatchCallback[]>();
  readonly #recursive = new Map<string, Set<WatchCallback>>();
  readonly #failed: (error: unknown) => void;

  /** @param failed told what a callback throws */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Calls `callback` once, at the next change of the node itself. */
  addData(path: string, callback: WatchCallback): void {
    push(this.#data, { path, callback });
  }

  /** Calls `callback` once, at the next change of the node's children, or its end. */
  addChildren(path: string, callback: WatchCallback): void {
    push(this.#children, { path, callback });
  }

  /** Calls `callback` at every change of the node and of all below it, until removed. */
  addRecursive(path: string, callback: WatchCallback): void {
    const callbacks = this.#recursive.get(path);
    if (callbacks === undefined) this.#recursive.set(path, new Set([callback]));
    else callbacks.add(callback);
  }

  /** Returns true where nobody watches below `path` any more. */
  removeRecursive(path: string, callback: WatchCallback): boolean {
    const callbacks = this.#recursive.get(path);
    callbacks?.delete(callback);
    if (callbacks === undefined || callbacks.size > 0) return false;
    this.#recursive.delete(path);
    return true;
  }

  clear(): void {
    this.#data.clear();
    this.#children.clear();
    this.#recursive.clear();
  }

  dispatch(event: WatchedEvent): void {
    const { type, path } = event;
    const isOfChildren = type === EventType.NODE_CHILDREN_CHANGED;
    const callbacks: WatchCallback[] = [];
    if (!isOfChildren) {
      callbacks.push(...take(this.#data, path));
      for (const [prefix, watching] of this.#recursive) {
        if (isBelow(path, prefix)) callbacks.push(...watching);
      }
    }
    if (isOfChildren || type === EventType.NODE_DELETED) {
      callbacks.push(...take(this.#children, path));
    }
    for (const callback of callbacks) queueMicrotask(() => this.#call(callback, event));
  }

  #call(callback: WatchCallback, event: WatchedEvent): void {
    try {
      callback(event);
    } catch (error) {
      this.#failed(error);
    }
  }
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

function push(
  callbacks: Map<string, WatchCallback[]>,
  { path, callback }: { path: string; callback: WatchCallback },
): void {
  const there = callbacks.get(path);
  if (there === undefined) callbacks.set(path, [callback]);
  else there.push(callback);
}

function take(callbacks: Map<string, WatchCallback[]>, path: string): WatchCallback[] {
  const there = callbacks.get(path);
  if (there === undefined) return [];
  callbacks.delete(path);
  return there;
}
