import { expect, test } from "bun:test";
import { WatcherType, WatchRegistry } from "../../../lib/zookeeper/client/watch_registry.ts";

test("an event ends the watches that wait for it, and no others", () => {
  const watches = new WatchRegistry();
  watches.add("data", "/a");
  watches.add("child", "/a");
  watches.add("exist", "/b");
  watches.fired("NodeDataChanged", "/a");
  expect([watches.paths("data"), watches.paths("child")]).toEqual([[], ["/a"]]);
  watches.fired("NodeDeleted", "/a");
  watches.fired("NodeCreated", "/b");
  expect(watches.isEmpty).toBe(true);
});

test("persistent watches stay, until they are removed", () => {
  const watches = new WatchRegistry();
  watches.add("persistent", "/a");
  watches.add("persistentRecursive", "/a");
  watches.fired("NodeDeleted", "/a");
  expect([watches.hasPersistent, watches.has("/a", WatcherType.Persistent)]).toEqual([true, true]);
  expect(watches.remove("/a", WatcherType.Persistent)).toEqual(["PersistentWatchRemoved"]);
  expect(watches.has("/a", WatcherType.PersistentRecursive)).toBe(true);
  expect(watches.remove("/a", WatcherType.Any)).toEqual(["PersistentWatchRemoved"]);
  expect([watches.isEmpty, watches.remove("/a", WatcherType.Any)]).toEqual([true, []]);
});

test("a removal tells of each kind once", () => {
  const watches = new WatchRegistry();
  for (const kind of ["data", "exist", "child"] as const) watches.add(kind, "/a");
  expect(watches.has("/b", WatcherType.Any)).toBe(false);
  expect(watches.remove("/a", WatcherType.Data)).toEqual(["DataWatchRemoved"]);
  expect(watches.remove("/a", WatcherType.Children)).toEqual(["ChildWatchRemoved"]);
});
