import { expect, test } from "bun:test";
import { ErrorCode, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import {
  childPath,
  creatableParentPath,
  deletableParentPath,
  nodeName,
  parentPath,
  sequentialPath,
  validatePath,
} from "../../../lib/zookeeper/tree/path.ts";

function codeOf(run: () => unknown): number | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof KeeperError) return error.code;
    throw error;
  }
}

test("paths that ZooKeeper takes", () => {
  for (
    const path of ["/", "/a", "/a/b", "/...", "/a..", "/.a", "/한글", "/a b", "/lock-0000000012"]
  ) {
    expect(validatePath(path)).toBe(path);
  }
});

test("paths that ZooKeeper refuses", () => {
  const wrong = [
    null,
    "",
    "a",
    "a/b",
    "//",
    "/a/",
    "/a//b",
    "/.",
    "/..",
    "/a/./b",
    "/a/../b",
    "/a/..",
    "/\0",
    "/a\u0001",
    "/a\u001f",
    "/\u007f",
    "/\u009f",
    "/\ud800",
    "/\uf8ff",
    "/\ufff0",
    "/\uffff",
  ];
  for (const path of wrong) {
    expect([path, codeOf(() => validatePath(path))]).toEqual([path, ErrorCode.BADARGUMENTS]);
  }
  // The neighbours of the forbidden ranges are allowed.
  for (const path of ["/\u0020", "/\u007e", "/\u00a0", "/\ud7ff", "/\uf900", "/\uffef"]) {
    expect(validatePath(path)).toBe(path);
  }
});

test("parents of what is to be created or deleted", () => {
  expect(creatableParentPath("/a/b")).toBe("/a");
  expect(creatableParentPath("/a")).toBe("/");
  expect(deletableParentPath("/a/b")).toBe("/a");
  for (const path of ["", "a", "/a\0"]) {
    expect(codeOf(() => creatableParentPath(path))).toBe(ErrorCode.BADARGUMENTS);
    expect(codeOf(() => deletableParentPath(path))).toBe(ErrorCode.BADARGUMENTS);
  }
});

test("ZooKeeper's own nodes cannot be deleted", () => {
  for (const path of ["/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"]) {
    expect(codeOf(() => deletableParentPath(path))).toBe(ErrorCode.BADARGUMENTS);
  }
  expect(deletableParentPath("/zookeeper/quota/a")).toBe("/zookeeper/quota");
});

test("parts of a path", () => {
  expect(parentPath("/a/b/c")).toBe("/a/b");
  expect(parentPath("/a")).toBe("/");
  expect(parentPath("/")).toBe("/");
  expect(nodeName("/a/b")).toBe("b");
  expect(childPath("/", "a")).toBe("/a");
  expect(childPath("/a", "b")).toBe("/a/b");
});

test("a sequential path has ten digits, as Java's %010d prints them", () => {
  expect(sequentialPath("/lock-", 12)).toBe("/lock-0000000012");
  expect(sequentialPath("/a", 2147483647)).toBe("/a2147483647");
  expect(sequentialPath("/a", -2147483648)).toBe("/a-2147483648");
  expect(sequentialPath("/a", -7)).toBe("/a-000000007");
});
