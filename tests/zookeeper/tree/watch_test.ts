import { expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import {
  EventType,
  type WatchedEvent,
  type Watcher,
  Watches,
} from "../../../lib/zookeeper/tree/watch.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";

class Listener implements Watcher {
  readonly sessionId = 1n;
  readonly events: WatchedEvent[] = [];

  process(event: WatchedEvent): void {
    this.events.push(event);
  }
}

const acls = { acl: OPEN_ACL_UNSAFE, parentAcl: OPEN_ACL_UNSAFE };
const mode = WatchMode.STANDARD;

test("a created node is told to its data watches, and to its parent's child watches", () => {
  const watches = new Watches();
  const watcher = new Listener();
  watches.data.add("/a/b", { watcher, mode });
  watches.children.add("/a", { watcher, mode });
  watches.nodeCreated({ path: "/a/b", zxid: 5, ...acls });
  expect(watcher.events).toEqual([
    { type: EventType.NODE_CREATED, path: "/a/b", zxid: 5 },
    { type: EventType.NODE_CHILDREN_CHANGED, path: "/a", zxid: 5 },
  ]);
  expect(watches.size).toBe(0);
});

test("a deleted node is told once to who watches both its data and its children", () => {
  const watches = new Watches();
  const both = new Listener();
  const children = new Listener();
  watches.data.add("/a", { watcher: both, mode });
  watches.children.add("/a", { watcher: both, mode });
  watches.children.add("/a", { watcher: children, mode });
  watches.nodeDeleted({ path: "/a", zxid: 6, ...acls });
  const deleted = { type: EventType.NODE_DELETED, path: "/a", zxid: 6 };
  expect(both.events).toEqual([deleted]);
  expect(children.events).toEqual([deleted]);
  expect(watches.size).toBe(0);
});

test("changed data is told to data watches only", () => {
  const watches = new Watches();
  const watcher = new Listener();
  watches.data.add("/a", { watcher, mode });
  watches.children.add("/a", { watcher, mode });
  watches.dataChanged({ path: "/a", zxid: 7, acl: OPEN_ACL_UNSAFE });
  expect(watcher.events).toEqual([{ type: EventType.NODE_DATA_CHANGED, path: "/a", zxid: 7 }]);
  expect(watches.size).toBe(1);
});

test("a persistent watch hears of the children too, a recursive one of the nodes below", () => {
  const watches = new Watches();
  const persistent = new Listener();
  const recursive = new Listener();
  watches.addPersistent("/a", { watcher: persistent, mode: WatchMode.PERSISTENT });
  watches.addPersistent("/a", { watcher: recursive, mode: WatchMode.PERSISTENT_RECURSIVE });
  watches.nodeCreated({ path: "/a/b", zxid: 8, ...acls });
  expect(persistent.events).toEqual([
    { type: EventType.NODE_CHILDREN_CHANGED, path: "/a", zxid: 8 },
  ]);
  expect(recursive.events).toEqual([{ type: EventType.NODE_CREATED, path: "/a/b", zxid: 8 }]);
});

test("the node's own list goes with the event", () => {
  const watches = new Watches();
  const seen: unknown[] = [];
  const watcher: Watcher = { sessionId: 1n, process: (_event, acl) => seen.push(acl) };
  watches.data.add("/a", { watcher, mode });
  watches.children.add("/", { watcher, mode });
  const acl = [{ perms: 1, id: { scheme: "digest", id: "u:x" } }];
  watches.nodeCreated({ path: "/a", zxid: 9, acl, parentAcl: OPEN_ACL_UNSAFE });
  expect(seen).toEqual([acl, OPEN_ACL_UNSAFE]);
});

test("a watcher that goes is told nothing any more", () => {
  const watches = new Watches();
  const watcher = new Listener();
  watches.addPersistent("/a", { watcher, mode: WatchMode.PERSISTENT });
  watches.removeWatcher(watcher);
  watches.dataChanged({ path: "/a", zxid: 1, acl: OPEN_ACL_UNSAFE });
  expect(watcher.events).toEqual([]);
  expect(watches.size).toBe(0);
});

test("who hears of an event is counted, where anyone does", () => {
  const watches = new Watches();
  for (const watcher of [new Listener(), new Listener()]) {
    watches.data.add("/a", { watcher, mode });
    watches.children.add("/", { watcher, mode });
  }
  watches.nodeCreated({ path: "/a", zxid: 5, ...acls });
  watches.dataChanged({ path: "/a", zxid: 6, acl: OPEN_ACL_UNSAFE });
  const { created, children, changed, deleted } = watches.heard;
  expect([created.sum, children.sum, changed.count, deleted.count]).toEqual([2, 2, 0, 0]);
});
