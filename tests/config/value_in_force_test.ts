import { expect, test } from "bun:test";
import { groupSetting, topicSetting } from "../../lib/config/mod.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { valueInForce } from "../../lib/config/value_in_force.ts";

/** The text in force, and the value. */
function inForce(name: string, overrides: Record<string, string>, broker: string[]) {
  const setting = topicSetting(name) ?? groupSetting(name)!;
  const { layers } = loadServerConfig({ overrides: broker }).config;
  const parsed = valueInForce(setting, {
    overrides: new Map(Object.entries(overrides)),
    layers,
  });
  return [parsed?.text, parsed?.value];
}

const ROWS: [string, Record<string, string>, string[], string, unknown][] = [
  ["retention.ms", { "retention.ms": "7" }, ["log.retention.ms=5"], "7", 7],
  ["retention.ms", {}, ["log.retention.ms=5", "log.retention.hours=1"], "5", 5],
  ["retention.ms", {}, ["log.retention.minutes=2", "log.retention.hours=1"], "120000", 120_000],
  ["retention.ms", {}, ["log.retention.hours=-1"], "-1", -1],
  ["segment.ms", {}, [], "604800000", 604_800_000],
  ["consumer.session.timeout.ms", { "consumer.session.timeout.ms": "50000" }, [], "50000", 50_000],
  ["consumer.session.timeout.ms", {}, ["group.consumer.session.timeout.ms=46000"], "46000", 46_000],
];

test.each(ROWS)("%s with %j over %j is %s", (name, overrides, broker, text, value) => {
  expect<unknown>(inForce(name, overrides, broker)).toEqual([text, value]);
});
