import { expect, test } from "bun:test";
import { type CommandSpec, parseArguments, UsageError } from "../../lib/cli/arguments.ts";
import {
  refuseBoth,
  refuseTogether,
  requireExactlyOne,
  requireOptions,
} from "../../lib/cli/option_rules.ts";

const spec: CommandSpec = {
  command: "c",
  description: "d",
  options: ["list", "create", "topic", "partitions"]
    .map((name) => ({ name, description: name })),
};

const otherwise = "Command must include exactly one action: --list or --create";

function check(args: readonly string[]): string {
  const parsed = parseArguments(spec, args);
  try {
    const action = requireExactlyOne(parsed, { names: ["list", "create"], otherwise });
    if (action === "create") requireOptions(parsed, ["topic", "partitions"]);
    refuseTogether(parsed, { used: "partitions", refused: ["topic", "list"] });
    return action;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

const rows: readonly (readonly [readonly string[], string])[] = [
  [[], otherwise],
  [["--list", "--create"], otherwise],
  [["--list"], "list"],
  [["--create"], 'Missing required argument "[topic]"'],
  [["--create", "--topic"], 'Missing required argument "[partitions]"'],
  [["--list", "--partitions"], 'Option "[partitions]" can\'t be used with option "[list]"'],
  [
    ["--create", "--topic", "--partitions"],
    'Option "[partitions]" can\'t be used with option "[topic]"',
  ],
];

test.each(rows)("options %j: %s", (args, answer) => {
  expect(check(args)).toBe(answer);
});

test("an option is not taken by its old and its new name", () => {
  const both = parseArguments(spec, ["--topic", "--partitions"]);
  expect(() => refuseBoth(both, "topic", "partitions")).toThrow(
    new UsageError("Options --topic and --partitions cannot be specified together.", spec),
  );
  refuseBoth(parseArguments(spec, ["--topic"]), "topic", "partitions");
});
