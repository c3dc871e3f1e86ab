/**
 * Broker settings: the logs on disk, and what topics inherit from them.
 *
 * @module
 */
import { atLeast, between, oneOf } from "../rule.ts";
import {
  boolean,
  double,
  int,
  internal,
  list,
  long,
  LONG_MAX,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const logSettings: readonly Setting[] = [
  long("log.cleaner.backoff.ms", 15000, atLeast(0)).clusterWide(
    "Rest of the cleaner when no log needs it.",
  ),
  long("log.cleaner.dedupe.buffer.size", 67108864).clusterWide(
    "Memory for the keys of one compaction.",
  ),
  long("log.cleaner.delete.retention.ms", 86400000, atLeast(0)).clusterWide(
    "How long the marker of a deleted key survives compaction.",
  ),
  boolean("log.cleaner.enable", true).readOnly("Whether compacted topics are compacted."),
  double("log.cleaner.io.buffer.load.factor", 0.9).clusterWide(
    "How full the key buffer may get.",
  ),
  int("log.cleaner.io.buffer.size", 524288, atLeast(0)).clusterWide(
    "Memory for the cleaner's reads and writes.",
  ),
  double("log.cleaner.io.max.bytes.per.second", Number.MAX_VALUE).clusterWide(
    "Most bytes per second the cleaner reads and writes.",
  ),
  long("log.cleaner.max.compaction.lag.ms", LONG_MAX, atLeast(1)).clusterWide(
    "A record is compacted at the latest after this long.",
  ),
  double("log.cleaner.min.cleanable.ratio", 0.5, between(0, 1)).clusterWide(
    "Share of uncompacted bytes that makes a log worth compacting.",
  ),
  long("log.cleaner.min.compaction.lag.ms", 0, atLeast(0)).clusterWide(
    "A record stays uncompacted at least this long.",
  ),
  list("log.cleanup.policy", "delete", oneOf("compact", "delete")).clusterWide(
    "delete old segments, compact by key, or both; empty keeps everything.",
  ),
  list("log.dir", "./kedge-data").readOnly("Data folder, where log.dirs is not set."),
  list("log.dirs", null).readOnly("Data folders, separated by commas."),
  long("log.flush.interval.messages", LONG_MAX, atLeast(1)).clusterWide(
    "Flush a log to disk after this many records.",
  ),
  long("log.flush.interval.ms", null).clusterWide(
    "Flush a log to disk after this long; unset, log.flush.scheduler.interval.ms.",
  ),
  long("log.flush.scheduler.interval.ms", LONG_MAX).readOnly(
    "Time between two looks for logs due to be flushed.",
  ),
  int("log.index.interval.bytes", 4096, atLeast(0)).clusterWide(
    "Bytes of log between two index entries.",
  ),
  int("log.index.size.max.bytes", 10485760, atLeast(4)).clusterWide(
    "Largest index file of a segment.",
  ),
  long("log.message.timestamp.after.max.ms", 3600000, atLeast(0)).clusterWide(
    "Furthest that a record's time may lie in the future.",
  ),
  long("log.message.timestamp.before.max.ms", LONG_MAX, atLeast(0)).clusterWide(
    "Furthest that a record's time may lie in the past.",
  ),
  string("log.message.timestamp.type", "CreateTime", oneOf("CreateTime", "LogAppendTime"))
    .clusterWide("Whether records keep the producer's time or get the broker's."),
  long("log.retention.bytes", -1).clusterWide(
    "Largest size of a partition before old segments go; -1 is no bound.",
  ),
  long("log.retention.check.interval.ms", 300000, atLeast(1)).readOnly(
    "Time between two looks for segments to delete.",
  ),
  int("log.retention.hours", 168).readOnly(
    "Age at which segments go; log.retention.minutes and .ms win.",
  ),
  int("log.retention.minutes", null).readOnly("Age at which segments go; log.retention.ms wins."),
  long("log.retention.ms", null).clusterWide("Age at which segments go; -1 keeps them for ever."),
  int("log.roll.hours", 168, atLeast(1)).readOnly(
    "Age at which a new segment is begun; log.roll.ms wins.",
  ),
  int("log.roll.jitter.hours", 0, atLeast(0)).readOnly(
    "Random part taken off the segment's age; log.roll.jitter.ms wins.",
  ),
  long("log.roll.jitter.ms", null).clusterWide(
    "Random part taken off the segment's age, so that not all roll at once.",
  ),
  long("log.roll.ms", null).clusterWide("Age at which a new segment is begun."),
  int("log.segment.bytes", 1073741824, atLeast(14)).clusterWide(
    "Size at which a new segment is begun.",
  ),
  ...withoutEffect([
    int("log.flush.start.offset.checkpoint.interval.ms", 60000, atLeast(0)).readOnly(
      "Time between two writes of the log start offsets; here with each change.",
    ),
    int("log.flush.offset.checkpoint.interval.ms", 60000, atLeast(0)).readOnly(
      "Time between two writes of the recovery points; here as bytes come.",
    ),
    long("log.segment.delete.delay.ms", 60000, atLeast(0)).clusterWide(
      "Time from taking a segment out of its log to deleting the file; here at once.",
    ),
    int("log.cleaner.threads", 1, atLeast(0)).clusterWide(
      "Cleaner threads; one worker does this work here.",
    ),
    long("log.dir.failure.timeout.ms", 30000, atLeast(1)).readOnly(
      "A KRaft broker that cannot report a failed folder stops after this long.",
    ),
    long("log.local.retention.bytes", -2, atLeast(-2)).clusterWide(
      "Bytes of a tiered log kept here; -2 follows log.retention.bytes.",
    ),
    long("log.local.retention.ms", -2, atLeast(-2)).clusterWide(
      "Age of a tiered log kept here; -2 follows log.retention.ms.",
    ),
    boolean("log.preallocate", false).clusterWide(
      "Whether segments are allocated ahead; here the active one always is, in steps.",
    ),
    int("num.recovery.threads.per.data.dir", 2, atLeast(1)).clusterWide(
      "Threads that load and recover logs per folder.",
    ),
  ]),
  ...internal([
    long("log.initial.task.delay.ms", 30000, atLeast(0)).readOnly(
      "Delay of the first retention, flush and checkpoint rounds.",
    ),
  ]),
];
