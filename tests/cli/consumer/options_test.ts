import { describe, expect, test } from "bun:test";
import { parseArguments } from "../../../lib/cli/arguments.ts";
import {
  consoleConsumerSpec,
  consumerOptions,
  startOffsetOf,
} from "../../../lib/cli/consumer/options.ts";
import { SeededRandom } from "../../../lib/io/random.ts";

function parse(...args: string[]) {
  return parseArguments(consoleConsumerSpec, ["--topic", "t", ...args]);
}

function optionsOf(
  args: readonly string[],
  { groupId = null, ...properties }: Record<string, string> & { groupId?: string | null } = {},
) {
  return consumerOptions(parse(...args), {
    properties: new Map(Object.entries(properties as Record<string, string>)),
    groupId,
    random: new SeededRandom(1),
  });
}

describe("the console consumer's settings", () => {
  test("a group that is named commits, one made up does not", () => {
    expect(optionsOf([], { groupId: "g" })).toMatchObject({ groupId: "g", commitMode: "auto" });
    const made = optionsOf([]);
    expect(made.groupId).toMatch(/^console-consumer-\d{1,5}$/);
    expect(made.commitMode).toBe("manual");
    expect(optionsOf([], { "enable.auto.commit": "true" }).commitMode).toBe("auto");
  });

  test("begin and isolation come from options and properties", () => {
    expect(optionsOf([])).toMatchObject({ offsetReset: "latest", isolationLevel: 0 });
    expect(optionsOf(["--from-beginning", "--isolation-level", "read_committed"])).toMatchObject({
      offsetReset: "earliest",
      isolationLevel: 1,
    });
    expect(optionsOf([], { "isolation.level": "read_committed" }).isolationLevel).toBe(1);
    expect(optionsOf([], { "max.poll.records": "7", "allow.auto.create.topics": "false" }))
      .toMatchObject({ pollRecordsMax: 7, missingTopics: "never" });
  });

  test("where to begin in a partition", () => {
    expect(startOffsetOf(parse())).toBe("latest");
    expect(startOffsetOf(parse("--from-beginning"))).toBe("earliest");
    expect(startOffsetOf(parse("--offset", "EARLIEST"))).toBe("earliest");
    expect(startOffsetOf(parse("--offset", "12"))).toBe(12);
    expect(() => startOffsetOf(parse("--offset", "-1"))).toThrow("offset value '-1' is incorrect");
  });
});
