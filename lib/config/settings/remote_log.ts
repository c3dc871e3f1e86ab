/**
 * Broker settings: tiered storage.
 *
 * @module
 */
import { atLeast, between, nonEmpty } from "../rule.ts";
import {
  boolean,
  double,
  int,
  internal,
  long,
  LONG_MAX,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const remoteLogSettings: readonly Setting[] = [
  ...withoutEffect([
    long("log.remote.copy.lag.bytes", -1, atLeast(-1)).clusterWide(
      "Bytes a segment must lie behind before it is tiered.",
    ),
    long("log.remote.copy.lag.ms", 0, atLeast(-1)).clusterWide(
      "Age a segment must reach before it is tiered.",
    ),
    int("remote.fetch.max.wait.ms", 500, atLeast(1)).clusterWide(
      "Longest wait for a read of remote storage.",
    ),
    long("remote.list.offsets.request.timeout.ms", 30000, atLeast(1)).clusterWide(
      "Longest wait for offsets found in remote storage.",
    ),
    long("remote.log.index.file.cache.total.size.bytes", 1073741824, atLeast(1)).clusterWide(
      "Disk for indexes fetched from remote storage.",
    ),
    int("remote.log.manager.copier.thread.pool.size", 10, atLeast(1)).clusterWide(
      "Threads that copy segments to remote storage.",
    ),
    long("remote.log.manager.copy.max.bytes.per.second", LONG_MAX, atLeast(1)).clusterWide(
      "Most bytes per second copied to remote storage.",
    ),
    int("remote.log.manager.copy.quota.window.num", 11, atLeast(1)).readOnly(
      "Samples kept for the copy quota.",
    ),
    int("remote.log.manager.copy.quota.window.size.seconds", 1, atLeast(1)).readOnly(
      "Length of each of those samples.",
    ),
    int("remote.log.manager.expiration.thread.pool.size", 10, atLeast(1)).clusterWide(
      "Threads that delete expired remote segments.",
    ),
    long("remote.log.manager.fetch.max.bytes.per.second", LONG_MAX, atLeast(1)).clusterWide(
      "Most bytes per second read from remote storage.",
    ),
    int("remote.log.manager.fetch.quota.window.num", 11, atLeast(1)).readOnly(
      "Samples kept for the fetch quota.",
    ),
    int("remote.log.manager.fetch.quota.window.size.seconds", 1, atLeast(1)).readOnly(
      "Length of each of those samples.",
    ),
    int("remote.log.manager.follower.thread.pool.size", 2, atLeast(1)).clusterWide(
      "Threads for tiered logs that this broker follows.",
    ),
    long("remote.log.manager.task.interval.ms", 30000, atLeast(1)).readOnly(
      "Time between two rounds of copying and expiring.",
    ),
    int("remote.log.manager.thread.pool.size", 2, atLeast(1)).readOnly(
      "Threads of the tiering scheduler.",
    ),
    int("remote.log.metadata.custom.metadata.max.bytes", 128, atLeast(0)).readOnly(
      "Most bytes a storage plug-in may add to its metadata.",
    ),
    string(
      "remote.log.metadata.manager.class.name",
      "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager",
      nonEmpty,
    ).readOnly("Java class that stores the metadata of tiered segments."),
    string("remote.log.metadata.manager.class.path", null).readOnly("Class path of that class."),
    string("remote.log.metadata.manager.impl.prefix", "rlmm.config.", nonEmpty).readOnly(
      "Prefix of that class's own settings.",
    ),
    string("remote.log.metadata.manager.listener.name", null, nonEmpty).readOnly(
      "Listener that class connects to.",
    ),
    int("remote.log.reader.max.pending.tasks", 100, atLeast(1)).readOnly(
      "Most reads of remote storage waiting.",
    ),
    int("remote.log.reader.threads", 10, atLeast(1)).clusterWide(
      "Threads that read remote storage.",
    ),
    string("remote.log.storage.manager.class.name", null, nonEmpty).readOnly(
      "Java class that stores tiered segments.",
    ),
    string("remote.log.storage.manager.class.path", null).readOnly("Class path of that class."),
    string("remote.log.storage.manager.impl.prefix", "rsm.config.", nonEmpty).readOnly(
      "Prefix of that class's own settings.",
    ),
    boolean("remote.log.storage.system.enable", false).readOnly("Whether tiered storage is on."),
  ]),
  ...internal(withoutEffect([
    long("remote.log.index.file.cache.ttl.ms", 900000, atLeast(-1)).readOnly(
      "How long an unused fetched index is kept.",
    ),
    long("remote.log.manager.task.retry.backoff.max.ms", 30000, atLeast(1)).readOnly(
      "Longest rest before a failed round is repeated.",
    ),
    long("remote.log.manager.task.retry.backoff.ms", 500, atLeast(1)).readOnly(
      "First rest before a failed round is repeated.",
    ),
    double("remote.log.manager.task.retry.jitter", 0.2, between(0, 0.5)).readOnly(
      "Random share of that rest.",
    ),
  ])),
];
