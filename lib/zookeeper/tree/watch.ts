/**
 * Watches on znodes and the events they give. A data watch hears of the node itself (created,
 * deleted, data changed; also where it does not exist yet), a child watch of its children and its
 * end. Events go out while a transaction is applied, so before the reply to any later read.
 *
 * @module
 */
import { Summary } from "../../metrics/summary.ts";
import type { ACL } from "../protocol/data_records.ts";
import { parentPath } from "./path.ts";
import { WatchMode, WatchTable } from "./watch_table.ts";

/** What an event says happened. */
export const EventType = {
  NONE: -1,
  NODE_CREATED: 1,
  NODE_DELETED: 2,
  NODE_DATA_CHANGED: 3,
  NODE_CHILDREN_CHANGED: 4,
} as const;

/** The state of the session that events carry: connected. */
export const KEEPER_STATE_SYNC_CONNECTED = 3;

/** What happened, where, and by which transaction. */
export interface WatchedEvent {
  readonly type: number;
  readonly path: string;
  readonly zxid: number;
}

/** Someone who hears of events: a connection, or a session within the process. */
export interface Watcher {
  /** The session it belongs to. */
  readonly sessionId: bigint;
  /** @param acl the list of the node concerned: who may not read it does not hear of it */
  process(event: WatchedEvent, acl: readonly ACL[]): void;
}

/** A change to one node, as the watches need it. */
export interface NodeChange {
  readonly path: string;
  readonly zxid: number;
  readonly acl: readonly ACL[];
  readonly parentAcl: readonly ACL[];
}

function notify(
  watchers: Set<Watcher> | null,
  { event, acl, heard }: { event: WatchedEvent; acl: readonly ACL[]; heard: Summary },
): void {
  if (watchers === null || watchers.size === 0) return;
  heard.observe(watchers.size);
  for (const watcher of watchers) watcher.process(event, acl);
}

/** All watches of a server. */
export class Watches {
  readonly data: WatchTable;
  readonly children: WatchTable;
  /** How many heard of each event that anyone heard of. */
  readonly heard = {
    created: new Summary(),
    deleted: new Summary(),
    changed: new Summary(),
    children: new Summary(),
  };

  /** @param limit watches of each kind to hold at most */
  constructor(limit = 1_000_000) {
    this.data = new WatchTable(limit);
    this.children = new WatchTable(limit);
  }

  get size(): number {
    return this.data.size + this.children.size;
  }

  /** Adds a watch that stays, on one node or on it and all below. */
  addPersistent(path: string, { watcher, mode }: { watcher: Watcher; mode: number }): void {
    this.data.add(path, { watcher, mode });
    if (mode === WatchMode.PERSISTENT) this.children.add(path, { watcher, mode });
  }

  removeWatcher(watcher: Watcher): void {
    this.data.removeWatcher(watcher);
    this.children.removeWatcher(watcher);
  }

  nodeCreated(change: NodeChange): void {
    const { path, zxid, acl } = change;
    const event = { type: EventType.NODE_CREATED, path, zxid };
    notify(this.data.trigger(path), { event, acl, heard: this.heard.created });
    this.#childrenChanged(change);
  }

  nodeDeleted(change: NodeChange): void {
    const { path, zxid, acl } = change;
    const event = { type: EventType.NODE_DELETED, path, zxid };
    const watchers = this.data.trigger(path);
    const heard = this.heard.deleted;
    notify(watchers, { event, acl, heard });
    const childWatchers = this.children.trigger(path);
    for (const watcher of watchers ?? []) childWatchers?.delete(watcher);
    notify(childWatchers, { event, acl, heard });
    this.#childrenChanged(change);
  }

  dataChanged({ path, zxid, acl }: Omit<NodeChange, "parentAcl">): void {
    const event = { type: EventType.NODE_DATA_CHANGED, path, zxid };
    notify(this.data.trigger(path), { event, acl, heard: this.heard.changed });
  }

  #childrenChanged({ path, zxid, parentAcl }: NodeChange): void {
    const parent = parentPath(path);
    const event = { type: EventType.NODE_CHILDREN_CHANGED, path: parent, zxid };
    notify(this.children.trigger(parent), {
      event,
      acl: parentAcl,
      heard: this.heard.children,
    });
  }
}
