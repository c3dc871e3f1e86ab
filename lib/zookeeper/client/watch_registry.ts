/**
 * The one-shot watches that a session has set: after a reconnect the server must be told of them
 * again, with the zxid the session has seen last, so that nothing that happened meanwhile is lost.
 *
 * @module
 */

import type { WatchEventType } from "./watched_event.ts";

/** Which change a watch waits for: of data, of existence, of the list of children. */
export type WatchKind = "data" | "exist" | "child";

const ENDED_BY: Readonly<Record<WatchKind, readonly WatchEventType[]>> = {
  data: ["NodeDataChanged", "NodeDeleted", "DataWatchRemoved"],
  exist: ["NodeCreated", "NodeDataChanged", "NodeDeleted", "DataWatchRemoved"],
  child: ["NodeChildrenChanged", "NodeDeleted", "ChildWatchRemoved"],
};
const KINDS = ["data", "exist", "child"] as const;

/** The watches of one session, by the server's paths. */
export class WatchRegistry {
  readonly #paths: Readonly<Record<WatchKind, Set<string>>> = {
    data: new Set(),
    exist: new Set(),
    child: new Set(),
  };

  get isEmpty(): boolean {
    return KINDS.every((kind) => this.#paths[kind].size === 0);
  }

  add(kind: WatchKind, path: string): void {
    this.#paths[kind].add(path);
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
