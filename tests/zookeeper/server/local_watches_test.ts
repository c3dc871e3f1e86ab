import { expect, test } from "bun:test";
import { LocalWatches } from "../../../lib/zookeeper/server/local_watches.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import { settle } from "./test_server.ts";

function watchesWithLog() {
  const heard: string[] = [];
  const watches = new LocalWatches((error) => heard.push(`failed ${String(error)}`));
  return { heard, watches };
}

const deleted = { type: EventType.NODE_DELETED, path: "/a", zxid: 1 };

test("callbacks run after the turn that tells of the event", async () => {
  const { heard, watches } = watchesWithLog();
  watches.addData("/a", () => heard.push("data"));
  watches.dispatch(deleted);
  expect(heard).toEqual([]);
  await settle();
  expect(heard).toEqual(["data"]);
});

test("a deleted node is told to data, recursive and child callbacks", async () => {
  const { heard, watches } = watchesWithLog();
  watches.addChildren("/a", () => heard.push("children"));
  watches.addRecursive("/", () => heard.push("recursive"));
  watches.addData("/a", () => heard.push("data"));
  watches.dispatch(deleted);
  watches.dispatch(deleted);
  await settle();
  expect(heard).toEqual(["data", "recursive", "children", "recursive"]);
});

test("changed children are told to child callbacks only", async () => {
  const { heard, watches } = watchesWithLog();
  watches.addChildren("/a", () => heard.push("children"));
  watches.addRecursive("/", () => heard.push("recursive"));
  watches.addData("/a", () => heard.push("data"));
  watches.dispatch({ ...deleted, type: EventType.NODE_CHILDREN_CHANGED });
  await settle();
  expect(heard).toEqual(["children"]);
});

test("removing the last callback of a path says so", () => {
  const { watches } = watchesWithLog();
  const one = () => {};
  const two = () => {};
  watches.addRecursive("/a", one);
  watches.addRecursive("/a", two);
  expect(watches.removeRecursive("/a", one)).toBe(false);
  expect(watches.removeRecursive("/a", two)).toBe(true);
  expect(watches.removeRecursive("/a", two)).toBe(false);
});

test("one that fails does not keep the others from being called", async () => {
  const { heard, watches } = watchesWithLog();
  watches.addData("/a", () => {
    throw new Error("mine");
  });
  watches.addData("/a", () => heard.push("other"));
  watches.dispatch(deleted);
  await settle();
  expect(heard).toEqual(["failed Error: mine", "other"]);
});

test("after clearing nobody is told", async () => {
  const { heard, watches } = watchesWithLog();
  watches.addData("/a", () => heard.push("data"));
  watches.clear();
  watches.dispatch(deleted);
  await settle();
  expect(heard).toEqual([]);
});
