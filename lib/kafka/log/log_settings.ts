/**
 * A topic's settings as its logs and the check of its batches need them.
 *
 * @module
 */
import { crc32c } from "../../bytes/crc32c.ts";
import type { TopicConfig } from "../../config/topic_config.ts";
import type { LogConfig } from "../../storage/log_config.ts";
import type { BatchRules } from "../record/batch_rules.ts";
import { targetCompression } from "../record/recompress.ts";

/** Most bytes that one batch's records may have when they must be looked at one by one. */
const DECOMPRESSED_BYTES_MAX = 256 << 20;
/** Kafka's largest long stands for "never". */
const NEVER = 2 ** 53;

/**
 * The part that storage knows.
 *
 * @param partition `topic-index`: the jitter of its segments follows from it, so that partitions
 *   made together do not all roll in the same moment, and a restart changes nothing
 */
export function logConfigOf(settings: TopicConfig, partition: string): LogConfig {
  return {
    segmentBytes: settings.segmentBytes,
    segmentMs: segmentMsOf(settings) - jitterMs(settings, partition),
    indexIntervalBytes: settings.indexIntervalBytes,
    segmentIndexBytes: settings.segmentIndexBytes,
    retentionMs: settings.retentionMs,
    retentionBytes: settings.retentionBytes,
    deleteEnabled: settings.cleanupPolicy.has("delete"),
    flushMessages: settings.flushMessages >= NEVER ? Infinity : settings.flushMessages,
    flushMs: settings.flushMs >= NEVER ? Infinity : settings.flushMs,
  };
}

/** The active segment is never compacted: it must be rolled before its records are overdue. */
function segmentMsOf({ segmentMs, maxCompactionLagMs, cleanupPolicy }: TopicConfig): number {
  return cleanupPolicy.has("compact") ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs;
}

function jitterMs(settings: TopicConfig, partition: string): number {
  const boundMs = Math.min(settings.segmentJitterMs, segmentMsOf(settings));
  return boundMs === 0 ? 0 : crc32c(Buffer.from(partition)) % boundMs;
}

/** What a produced batch must keep to. `nowMs` and `produceVersion` are set for each request. */
export function batchRulesOf(settings: TopicConfig, partition: string): BatchRules {
  return {
    partition,
    nowMs: 0,
    produceVersion: 0,
    messageMaxBytes: settings.maxMessageBytes,
    logAppendTime: settings.messageTimestampType === "LogAppendTime",
    timestampBeforeMaxMs: settings.messageTimestampBeforeMaxMs,
    timestampAfterMaxMs: settings.messageTimestampAfterMaxMs,
    keysRequired: settings.cleanupPolicy.has("compact"),
    walk: "none",
    decompressedBytesMax: Math.min(DECOMPRESSED_BYTES_MAX, settings.maxDecompressedMessageBytes),
    compression: targetCompression(settings),
  };
}
