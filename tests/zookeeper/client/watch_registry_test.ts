import { expect, test } from "bun:test";
import { WatchRegistry } from "../../../lib/zookeeper/client/watch_registry.ts";

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
