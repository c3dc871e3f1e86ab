/**
 * What a session tells its owner: its own state, and what happened to znodes that it watches.
 *
 * @module
 */

/** States by ZooKeeper's names and numbers. */
export const KeeperState = {
  Disconnected: 0,
  SyncConnected: 3,
  AuthFailed: 4,
  ConnectedReadOnly: 5,
  SaslAuthenticated: 6,
  Expired: -112,
  Closed: 7,
} as const;
export type KeeperState = keyof typeof KeeperState;

/** What happened, by ZooKeeper's names and numbers; None where only the state changed. */
export const WatchEventType = {
  None: -1,
  NodeCreated: 1,
  NodeDeleted: 2,
  NodeDataChanged: 3,
  NodeChildrenChanged: 4,
  DataWatchRemoved: 5,
  ChildWatchRemoved: 6,
  PersistentWatchRemoved: 7,
} as const;
export type WatchEventType = keyof typeof WatchEventType;

/** One event. */
export interface WatchedEvent {
  readonly type: WatchEventType;
  readonly state: KeeperState;
  /** Null where it concerns no znode. */
  readonly path: string | null;
  /** Of the change; missing where it concerns no znode. */
  readonly zxid?: bigint;
}

/** ZooKeeper's text of an event, as it was before 3.9. */
export function eventText({ type, state, path }: WatchedEvent): string {
  return `WatchedEvent state:${state} type:${type} path:${path}`;
}

/** ZooKeeper's text of an event since 3.9. */
export function eventTextWithZxid(event: WatchedEvent): string {
  return `${eventText(event)} zxid: ${event.zxid ?? -1n}`;
}

/** The name of a number in a table, the fallback where it has none. */
export function nameOf<T extends Readonly<Record<string, number>>>(
  table: T,
  code: number,
  fallback: keyof T,
): keyof T {
  for (const name of Object.keys(table)) if (table[name] === code) return name;
  return fallback;
}
