import { expect, test } from "bun:test";
import { ParsedArguments, UsageError } from "../../lib/cli/arguments.ts";
import {
  clientPropertiesOf,
  parseKeyValues,
  readPropertiesOption,
} from "../../lib/cli/key_values.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { environmentOf } from "./recording_terminal.ts";

test("key=value: the value may hold an equals sign, or be left out", () => {
  expect([...parseKeyValues(["a=b", "key.separator==", "c", ""])]).toEqual([
    ["a", "b"],
    ["key.separator", "="],
    ["c", ""],
  ]);
});

test("a properties file is read; one that cannot be is a fault of usage", () => {
  const spec = {
    command: "x",
    description: "x",
    options: [{ name: "command-config", argument: "String", description: "x" }],
  };
  const parsedWith = (path: string) =>
    new ParsedArguments(spec, {
      values: new Map([["command-config", [path]]]),
      positionals: [],
    });
  const environment = environmentOf(new MemoryKafka(), { "client.properties": "a = 1\n#b=2\n" });
  const option = "command-config";
  expect([...readPropertiesOption(parsedWith("client.properties"), { option, environment })])
    .toEqual([["a", "1"]]);
  expect(() => readPropertiesOption(parsedWith("gone"), { option, environment })).toThrow(
    UsageError,
  );
});

test("properties of options may refer to variables; the last of a name counts", () => {
  const spec = {
    command: "x",
    description: "x",
    options: ["consumer-property", "command-property"].map((name) => ({
      name,
      argument: "String",
      description: "x",
      repeated: true as const,
    })),
  };
  const parsedWith = (...values: readonly string[]) =>
    new ParsedArguments(spec, {
      values: new Map([["consumer-property", ["a=1", "b=2"]], ["command-property", [...values]]]),
      positionals: [],
    });
  const environment = { ...environmentOf(new MemoryKafka()), variables: { A: "7" } };
  const options = ["consumer-property", "command-property"];
  expect([...clientPropertiesOf(parsedWith("a=${env:A}"), { options, environment })]).toEqual([
    ["a", "7"],
    ["b", "2"],
  ]);
  const refused = () => clientPropertiesOf(parsedWith("a=${env:B}"), { options, environment });
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow(
    /^--command-property: a=\$\{env:B\}: There is no environment variable B \(allowed: [^(]*\)$/,
  );
});
