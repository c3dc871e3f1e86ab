import { describe, expect, test } from "bun:test";
import {
  type CommandSpec,
  formatHelp,
  HelpRequest,
  parseArguments,
  UsageError,
} from "../../lib/cli/arguments.ts";

const spec: CommandSpec = {
  command: "kafka-topics",
  description: "Create, list and delete topics.",
  options: [
    { name: "bootstrap-server", argument: "String", required: true, description: "Brokers." },
    { name: "list", description: "List topics." },
    { name: "topic", argument: "String: topic", description: "Its name." },
    { name: "topic-id", argument: "String", description: "Its id." },
    { name: "config", argument: "String: name=value", repeated: true, description: "A setting." },
    { name: "partitions", argument: "Integer", type: "integer", description: "How many." },
    { name: "offset", argument: "Long", type: "long", default: "-1", description: "Where." },
    { name: "command-config", argument: "String", optionalArgument: true, description: "A file." },
  ],
};

const B = ["--bootstrap-server", "h:1"];

function faultOf(args: readonly string[], of: CommandSpec = spec): string | null {
  try {
    parseArguments(of, args);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** Arguments, option, its values. */
const forms: readonly (readonly [readonly string[], string, readonly string[]])[] = [
  [["--topic", "x"], "topic", ["x"]],
  [["--topic=x"], "topic", ["x"]],
  [["-topic", "x"], "topic", ["x"]],
  [["-topic=x"], "topic", ["x"]],
  [["--topic=a=b"], "topic", ["a=b"]],
  [["--topic="], "topic", [""]],
  [["--topic", ""], "topic", [""]],
  [["--topic", "--list"], "topic", ["--list"]],
  [["--topic", "-1"], "topic", ["-1"]],
  [["--part", "3"], "partitions", ["3"]],
  [["--config", "a=1", "--config", "b=2", "--config=c=3"], "config", ["a=1", "b=2", "c=3"]],
  [["--command-config", "file"], "command-config", ["file"]],
  [["--command-config", "--list"], "command-config", []],
  [["--command-config"], "command-config", []],
  [["--list=whatever"], "list", []],
  [["--list", "--list"], "list", []],
  [[], "offset", ["-1"]],
  [["--offset", "-5"], "offset", ["-5"]],
  [["--offset", "9007199254740991"], "offset", ["9007199254740991"]],
  [["--topic", "한국"], "topic", ["한국"]],
];

describe("parseArguments()", () => {
  test.each(forms)("reads %j", (args, name, values) => {
    const parsed = parseArguments(spec, [...B, ...args]);
    expect(parsed.all(name)).toEqual([...values]);
    expect(parsed.get(name)).toBe(values[0]);
    expect(parsed.has(name)).toBe(args.length > 0);
  });

  test("collects what has no dashes, and all after a double dash", () => {
    const parsed = parseArguments(spec, ["a", ...B, "b", "-", "--", "--list"]);
    expect(parsed.positionals).toEqual(["a", "b", "-", "--list"]);
    expect(parsed.has("list")).toBe(false);
  });

  test("gives numbers", () => {
    const parsed = parseArguments(spec, [...B, "--partitions", "+3"]);
    expect(parsed.integer("partitions")).toBe(3);
    expect(parsed.integer("offset")).toBe(-1);
    expect(parsed.integer("topic")).toBeUndefined();
  });

  test("refuses to read an option the command does not have", () => {
    expect(() => parseArguments(spec, B).get("tpoic")).toThrow(
      "option tpoic: none of this command",
    );
  });

  test("demands nothing beside --version", () => {
    expect(parseArguments(spec, ["--version"]).has("version")).toBe(true);
  });
});

/** Arguments after the bootstrap server, and Kafka's words. */
const faults: readonly (readonly [readonly string[], string])[] = [
  [["--foo"], "foo is not a recognized option"],
  [["-f"], "f is not a recognized option"],
  [["--foo=bar"], "foo is not a recognized option"],
  [["--to", "x"], "to is not a recognized option; it could be --topic, --topic-id"],
  [["--topic"], "Option topic requires an argument"],
  [
    ["--topic", "a", "--topic", "b"],
    "Found multiple arguments for option topic, but you asked for only one",
  ],
  [["--partitions", "abc"], "Cannot parse argument 'abc' of option partitions"],
  [["--partitions", "1.5"], "Cannot parse argument '1.5' of option partitions"],
  [["--partitions", "2147483648"], "Cannot parse argument '2147483648' of option partitions"],
  [
    ["--offset", "9223372036854775808"],
    "Cannot parse argument '9223372036854775808' of option offset",
  ],
];

describe("a usage error", () => {
  test.each(faults)("for %j", (args, message) => {
    expect(faultOf([...B, ...args])).toBe(message);
  });

  test("names a required option that is missing", () => {
    expect(faultOf(["--list"])).toBe('Missing required argument "[bootstrap-server]"');
  });

  test("is printed as the message and the options, and leaves with 1", () => {
    try {
      parseArguments(spec, []);
      throw new Error("Nothing was thrown");
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).not.toBeInstanceOf(HelpRequest);
      expect(error).toMatchObject({
        exitCode: 1,
        text: `Missing required argument "[bootstrap-server]"\n${formatHelp(spec)}`,
      });
    }
  });
});

describe("--help", () => {
  const empty: CommandSpec = { ...spec, needsArguments: true };
  const rows: readonly (readonly [CommandSpec, readonly string[]])[] = [
    [spec, ["--help"]],
    [spec, ["--topic", "x", "--help", "--partitions", "abc"]],
    [empty, []],
  ];
  test.each(rows)("of %o with %j tells what the command does", (of, args) => {
    try {
      parseArguments(of, args);
      throw new Error("Nothing was thrown");
    } catch (error) {
      expect(error).toBeInstanceOf(HelpRequest);
      expect(error).toMatchObject({
        exitCode: 1,
        text: `Create, list and delete topics.\n${formatHelp(spec)}`,
      });
    }
  });
});

describe("positional arguments", () => {
  const start: CommandSpec = {
    command: "kedge start",
    description: "Start the broker.",
    options: [{ name: "override", argument: "String", repeated: true, description: "A setting." }],
    positionals: [{ name: "from", required: true }, { name: "server.properties" }],
  };
  const rows: readonly (readonly [readonly string[], string | null])[] = [
    [["a"], null],
    [["a", "b"], null],
    [["a", "--override", "x=1", "b"], null],
    [["a", "b", "c"], "Cannot take argument 'c'"],
    [[], 'Missing required argument "[from]"'],
  ];
  test.each(rows)("%j", (args, fault) => {
    expect(faultOf(args, start)).toBe(fault);
  });
});
