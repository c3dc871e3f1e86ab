import { expect, test } from "bun:test";
import { batchRulesOf, logConfigOf } from "../../../lib/kafka/log/log_settings.ts";
import { DEFAULT_LOG_CONFIG } from "../../../lib/storage/log_config.ts";
import { settingsOf } from "./test_partitions.ts";

test("a topic without settings of its own has a log with Kafka's defaults", () => {
  expect(logConfigOf(settingsOf(), "t-0")).toEqual(DEFAULT_LOG_CONFIG);
});

test("a topic's settings reach its log", () => {
  const settings = settingsOf({
    "cleanup.policy": "compact",
    "retention.ms": "1",
    "retention.bytes": "2",
    "segment.ms": "3",
    "flush.messages": "4",
    "flush.ms": "5",
  });
  expect(logConfigOf(settings, "t-0")).toMatchObject({
    deleteEnabled: false,
    retentionMs: 1,
    retentionBytes: 2,
    segmentMs: 3,
    flushMessages: 4,
    flushMs: 5,
  });
});

test("segment.jitter.ms takes a part off the age, another one for each partition", () => {
  const settings = settingsOf({ "segment.ms": "1000", "segment.jitter.ms": "500" });
  const ages = [0, 1, 2, 3].map((index) => logConfigOf(settings, `t-${index}`).segmentMs);
  expect(new Set(ages).size).toBe(4);
  for (const age of ages) expect(age > 500 && age <= 1000).toBe(true);
  expect(logConfigOf(settings, "t-0").segmentMs).toBe(ages[0]!);
  const short = settingsOf({ "segment.ms": "7", "segment.jitter.ms": "500" });
  expect(logConfigOf(short, "t-0").segmentMs).toBeGreaterThan(0);
});

test("compression.type reaches the rules with its own level", () => {
  const rulesOf = (values: Record<string, string>) => batchRulesOf(settingsOf(values), "t-0");
  expect(rulesOf({}).compression).toBeNull();
  const zstd = { "compression.type": "zstd", "compression.zstd.level": "-7" };
  expect(rulesOf(zstd).compression).toEqual({ type: 4, level: 1 });
  const gzip = { "compression.type": "gzip", "compression.gzip.level": "9" };
  expect(rulesOf(gzip).compression).toEqual({ type: 1, level: 9 });
  expect(rulesOf({ "compression.type": "gzip" }).compression).toEqual({
    type: 1,
    level: undefined,
  });
  expect(rulesOf({ "compression.type": "uncompressed" }).compression).toEqual({
    type: 0,
    level: undefined,
  });
});

test("a topic's settings reach the rules of its batches", () => {
  expect(batchRulesOf(settingsOf(), "t-0")).toMatchObject({
    messageMaxBytes: 1_048_588,
    logAppendTime: false,
    timestampAfterMaxMs: 3_600_000,
    keysRequired: false,
  });
  const settings = settingsOf({
    "cleanup.policy": "compact,delete",
    "max.message.bytes": "7",
    "message.timestamp.type": "LogAppendTime",
    "message.timestamp.before.max.ms": "8",
  });
  expect(batchRulesOf(settings, "t-0")).toMatchObject({
    messageMaxBytes: 7,
    logAppendTime: true,
    timestampBeforeMaxMs: 8,
    keysRequired: true,
  });
});
