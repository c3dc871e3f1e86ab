/**
 * A topic's settings as its logs and the check of its batches need them.
 *
 * @module
 */
import type { TopicConfig } from "../../config/topic_config.ts";
import type { LogConfig } from "../../storage/log_config.ts";
import type { BatchRules } from "../record/batch_rules.ts";

/** Most bytes that one batch's records may have when they must be looked at one by one. */
const DECOMPRESSED_BYTES_MAX = 256 << 20;
/** Kafka's largest long stands for "never". */
const NEVER = 2 ** 53;

/** The part that storage knows. */
export function logConfigOf(settings: TopicConfig): LogConfig {
  return {
    segmentBytes: settings.segmentBytes,
    segmentMs: settings.segmentMs,
    indexIntervalBytes: settings.indexIntervalBytes,
    segmentIndexBytes: settings.segmentIndexBytes,
    retentionMs: settings.retentionMs,
    retentionBytes: settings.retentionBytes,
    deleteEnabled: settings.cleanupPolicy.has("delete"),
    flushMessages: settings.flushMessages >= NEVER ? Infinity : settings.flushMessages,
    flushMs: settings.flushMs >= NEVER ? Infinity : settings.flushMs,
  };
}

/** What a produced batch must keep to. `nowMs` and `produceVersion` are set for each request. */
export function batchRulesOf(settings: TopicConfig): BatchRules {
  return {
    nowMs: 0,
    produceVersion: 0,
    messageMaxBytes: settings.maxMessageBytes,
    logAppendTime: settings.messageTimestampType === "LogAppendTime",
    timestampBeforeMaxMs: settings.messageTimestampBeforeMaxMs,
    timestampAfterMaxMs: settings.messageTimestampAfterMaxMs,
    keysRequired: settings.cleanupPolicy.has("compact"),
    walk: "none",
    decompressedBytesMax: DECOMPRESSED_BYTES_MAX,
  };
}
