import { describe, expect, test } from "bun:test";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { makeTopicConfig, type TopicConfig } from "../../lib/config/topic_config.ts";

function topic(
  broker: Record<string, string>,
  overrides: Record<string, string> = {},
): TopicConfig {
  const { config } = loadServerConfig({
    overrides: Object.entries(broker).map(([name, value]) => `${name}=${value}`),
  });
  return makeTopicConfig(config, new Map(Object.entries(overrides)));
}

test("without any setting, a topic has Kafka's defaults", () => {
  expect(topic({})).toEqual({
    overrides: new Map(),
    cleanupPolicy: new Set(["delete"]),
    compressionType: "producer",
    compressionGzipLevel: -1,
    compressionLz4Level: 9,
    compressionZstdLevel: 3,
    deleteRetentionMs: 86400000,
    flushMessages: 2 ** 63,
    flushMs: 2 ** 63,
    indexIntervalBytes: 4096,
    maxCompactionLagMs: 2 ** 63,
    maxDecompressedMessageBytes: 2147483639,
    maxMessageBytes: 1048588,
    messageDownconversionEnable: true,
    messageTimestampAfterMaxMs: 3600000,
    messageTimestampBeforeMaxMs: 2 ** 63,
    messageTimestampType: "CreateTime",
    minCleanableDirtyRatio: 0.5,
    minCompactionLagMs: 0,
    preallocate: false,
    retentionBytes: -1,
    retentionMs: 604800000,
    segmentBytes: 1073741824,
    segmentIndexBytes: 10485760,
    segmentJitterMs: 0,
    segmentMs: 604800000,
  });
});

const HOUR_MS = 3_600_000;

/** Broker settings, topic settings, field, value. */
const rows: readonly (readonly [
  Record<string, string>,
  Record<string, string>,
  keyof TopicConfig,
  unknown,
])[] = [
  [{ "log.retention.hours": "2" }, {}, "retentionMs", 2 * HOUR_MS],
  [{ "log.retention.hours": "2", "log.retention.minutes": "5" }, {}, "retentionMs", 300_000],
  [{ "log.retention.minutes": "5", "log.retention.ms": "7" }, {}, "retentionMs", 7],
  [{ "log.retention.ms": "7" }, { "retention.ms": "9" }, "retentionMs", 9],
  [{ "log.retention.hours": "-5" }, {}, "retentionMs", -1],
  [{ "log.retention.minutes": "-1" }, {}, "retentionMs", -1],
  [{ "log.retention.ms": "-7" }, {}, "retentionMs", -1],
  [{ "log.roll.hours": "3" }, {}, "segmentMs", 3 * HOUR_MS],
  [{ "log.roll.hours": "3", "log.roll.ms": "11" }, {}, "segmentMs", 11],
  [{ "log.roll.jitter.hours": "1" }, {}, "segmentJitterMs", HOUR_MS],
  [{ "log.roll.jitter.hours": "1", "log.roll.jitter.ms": "2" }, {}, "segmentJitterMs", 2],
  [{ "log.flush.scheduler.interval.ms": "50" }, {}, "flushMs", 50],
  [
    { "log.flush.scheduler.interval.ms": "50", "log.flush.interval.ms": "40" },
    {},
    "flushMs",
    40,
  ],
  [{ "message.max.bytes": "99" }, {}, "maxMessageBytes", 99],
  [{ "log.cleanup.policy": "compact,delete" }, {}, "cleanupPolicy", new Set(["delete", "compact"])],
  [{}, { "cleanup.policy": "compact" }, "cleanupPolicy", new Set(["compact"])],
  [{}, { "cleanup.policy": "" }, "cleanupPolicy", new Set()],
  [{}, { "segment.bytes": "1048576" }, "segmentBytes", 1048576],
  [{}, { "segment.bytes": "1048576", "internal.segment.bytes": "99" }, "segmentBytes", 99],
  [
    { "log.message.timestamp.type": "LogAppendTime" },
    {},
    "messageTimestampType",
    "LogAppendTime",
  ],
  [
    { "log.message.timestamp.difference.max.ms": "5" },
    {},
    "messageTimestampAfterMaxMs",
    5,
  ],
  [
    { "log.message.timestamp.before.max.ms": "6" },
    { "message.timestamp.difference.max.ms": "5" },
    "messageTimestampBeforeMaxMs",
    6,
  ],
  [{}, { "message.timestamp.difference.max.ms": "5" }, "messageTimestampBeforeMaxMs", 5],
  [{}, { "message.downconversion.enable": "false" }, "messageDownconversionEnable", false],
  [{ "log.cleaner.min.cleanable.ratio": "0.1" }, {}, "minCleanableDirtyRatio", 0.1],
];

describe("a topic's value in force", () => {
  test.each(rows)("with %j and %j: %s is %p", (broker, overrides, field, value) => {
    expect(topic(broker, overrides)[field]).toEqual(value as TopicConfig[typeof field]);
  });
});

test("an override of an unknown name is kept and changes nothing", () => {
  const config = topic({}, { "from.the.future": "1" });
  expect(config.overrides.get("from.the.future")).toBe("1");
  expect(config.retentionMs).toBe(604800000);
});
