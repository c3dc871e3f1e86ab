/**
 * A topic's settings as its logs and the check of its batches need them.
 *
 * @module
 */
import { crc32c } from "../../bytes/crc32c.ts";
import type { TopicConfig } from "../../config/topic_config.ts";
import type { LogConfig } from "../../storage/log_config.ts";
import type { BatchRules } from "../record/batch_rules.ts";
import { DECOMPRESSED_BYTES_MAX } from "../record/read_records.ts";
import { targetCompression } from "../record/recompress.ts";

/** How many times its stored size a batch may have when its records must be looked at. */
const EXPANSION_MAX = 32;
/** Bytes that a batch's records may have then, however small max.message.bytes is. */
const DECOMPRESSED_BYTES_MIN = 8 << 20;
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
    decompressedBytesMax: decompressedBytesMax(settings),
    compression: targetCompression(settings),
  };
}

/** A setting for all that may be compressed would let a few kilobytes become gigabytes. */
function decompressedBytesMax(settings: TopicConfig): number {
  const expected = Math.max(DECOMPRESSED_BYTES_MIN, settings.maxMessageBytes * EXPANSION_MAX);
  return Math.min(DECOMPRESSED_BYTES_MAX, expected, settings.maxDecompressedMessageBytes);
}
