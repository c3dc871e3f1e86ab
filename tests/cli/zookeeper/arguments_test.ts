import { describe, expect, test } from "bun:test";
import {
  parseInteger,
  requirePath,
  ShellArguments,
  splitWords,
} from "../../../lib/cli/zookeeper/arguments.ts";

describe("the shell's words", () => {
  test("quotes keep words together", () => {
    expect(splitWords(`create  /a "two words" 'it is' x"y`)).toEqual([
      "create",
      "/a",
      "two words",
      "it is",
      'x"y',
    ]);
    expect(splitWords('set /a ""')).toEqual(["set", "/a", ""]);
    expect(splitWords("  ")).toEqual([]);
  });

  test("options stand anywhere; numbers below zero are none", () => {
    const args = new ShellArguments(["/a", "-s", "-v", "-1", "data"], { flags: "s", valued: "v" });
    expect(args.words).toEqual(["/a", "data"]);
    expect([args.has("s"), args.has("w"), args.integer("v")]).toEqual([true, false, -1]);
    expect(new ShellArguments(["-se", "/a"], { flags: "se" }).has("e")).toBe(true);
  });

  test("what cannot be is told", () => {
    expect(() => new ShellArguments(["-x", "/"])).toThrow("Unrecognized option: -x");
    expect(() => new ShellArguments(["-v"], { valued: "v" })).toThrow("Missing argument");
    expect(() => parseInteger("x")).toThrow('For input string: "x"');
    expect(() => requirePath("a")).toThrow("Path must start with / character");
    expect(() => requirePath("/a/")).toThrow("Path must not end with / character");
    expect(() => requirePath("/a//b")).toThrow('Invalid path string "/a//b"');
    expect(requirePath("/")).toBe("/");
  });
});
