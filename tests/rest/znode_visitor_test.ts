import { expect, test } from "bun:test";
import { basicCredentials, znodePath } from "../../lib/rest/znode_visitor.ts";

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

test("Basic has user and password, in UTF-8; a password may hold colons", () => {
  expect(basicCredentials(null)).toBeNull();
  expect(basicCredentials(basic("ann:a:b"))).toBe("ann:a:b");
  expect(basicCredentials(basic("한:글").replace("Basic", "basic"))).toBe("한:글");
});

test.each(["Bearer x", "Basic", "Basic !", basic("nocolon"), ""])("%p is refused", (text) => {
  expect(() => basicCredentials(text)).toThrow("Cannot read Authorization");
});

test("a path stands behind the route, with or without a slash at its end", () => {
  expect(["", "a", "a/", "a/b", "/"].map(znodePath)).toEqual(["/", "/a", "/a", "/a/b", "//"]);
});
