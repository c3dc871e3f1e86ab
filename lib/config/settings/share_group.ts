/**
 * Broker settings: share groups (KIP-932) and their coordinator.
 *
 * @module
 */
import { atLeast, between } from "../rule.ts";
import {
  boolean,
  int,
  internal,
  list,
  type Setting,
  short,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const shareGroupSettings: readonly Setting[] = [
  ...withoutEffect([
    int("group.share.assignment.interval.ms", 1000, atLeast(0)).clusterWide(
      "Time between two assignments of one share group.",
    ),
    list("group.share.assignors", "simple").readOnly("Server-side assignors of share groups."),
    int("group.share.delivery.count.limit", 5, between(2, 10)).readOnly(
      "Times a record is delivered before it is given up.",
    ),
    int("group.share.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Heartbeat interval told to members.",
    ),
    int("group.share.max.assignment.interval.ms", 15000, atLeast(0)).readOnly(
      "Longest assignment interval a group may set.",
    ),
    int("group.share.max.delivery.count.limit", 10, between(5, 25)).readOnly(
      "Largest delivery count a group may set.",
    ),
    int("group.share.max.heartbeat.interval.ms", 15000, atLeast(1)).readOnly(
      "Longest heartbeat interval a group may set.",
    ),
    int("group.share.max.partition.max.record.locks", 4000, between(2000, 10000)).readOnly(
      "Largest count of record locks a group may set.",
    ),
    int("group.share.max.record.lock.duration.ms", 60000, between(30000, 3600000)).readOnly(
      "Longest record lock a group may set.",
    ),
    int("group.share.max.session.timeout.ms", 60000, atLeast(1)).readOnly(
      "Longest session timeout a group may set.",
    ),
    int("group.share.max.share.sessions", 2000, atLeast(1)).readOnly(
      "Most share sessions of this broker.",
    ),
    int("group.share.max.size", 200, between(1, 1000)).readOnly("Most members of a share group."),
    int("group.share.min.assignment.interval.ms", 0, atLeast(0)).readOnly(
      "Shortest assignment interval a group may set.",
    ),
    int("group.share.min.delivery.count.limit", 2, between(2, 5)).readOnly(
      "Smallest delivery count a group may set.",
    ),
    int("group.share.min.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Shortest heartbeat interval a group may set.",
    ),
    int("group.share.min.partition.max.record.locks", 100, between(100, 2000)).readOnly(
      "Smallest count of record locks a group may set.",
    ),
    int("group.share.min.record.lock.duration.ms", 15000, between(1000, 30000)).readOnly(
      "Shortest record lock a group may set.",
    ),
    int("group.share.min.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "Shortest session timeout a group may set.",
    ),
    int("group.share.partition.max.record.locks", 2000, between(100, 10000)).readOnly(
      "Most records locked at once in one share partition.",
    ),
    int("group.share.record.lock.duration.ms", 30000, between(1000, 3600000)).readOnly(
      "How long a delivered record is locked for its consumer.",
    ),
    int("group.share.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "A member silent for longer is removed.",
    ),
    int("share.coordinator.append.linger.ms", -1, atLeast(-1)).readOnly(
      "How long the share coordinator gathers writes; -1 adapts.",
    ),
    int("share.coordinator.cached.buffer.max.bytes", 1048588, atLeast(524288)).clusterWide(
      "Largest buffer the share coordinator keeps for reuse.",
    ),
    int("share.coordinator.load.buffer.size", 5242880, atLeast(1)).readOnly(
      "Bytes read at a time when share state is loaded.",
    ),
    int("share.coordinator.snapshot.update.records.per.snapshot", 500, between(0, 500)).readOnly(
      "Updates between two snapshots of a share partition.",
    ),
    int("share.coordinator.state.topic.compression.codec", 0).readOnly(
      "Codec of the share state topic, by number.",
    ),
    short("share.coordinator.state.topic.min.isr", 2, atLeast(1)).readOnly(
      "Replicas in sync that the share state topic asks for.",
    ),
    int("share.coordinator.state.topic.num.partitions", 50, atLeast(1)).readOnly(
      "Partitions of the share state topic.",
    ),
    short("share.coordinator.state.topic.replication.factor", 3, atLeast(1)).readOnly(
      "Replicas of the share state topic.",
    ),
    int("share.coordinator.state.topic.segment.bytes", 104857600, atLeast(1)).readOnly(
      "Segment size of the share state topic.",
    ),
    int("share.coordinator.threads", 1, atLeast(1)).readOnly("Share coordinator threads."),
    int("share.coordinator.write.timeout.ms", 5000, atLeast(1)).readOnly(
      "Longest a write of share state waits.",
    ),
  ]),
  ...internal(withoutEffect([
    boolean("group.share.assignor.offload.enable", true).clusterWide(
      "Whether assignments are computed off the coordinator's thread.",
    ),
    string(
      "group.share.dlq.manager.class.name",
      "org.apache.kafka.server.share.dlq.DefaultShareGroupDLQManager",
    ).readOnly("Java class that writes dead letters."),
    int("group.share.initialize.retry.interval.ms", 30000, atLeast(1)).readOnly(
      "Rest between attempts to set up a share partition.",
    ),
    string(
      "group.share.persister.class.name",
      "org.apache.kafka.server.share.persister.DefaultStatePersister",
    ).readOnly("Java class that stores the state of share partitions."),
    int("share.coordinator.cold.partition.snapshot.interval.ms", 300000, atLeast(1)).readOnly(
      "Time between snapshots of share partitions at rest.",
    ),
    int("share.coordinator.state.topic.prune.interval.ms", 300000, atLeast(1)).readOnly(
      "Time between two prunings of the share state topic.",
    ),
  ])),
];
