/**
 * The watches that a session has set: after a reconnect the server must be told of them again, with
 * the zxid the session has seen last, so that nothing that happened meanwhile is lost.
 *
 * @module
 */

import type { WatchEventType } from "./watched_event.ts";

/** One-shot: a change of data, of existence, of the list of children; or for good. */
export type WatchKind = "data" | "exist" | "child" | "persistent" | "persistentRecursive";

/** Which watches to remove, by ZooKeeper's names and numbers. */
export const WatcherType = {
  Children: 1,
  Data: 2,
  Any: 3,
  Persistent: 4,
  PersistentRecursive: 5,
} as const;
export type WatcherType = typeof WatcherType[keyof typeof WatcherType];

const ENDED_BY: Readonly<Record<WatchKind, readonly WatchEventType[]>> = {
  data: ["NodeDataChanged", "NodeDeleted", "DataWatchRemoved"],
  exist: ["NodeCreated", "NodeDataChanged", "NodeDeleted", "DataWatchRemoved"],
  child: ["NodeChildrenChanged", "NodeDeleted", "ChildWatchRemoved"],
  persistent: [],
  persistentRecursive: [],
};
const KINDS = ["child", "data", "exist", "persistent", "persistentRecursive"] as const;

const KINDS_OF_TYPE: Readonly<Record<WatcherType, readonly WatchKind[]>> = {
  [WatcherType.Children]: ["child"],
  [WatcherType.Data]: ["data", "exist"],
  [WatcherType.Any]: KINDS,
  [WatcherType.Persistent]: ["persistent"],
  [WatcherType.PersistentRecursive]: ["persistentRecursive"],
};

const REMOVED: Readonly<Record<WatchKind, WatchEventType>> = {
  child: "ChildWatchRemoved",
  data: "DataWatchRemoved",
  exist: "DataWatchRemoved",
  persistent: "PersistentWatchRemoved",
  persistentRecursive: "PersistentWatchRemoved",
};

/** The watches of one session, by the server's paths. */
export class WatchRegistry {
  readonly #paths: Readonly<Record<WatchKind, Set<string>>> = {
    data: new Set(),
    exist: new Set(),
    child: new Set(),
    persistent: new Set(),
    persistentRecursive: new Set(),
  };

  get isEmpty(): boolean {
    return KINDS.every((kind) => this.#paths[kind].size === 0);
  }

  /** Whether any of them stays after it has fired. */
  get hasPersistent(): boolean {
    return this.#paths.persistent.size > 0 || this.#paths.persistentRecursive.size > 0;
  }

  add(kind: WatchKind, path: string): void {
    this.#paths[kind].add(path);
  }

  has(path: string, type: WatcherType): boolean {
    return KINDS_OF_TYPE[type].some((kind) => this.#paths[kind].has(path));
  }

  /** Removes a path's watches; returns the events that tell of it, each once. */
  remove(path: string, type: WatcherType): WatchEventType[] {
    const events = new Set<WatchEventType>();
    for (const kind of KINDS_OF_TYPE[type]) {
      if (this.#paths[kind].delete(path)) events.add(REMOVED[kind]);
    }
    return [...events];
  }

  /** Takes note of an event: the watches that it ends are no longer set. */
  fired(type: WatchEventType, path: string): void {
    for (const kind of KINDS) {
      if (ENDED_BY[kind].includes(type)) this.#paths[kind].delete(path);
    }
  }

  paths(kind: WatchKind): string[] {
    return [...this.#paths[kind]];
  }
}
