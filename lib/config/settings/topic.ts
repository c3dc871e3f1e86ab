/**
 * Topic settings, each with the broker settings it falls back to.
 *
 * @module
 */
import { atLeast, between, betweenOr, oneOf, throttledReplicas } from "../rule.ts";
import {
  boolean,
  double,
  int,
  internal,
  legacy,
  list,
  long,
  LONG_MAX,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows. */
export const topicRows: readonly Setting[] = [
  list("cleanup.policy", "delete", oneOf("compact", "delete")).topic(
    "delete old segments, compact by key, or both; empty keeps everything.",
    "log.cleanup.policy",
  ),
  int("compression.gzip.level", -1, betweenOr(1, 9, -1)).topic(
    "gzip's level where the broker compresses.",
    "compression.gzip.level",
  ),
  int("compression.lz4.level", 9, between(1, 17)).topic(
    "lz4's level where the broker compresses: 9 is the fast way; here 6 is the smallest.",
    "compression.lz4.level",
  ),
  string(
    "compression.type",
    "producer",
    oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
  ).topic("Codec of the log; producer keeps what the producer chose.", "compression.type"),
  int("compression.zstd.level", 3, between(-131072, 22)).topic(
    "zstd's level where the broker compresses.",
    "compression.zstd.level",
  ),
  long("delete.retention.ms", 86400000, atLeast(0)).topic(
    "How long the marker of a deleted key survives compaction.",
    "log.cleaner.delete.retention.ms",
  ),
  long("flush.messages", LONG_MAX, atLeast(1)).topic(
    "Flush to disk after this many records.",
    "log.flush.interval.messages",
  ),
  long("flush.ms", LONG_MAX, atLeast(0)).topic(
    "Flush to disk after this long.",
    "log.flush.interval.ms",
    "log.flush.scheduler.interval.ms",
  ),
  int("index.interval.bytes", 4096, atLeast(0)).topic(
    "Bytes of log between two index entries.",
    "log.index.interval.bytes",
  ),
  long("max.compaction.lag.ms", LONG_MAX, atLeast(1)).topic(
    "A record is compacted at the latest after this long.",
    "log.cleaner.max.compaction.lag.ms",
  ),
  int("max.decompressed.message.bytes", 2147483639, between(1, 2147483639)).topic(
    "Largest batch taken, decompressed, where the broker looks inside; 128 MiB at most.",
    "max.decompressed.message.bytes",
  ),
  int("max.message.bytes", 1048588, atLeast(0)).topic(
    "Largest record batch taken, compressed.",
    "message.max.bytes",
  ),
  long("message.timestamp.after.max.ms", 3600000, atLeast(0)).topic(
    "Furthest that a record's time may lie in the future.",
    "log.message.timestamp.after.max.ms",
  ),
  long("message.timestamp.before.max.ms", LONG_MAX, atLeast(0)).topic(
    "Furthest that a record's time may lie in the past.",
    "log.message.timestamp.before.max.ms",
  ),
  string("message.timestamp.type", "CreateTime", oneOf("CreateTime", "LogAppendTime")).topic(
    "Whether records keep the producer's time or get the broker's.",
    "log.message.timestamp.type",
  ),
  double("min.cleanable.dirty.ratio", 0.5, between(0, 1)).topic(
    "Share of uncompacted bytes that makes the log worth compacting.",
    "log.cleaner.min.cleanable.ratio",
  ),
  long("min.compaction.lag.ms", 0, atLeast(0)).topic(
    "A record stays uncompacted at least this long.",
    "log.cleaner.min.compaction.lag.ms",
  ),
  long("retention.bytes", -1).topic(
    "Largest size of a partition before old segments go; -1 is no bound.",
    "log.retention.bytes",
  ),
  long("retention.ms", 604800000, atLeast(-1)).topic(
    "Age at which segments go; -1 keeps them for ever.",
    "log.retention.ms",
    "log.retention.minutes",
    "log.retention.hours",
  ),
  int("segment.bytes", 1073741824, atLeast(14)).topic(
    "Size at which a new segment is begun.",
    "log.segment.bytes",
  ),
  int("segment.index.bytes", 10485760, atLeast(4)).topic(
    "Largest index file of a segment.",
    "log.index.size.max.bytes",
  ),
  long("segment.jitter.ms", 0, atLeast(0)).topic(
    "Random part taken off the segment's age, so that not all roll at once.",
    "log.roll.jitter.ms",
    "log.roll.jitter.hours",
  ),
  long("segment.ms", 604800000, atLeast(1)).topic(
    "Age at which a new segment is begun.",
    "log.roll.ms",
    "log.roll.hours",
  ),
  ...withoutEffect([
    long("file.delete.delay.ms", 60000, atLeast(0)).topic(
      "Time from taking a segment out of the log to deleting the file; here at once.",
      "log.segment.delete.delay.ms",
    ),
    int("min.insync.replicas", 1, atLeast(1)).topic(
      "Replicas in sync that acks=all asks for; never more than there are.",
      "min.insync.replicas",
    ),
    boolean("errors.deadletterqueue.group.enable", false).topic(
      "Whether share groups may use the topic for dead letters.",
    ),
    list("follower.replication.throttled.replicas", "", throttledReplicas).topic(
      "Replicas whose copying is throttled at the follower.",
    ),
    list("leader.replication.throttled.replicas", "", throttledReplicas).topic(
      "Replicas whose copying is throttled at the leader.",
    ),
    long("local.retention.bytes", -2, atLeast(-2)).topic(
      "Bytes of a tiered log kept here; -2 follows retention.bytes.",
      "log.local.retention.bytes",
    ),
    long("local.retention.ms", -2, atLeast(-2)).topic(
      "Age of a tiered log kept here; -2 follows retention.ms.",
      "log.local.retention.ms",
    ),
    boolean("preallocate", false).topic(
      "Whether segments are allocated ahead; here the active one always is, in steps.",
      "log.preallocate",
    ),
    long("remote.copy.lag.bytes", -1, atLeast(-1)).topic(
      "Bytes a segment must lie behind before it is tiered.",
      "log.remote.copy.lag.bytes",
    ),
    long("remote.copy.lag.ms", 0, atLeast(-1)).topic(
      "Age a segment must reach before it is tiered.",
      "log.remote.copy.lag.ms",
    ),
    boolean("remote.log.copy.disable", false).topic("Whether a tiered topic stops copying."),
    boolean("remote.log.delete.on.disable", false).topic(
      "Whether switching tiering off deletes what was copied.",
    ),
    boolean("remote.storage.enable", false).topic("Whether the topic is tiered."),
    boolean("unclean.leader.election.enable", false).topic(
      "Whether a replica out of sync may lead, losing records.",
      "unclean.leader.election.enable",
    ),
  ]),
  ...internal([
    int("internal.segment.bytes", null).topic("Segment size in place of segment.bytes, for tests."),
  ]),
  ...legacy([
    boolean("message.downconversion.enable", true).topic(
      "Whether records are converted for clients that fetch older formats.",
      "log.message.downconversion.enable",
    ),
    long("message.timestamp.difference.max.ms", null, atLeast(0)).topic(
      "Sets both message.timestamp.before.max.ms and .after.max.ms where they are not set.",
      "log.message.timestamp.difference.max.ms",
    ),
    ...withoutEffect([
      string("message.format.version", null).topic(
        "Record format of new batches; here always the newest, converted for old clients.",
        "log.message.format.version",
      ),
    ]),
  ]),
];
