import { describe, expect, test } from "bun:test";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { describeTopicConfig, validateTopicOverrides } from "../../lib/config/topic_override.ts";
import { golden } from "./golden.ts";
import { rowText } from "./row_text.ts";

test("topic rows are those that Kafka gave, in its order", () => {
  const server = loadServerConfig().config.withDynamic({
    clusterWide: new Map([["min.insync.replicas", "1"]]),
  });
  const asked = golden.describeTopic.map((line) => line.split("=")[0]!);
  const rows = describeTopicConfig(server, {
    overrides: new Map([["cleanup.policy", "compact"], ["retention.ms", "172800000"]]),
    names: asked,
  });
  expect(rows.length).toBe(33);
  expect(rows.map(rowText)).toEqual([...golden.describeTopic]);
});

describe("describeTopicConfig()", () => {
  const { config } = loadServerConfig({ overrides: ["log.retention.hours=1"] });

  test("lists all settings but the internal ones and those gone from Kafka", () => {
    const names = describeTopicConfig(config, { overrides: new Map() }).map(({ name }) => name);
    const listed = golden.topic.filter(({ internal }) => internal !== true).map(({ name }) => name);
    expect(names).toEqual([...listed].sort());
    const old = new Map([["message.format.version", "2.5"]]);
    const withOld = describeTopicConfig(config, { overrides: old }).map(({ name }) => name);
    expect(withOld).toContain("message.format.version");
  });

  test("tells the value of a stand-in, and its source as Kafka does", () => {
    const [row] = describeTopicConfig(config, { overrides: new Map(), names: ["retention.ms"] });
    expect(row).toMatchObject({ value: "3600000", source: "DEFAULT_CONFIG", synonyms: [] });
  });

  test("tells where a value comes from", () => {
    const sources = describeTopicConfig(config, {
      overrides: new Map([["segment.bytes", " 2000000 "]]),
      names: ["segment.bytes", "segment.ms"],
    });
    expect(sources.map(({ value, source, type }) => [value, source, type])).toEqual([
      ["2000000", "DYNAMIC_TOPIC_CONFIG", "int"],
      ["604800000", "DEFAULT_CONFIG", "long"],
    ]);
    expect(sources[0]).toMatchObject({ readOnly: false, sensitive: false });
    expect(sources[0]!.documentation).toContain("segment");
  });
});

/** Overrides, and what is said against them. */
const checks: readonly (readonly [Record<string, string | null>, string | null])[] = [
  [{}, null],
  [{ "retention.ms": "1000", "cleanup.policy": "compact,delete" }, null],
  [{ nope: "1" }, "Unknown topic config name: nope"],
  [{ "retention.ms": "abc", nope: "1" }, "Unknown topic config name: nope"],
  [
    { "retention.ms": "abc" },
    "Invalid value abc for configuration retention.ms: Not a number of type LONG",
  ],
  [
    { "min.insync.replicas": "0" },
    "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1",
  ],
  [{ "retention.ms": null }, "Null value not supported for topic configs: retention.ms"],
  [
    { "min.compaction.lag.ms": "10", "max.compaction.lag.ms": "5" },
    "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)",
  ],
  [{ "min.compaction.lag.ms": "5", "max.compaction.lag.ms": "5" }, null],
  [{ "message.format.version": "2.5-IV0" }, null],
];

test.each(checks)("validateTopicOverrides() says of %j: %p", (overrides, message) => {
  expect(validateTopicOverrides(new Map(Object.entries(overrides)))).toBe(message);
});
