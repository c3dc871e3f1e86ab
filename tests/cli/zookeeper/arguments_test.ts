import { describe, expect, test } from "bun:test";
import { parseInteger, ShellArguments, splitWords } from "../../../lib/cli/zookeeper/arguments.ts";

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
  });

  test("values stand behind their option, or are stuck to it", () => {
    const options = { flags: "se", valued: "v", valuedNames: ["file"] };
    for (const words of [["-v", "3"], ["-v3"], ["-v=3"], ["-sv", "3"], ["-sv3"]]) {
      const args = new ShellArguments([...words, "/a"], options);
      expect([words, args.words, args.integer("v")]).toEqual([words, ["/a"], 3]);
      expect(args.has("s")).toBe(words[0]!.startsWith("-s"));
    }
    expect(new ShellArguments(["-file", "f"], options).text("file")).toBe("f");
    expect(new ShellArguments(["-file=f", "--", "-x", "-"], options).words).toEqual(["-x", "-"]);
    expect(() => new ShellArguments(["-v", "-s"], options)).toThrow("Missing argument");
    expect(new ShellArguments(["-v", "-z"], options).text("v")).toBe("-z");
    expect(() => new ShellArguments(["--s"], options)).toThrow("Unrecognized option: --s");
  });

  test("of some options one at most, or one at least, may be there", () => {
    const options = { valued: "nb", exclusive: "nb", required: ["-n num", "-b bytes"] };
    expect(() => new ShellArguments(["-n", "1", "-b", "2"], options)).toThrow(
      "The option 'b' was specified but an option from this group has already been selected: 'n'",
    );
    expect(() => new ShellArguments(["/a"], options)).toThrow(
      "Missing required option: [-n num, -b bytes]",
    );
    expect(new ShellArguments(["-n", "1", "-n", "2"], options).integer("n")).toBe(1);
  });
});
