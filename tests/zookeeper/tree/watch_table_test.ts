import { expect, test } from "bun:test";
import { KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import type { Watcher } from "../../../lib/zookeeper/tree/watch.ts";
import { WatchMode, WatchTable } from "../../../lib/zookeeper/tree/watch_table.ts";

function watcher(sessionId: bigint): Watcher {
  return { sessionId, process() {} };
}

const one = watcher(1n);
const two = watcher(2n);
const standard = WatchMode.STANDARD;
const persistent = WatchMode.PERSISTENT;
const recursive = WatchMode.PERSISTENT_RECURSIVE;

test("a one-shot watch is heard once", () => {
  const table = new WatchTable(10);
  table.add("/a", { watcher: one, mode: standard });
  table.add("/a", { watcher: two, mode: standard });
  expect([...table.trigger("/a")!]).toEqual([one, two]);
  expect(table.trigger("/a")).toBeNull();
  expect(table.size).toBe(0);
});

test("a persistent watch is heard until it is removed, on its own path only", () => {
  const table = new WatchTable(10);
  table.add("/a", { watcher: one, mode: persistent });
  expect([...table.trigger("/a")!]).toEqual([one]);
  expect([...table.trigger("/a")!]).toEqual([one]);
  expect(table.trigger("/a/b")).toBeNull();
  expect(table.remove("/a", { watcher: one })).toBe(true);
  expect(table.trigger("/a")).toBeNull();
});

test("a recursive watch hears of everything below", () => {
  const table = new WatchTable(10);
  table.add("/a", { watcher: one, mode: recursive });
  table.add("/", { watcher: two, mode: recursive });
  expect([...table.trigger("/a/b/c")!]).toEqual([one, two]);
  expect([...table.trigger("/a")!]).toEqual([one, two]);
  expect([...table.trigger("/ab")!]).toEqual([two]);
  expect([...table.trigger("/")!]).toEqual([two]);
});

test("a watcher is told once, however many of its watches a change meets", () => {
  const table = new WatchTable(10);
  for (const mode of [standard, persistent, recursive]) table.add("/a", { watcher: one, mode });
  table.add("/", { watcher: one, mode: recursive });
  expect([...table.trigger("/a")!]).toEqual([one]);
  // The one-shot part is used up, the rest stays.
  expect(table.has("/a", { watcher: one, mode: standard })).toBe(false);
  expect(table.has("/a", { watcher: one, mode: persistent })).toBe(true);
  expect(table.size).toBe(2);
});

test("modes are removed one by one", () => {
  const table = new WatchTable(10);
  table.add("/a", { watcher: one, mode: standard });
  table.add("/a", { watcher: one, mode: recursive });
  expect(table.remove("/a", { watcher: one, mode: persistent })).toBe(false);
  expect(table.remove("/a", { watcher: one, mode: recursive })).toBe(true);
  expect(table.trigger("/a/b")).toBeNull();
  expect(table.has("/a", { watcher: one })).toBe(true);
});

test("a watcher that goes takes all its watches along", () => {
  const table = new WatchTable(10);
  table.add("/a", { watcher: one, mode: standard });
  table.add("/b", { watcher: one, mode: recursive });
  table.add("/b", { watcher: two, mode: standard });
  table.removeWatcher(one);
  expect([...table.watchers()]).toEqual([two]);
  expect([...table.paths()]).toEqual(["/b"]);
  expect(table.size).toBe(1);
  expect(table.trigger("/b/c")).toBeNull();
});

test("a full table refuses", () => {
  const table = new WatchTable(2);
  table.add("/a", { watcher: one, mode: standard });
  table.add("/b", { watcher: one, mode: standard });
  table.add("/b", { watcher: one, mode: persistent });
  expect(() => table.add("/c", { watcher: one, mode: standard })).toThrow(KeeperError);
  table.trigger("/a");
  table.add("/c", { watcher: one, mode: standard });
  expect(table.size).toBe(2);
});
