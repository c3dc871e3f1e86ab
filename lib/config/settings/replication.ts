/**
 * Broker settings: replicas, leaders and what brokers do for each other.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import { boolean, int, internal, long, type Setting, string, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const replicationSettings: readonly Setting[] = [
  ...withoutEffect([
    long("replica.high.watermark.checkpoint.interval.ms", 5000).readOnly(
      "Time between two writes of the high watermarks; here there are none.",
    ),
    boolean("auto.leader.rebalance.enable", true).readOnly(
      "Whether leadership returns to preferred replicas by itself.",
    ),
    int("alter.log.dirs.replication.quota.window.num", 11, atLeast(1)).readOnly(
      "Samples kept for the quota of moves between folders.",
    ),
    int("alter.log.dirs.replication.quota.window.size.seconds", 1, atLeast(1)).readOnly(
      "Length of each of those samples.",
    ),
    boolean("controlled.shutdown.enable", true).readOnly(
      "Whether a broker hands over its leaderships before it stops.",
    ),
    boolean("follower.fetch.last.tiered.offset.enable", false).clusterWide(
      "Whether a new replica starts at the last tiered offset.",
    ),
    long("leader.imbalance.check.interval.seconds", 300, atLeast(1)).readOnly(
      "Time between two looks for leaders out of place.",
    ),
    int("num.replica.alter.log.dirs.threads", null).readOnly(
      "Threads that move replicas between folders.",
    ),
    int("num.replica.fetchers", 1, atLeast(1)).clusterWide(
      "Threads that copy from each other broker.",
    ),
    int("replica.fetch.backoff.ms", 1000, atLeast(0)).readOnly(
      "Rest of a follower after a failed fetch.",
    ),
    int("replica.fetch.max.bytes", 1048576, atLeast(0)).readOnly(
      "Bytes a follower asks of each partition.",
    ),
    int("replica.fetch.min.bytes", 1).readOnly("Bytes a follower waits for."),
    int("replica.fetch.response.max.bytes", 10485760, atLeast(0)).readOnly(
      "Bytes a follower asks for in one answer.",
    ),
    int("replica.fetch.wait.max.ms", 500).readOnly(
      "Longest a follower's fetch waits at the leader.",
    ),
    long("replica.lag.time.max.ms", 30000).readOnly(
      "A follower that lags for longer leaves the replicas in sync.",
    ),
    string("replica.selector.class", null).readOnly(
      "Java class that picks the replica a consumer reads from.",
    ),
    int("replica.socket.receive.buffer.bytes", 65536).readOnly(
      "Kernel's receive buffer of a follower's connection.",
    ),
    int("replica.socket.timeout.ms", 30000).readOnly("Time a follower waits on its socket."),
    int("replication.quota.window.num", 11, atLeast(1)).readOnly(
      "Samples kept for the replication quota.",
    ),
    int("replication.quota.window.size.seconds", 1, atLeast(1)).readOnly(
      "Length of each of those samples.",
    ),
    boolean("unclean.leader.election.enable", false).clusterWide(
      "Whether a replica out of sync may lead, losing records.",
    ),
  ]),
  ...internal(withoutEffect([
    long("unclean.leader.election.interval.ms", 300000, atLeast(1)).readOnly(
      "Time between two looks for partitions to elect uncleanly.",
    ),
  ])),
];
