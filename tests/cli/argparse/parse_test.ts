import { describe, expect, test } from "bun:test";
import { helpText, usageText } from "../../../lib/cli/argparse/help_text.ts";
import {
  type ArgparseArguments,
  ArgparseError,
  parseArgparse,
} from "../../../lib/cli/argparse/parse.ts";
import { verifiableConsumerSpec } from "../../../lib/cli/verifiable/consumer_options.ts";
import { verifiableProducerSpec } from "../../../lib/cli/verifiable/producer_options.ts";
import { producerPerfSpec } from "../../../lib/cli/producer_perf/options.ts";
import { recorded } from "../recorded.ts";

const BASE = ["--topic", "t", "--num-records", "10", "--throughput", "-1"];

function parse(...args: string[]): ArgparseArguments {
  const parsed = parseArgparse(producerPerfSpec, args);
  if (parsed === "help") throw new Error("help was not asked for");
  return parsed;
}

function fault(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof ArgparseError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("arguments as argparse reads them", () => {
  test("values beside and behind names, several of them, and unique beginnings", () => {
    const parsed = parse(
      "--top=t",
      "--num",
      "10",
      "--throughput",
      "-1.5",
      "--command-property",
      "a=1",
      "b=2",
      "--payload-mono",
    );
    expect(parsed.get("topic")).toBe("t");
    expect(parsed.number("num-records")).toBe(10);
    expect(parsed.number("throughput")).toBe(-1.5);
    expect(parsed.all("command-property")).toEqual(["a=1", "b=2"]);
    expect([parsed.has("payload-monotonic"), parsed.has("print-metrics")]).toEqual([true, false]);
    expect(parsed.get("reporting-interval")).toBe("5000");
  });

  test("an old name is another's", () => {
    const parsed = parseArgparse(verifiableProducerSpec, ["--topic", "t", "--broker-list", "a:1"]);
    expect(parsed !== "help" && parsed.get("bootstrap-server")).toBe("a:1");
  });

  test("help stands alone", () => {
    for (const word of ["-h", "--help"]) {
      expect(parseArgparse(producerPerfSpec, ["--topic", "t", word])).toBe("help");
    }
  });

  test("faults, in the words of the real one", () => {
    expect(fault("--topic", "t")).toBe("argument --num-records is required");
    expect(fault(...BASE)).toBe(
      "one of the arguments --record-size --payload-file --payload-monotonic is required",
    );
    expect(fault(...BASE, "--record-size", "10", "--payload-monotonic")).toBe(
      "argument --payload-monotonic: not allowed with argument --record-size",
    );
    expect(fault("--num-records", "x")).toBe(
      "argument --num-records: could not convert 'x' to Long (For input string: \"x\")",
    );
    expect(fault("--throughput", "abc")).toContain("could not convert 'abc' to Double");
    expect(fault("--num-records")).toBe("argument --num-records: expected one argument");
    expect(fault("--command-property")).toContain("expected at least one argument");
    expect(fault(...BASE, "--record-size", "1", "--foo", "extra")).toBe(
      "unrecognized arguments: '--foo'",
    );
    expect(fault("--producer", "x")).toBe(
      "ambiguous option: --producer could match --producer-props, --producer.config",
    );
    expect(() => parseArgparse(verifiableProducerSpec, ["--acks", "2"])).toThrow(
      "invalid choice: '2' (choose from {0,1,-1})",
    );
  });
});

describe("usage, as the real one prints it", () => {
  test.each([
    ["producer-perf-test", producerPerfSpec],
    ["verifiable-producer", verifiableProducerSpec],
    ["verifiable-consumer", verifiableConsumerSpec],
  ])("%s", (name, spec) => {
    expect(`${usageText(spec)}\n`).toBe(recorded("argparse_usage", name));
  });

  test("help has it, and a line for each argument", () => {
    const help = helpText(producerPerfSpec);
    expect(help).toStartWith(usageText(producerPerfSpec));
    for (const { name } of producerPerfSpec.arguments) expect(help).toContain(`\n  --${name}`);
    expect(help.split("\n").filter((line) => line.length > 75)).toEqual([]);
  });
});
