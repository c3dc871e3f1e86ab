import { expect, test } from "bun:test";
import {
  childPath,
  requirePath,
  requireSequentialPath,
} from "../../../lib/cli/zookeeper/path_check.ts";

test.each(["/", "/a", "/a/b.c", "/...", "/a/.b", "/\u00e9"])("%s is a path", (path) => {
  expect(requirePath(path)).toBe(path);
});

test.each([
  ["", "Path length must be > 0"],
  ["a", "Path must start with / character"],
  ["/a/", "Path must not end with / character"],
  ["/a//b", 'Invalid path string "/a//b" caused by empty node name specified @3'],
  ["/a/./b", 'Invalid path string "/a/./b" caused by relative paths not allowed @3'],
  ["/a/..", 'Invalid path string "/a/.." caused by relative paths not allowed @4'],
  ["/a\0", 'Invalid path string "/a\0" caused by null character not allowed @2'],
  ["/a\n", 'Invalid path string "/a\n" caused by invalid character @2'],
])("%j is none", (path, message) => {
  expect(() => requirePath(path)).toThrow(message);
});

test("a path that gets a number may end with a slash", () => {
  expect(requireSequentialPath("/a/")).toBe("/a/");
  expect(() => requireSequentialPath("a")).toThrow("Path must start");
});

test("a child's path has one slash before its name, below the root too", () => {
  expect(childPath("/", "a")).toBe("/a");
  expect(childPath("/a", "b")).toBe("/a/b");
});
