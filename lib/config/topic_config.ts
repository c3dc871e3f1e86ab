/**
 * A topic's settings in force: its own overrides, and under them the broker's. The broker makes one
 * per topic when it loads or changes it; logs and handlers read only this.
 *
 * @module
 */
import { topicSetting } from "./mod.ts";
import type { ServerConfig } from "./server_config.ts";
import type { SettingLayers, ValueMap } from "./setting_layers.ts";
import type { ParsedValue } from "./value.ts";
import { valueInForce } from "./value_in_force.ts";

/** What a topic's log does with old segments. */
export type CleanupPolicy = "delete" | "compact";

/** A topic's settings in force. Times in ms; -1 is no bound; longs past 2^53 are rounded. */
export interface TopicConfig {
  /** What the topic itself sets, as text. */
  readonly overrides: ValueMap;
  readonly cleanupPolicy: ReadonlySet<CleanupPolicy>;
  readonly compressionType: string;
  readonly compressionGzipLevel: number;
  readonly compressionLz4Level: number;
  readonly compressionZstdLevel: number;
  readonly deleteRetentionMs: number;
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly indexIntervalBytes: number;
  readonly maxCompactionLagMs: number;
  readonly maxDecompressedMessageBytes: number;
  readonly maxMessageBytes: number;
  readonly messageDownconversionEnable: boolean;
  readonly messageTimestampAfterMaxMs: number;
  readonly messageTimestampBeforeMaxMs: number;
  readonly messageTimestampType: "CreateTime" | "LogAppendTime";
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  readonly preallocate: boolean;
  readonly retentionBytes: number;
  readonly retentionMs: number;
  readonly segmentBytes: number;
  readonly segmentIndexBytes: number;
  readonly segmentJitterMs: number;
  readonly segmentMs: number;
}

const NO_OVERRIDES: ValueMap = new Map();

/**
 * The topic's settings in force.
 *
 * @param overrides what the topic sets, already checked by validateTopicOverrides; a name the table
 *   lacks is kept and changes nothing, so that a tree another version wrote still loads
 */
export function makeTopicConfig(
  server: ServerConfig,
  overrides: ValueMap = NO_OVERRIDES,
): TopicConfig {
  const lookup = new TopicLookup(server.layers, overrides);
  const number = (name: string) => lookup.number(name);
  const difference = lookup.numberOrNull("message.timestamp.difference.max.ms");
  return {
    overrides,
    cleanupPolicy: new Set(lookup.policies()),
    compressionType: lookup.text("compression.type"),
    compressionGzipLevel: number("compression.gzip.level"),
    compressionLz4Level: number("compression.lz4.level"),
    compressionZstdLevel: number("compression.zstd.level"),
    deleteRetentionMs: number("delete.retention.ms"),
    flushMessages: number("flush.messages"),
    flushMs: number("flush.ms"),
    indexIntervalBytes: number("index.interval.bytes"),
    maxCompactionLagMs: number("max.compaction.lag.ms"),
    maxDecompressedMessageBytes: number("max.decompressed.message.bytes"),
    maxMessageBytes: number("max.message.bytes"),
    messageDownconversionEnable: lookup.boolean("message.downconversion.enable"),
    messageTimestampAfterMaxMs: lookup.timestampBound("after", difference),
    messageTimestampBeforeMaxMs: lookup.timestampBound("before", difference),
    messageTimestampType: lookup.text("message.timestamp.type") === "LogAppendTime"
      ? "LogAppendTime"
      : "CreateTime",
    minCleanableDirtyRatio: number("min.cleanable.dirty.ratio"),
    minCompactionLagMs: number("min.compaction.lag.ms"),
    preallocate: lookup.boolean("preallocate"),
    retentionBytes: number("retention.bytes"),
    retentionMs: Math.max(number("retention.ms"), -1),
    segmentBytes: lookup.numberOrNull("internal.segment.bytes") ?? number("segment.bytes"),
    segmentIndexBytes: number("segment.index.bytes"),
    segmentJitterMs: number("segment.jitter.ms"),
    segmentMs: number("segment.ms"),
  };
}

/** Finds a topic setting's value in force: the topic's own, else the broker's, else the default. */
export class TopicLookup {
  readonly #layers: SettingLayers;
  readonly #overrides: ValueMap;

  constructor(layers: SettingLayers, overrides: ValueMap) {
    this.#layers = layers;
    this.#overrides = overrides;
  }

  /** The value in force, or null where there is none. */
  parsed(name: string): ParsedValue | null {
    return valueInForce(topicSetting(name)!, { overrides: this.#overrides, layers: this.#layers });
  }

  number(name: string): number {
    return Number(this.parsed(name)!.value);
  }

  numberOrNull(name: string): number | null {
    const parsed = this.parsed(name);
    return parsed === null ? null : Number(parsed.value);
  }

  boolean(name: string): boolean {
    return this.parsed(name)!.value === true;
  }

  text(name: string): string {
    return this.parsed(name)!.text;
  }

  policies(): CleanupPolicy[] {
    const words: readonly CleanupPolicy[] = ["delete", "compact"];
    const value = this.parsed("cleanup.policy")!.value;
    return words.filter((word) => Array.isArray(value) && value.includes(word));
  }

  /**
   * How far a record's time may lie before or after the broker's. Kafka 3's one bound for both
   * sides counts where this side's own is not set (KIP-937).
   */
  timestampBound(side: "before" | "after", difference: number | null): number {
    const name = `message.timestamp.${side}.max.ms`;
    const isSet = this.#overrides.has(name) || this.#layers.isSet(`log.${name}`);
    return isSet || difference === null ? this.number(name) : difference;
  }
}
