import { expect, test } from "bun:test";
import { brokerSettings } from "../../lib/config/mod.ts";
import { nearestName } from "../../lib/config/suggestion.ts";

const names = brokerSettings.map(({ name }) => name);

const rows: readonly (readonly [string, string | undefined])[] = [
  ["log.retension.hours", "log.retention.hours"],
  ["num.partitons", "num.partitions"],
  ["brokre.id", "broker.id"],
  ["Listeners", "listeners"],
  ["auto.create.topic.enable", "auto.create.topics.enable"],
  ["log.retention_ms", "log.retention.ms"],
  ["something.else.entirely", undefined],
  ["x", undefined],
];

test.each(rows)("nearestName() finds for %p %p", (name, nearest) => {
  expect(nearestName(name, names)).toBe(nearest);
});
