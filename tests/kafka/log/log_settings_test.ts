import { expect, test } from "bun:test";
import { batchRulesOf, logConfigOf } from "../../../lib/kafka/log/log_settings.ts";
import { DEFAULT_LOG_CONFIG } from "../../../lib/storage/log_config.ts";
import { settingsOf } from "./test_partitions.ts";

test("a topic without settings of its own has a log with Kafka's defaults", () => {
  expect(logConfigOf(settingsOf())).toEqual(DEFAULT_LOG_CONFIG);
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
  expect(logConfigOf(settings)).toMatchObject({
    deleteEnabled: false,
    retentionMs: 1,
    retentionBytes: 2,
    segmentMs: 3,
    flushMessages: 4,
    flushMs: 5,
  });
});

test("a topic's settings reach the rules of its batches", () => {
  expect(batchRulesOf(settingsOf())).toMatchObject({
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
  expect(batchRulesOf(settings)).toMatchObject({
    messageMaxBytes: 7,
    logAppendTime: true,
    timestampBeforeMaxMs: 8,
    keysRequired: true,
  });
});
