import { expect, test } from "bun:test";
import {
  describeGroupConfig,
  usableGroupOverrides,
  validateGroupOverrides,
} from "../../lib/config/group_override.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { rowText } from "./row_text.ts";

const { config } = loadServerConfig();

function values(entries: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(entries));
}

/** As Kafka 4.3 answered. */
const refused: readonly (readonly [string, string, string])[] = [
  [
    "consumer.session.timeout.ms",
    "1000",
    "consumer.session.timeout.ms must be greater than or equal to " +
    "group.consumer.min.session.timeout.ms",
  ],
  [
    "consumer.heartbeat.interval.ms",
    "16000",
    "consumer.heartbeat.interval.ms must be less than or equal to " +
    "group.consumer.max.heartbeat.interval.ms",
  ],
  [
    "share.delivery.count.limit",
    "99",
    "share.delivery.count.limit must be less than or equal to " +
    "group.share.max.delivery.count.limit",
  ],
  [
    "share.record.lock.duration.ms",
    "1",
    "Invalid value 1 for configuration share.record.lock.duration.ms: Value must be at least 1000",
  ],
  [
    "streams.num.standby.replicas",
    "9",
    "streams.num.standby.replicas must be less than or equal to group.streams.max.standby.replicas",
  ],
  ["no.such", "1", "Unknown group config name: no.such"],
];

test.each(refused)("%s=%s is refused in Kafka's words", (name, value, message) => {
  expect(validateGroupOverrides(values({ [name]: value }), config)).toBe(message);
});

test("a session must outlast a heartbeat", () => {
  const { config: loose } = loadServerConfig({
    overrides: ["group.consumer.min.session.timeout.ms=1"],
  });
  const overrides = values({ "consumer.session.timeout.ms": "5000" });
  expect(validateGroupOverrides(overrides, loose)).toBe(
    "consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms",
  );
});

test("what is within the bounds is taken", () => {
  const overrides = values({
    "consumer.session.timeout.ms": "60000",
    "share.auto.offset.reset": "by_duration:PT1H",
  });
  expect(validateGroupOverrides(overrides, config)).toBeNull();
});

test("what somebody wrote past the checks is left out", () => {
  const written = values({ "consumer.session.timeout.ms": "1", "no.such": "1" });
  expect(usableGroupOverrides(written, config).size).toBe(0);
});

test("rows fall back to the broker's settings, and to defaults of their own", () => {
  const { config: broker } = loadServerConfig({
    overrides: ["group.share.delivery.count.limit=7"],
  });
  const rows = describeGroupConfig(broker, values({ "consumer.session.timeout.ms": "50000" }))
    .map(rowText);
  expect(rows).toContain(
    "consumer.session.timeout.ms=50000 sensitive=false synonyms={" +
      "DYNAMIC_GROUP_CONFIG:consumer.session.timeout.ms=50000, " +
      "DEFAULT_CONFIG:group.consumer.session.timeout.ms=45000}",
  );
  expect(rows).toContain(
    "share.delivery.count.limit=7 sensitive=false synonyms={" +
      "STATIC_BROKER_CONFIG:group.share.delivery.count.limit=7, " +
      "DEFAULT_CONFIG:group.share.delivery.count.limit=5}",
  );
  expect(rows).toContain(
    "share.auto.offset.reset=latest sensitive=false synonyms={" +
      "DEFAULT_CONFIG:share.auto.offset.reset=latest}",
  );
});
