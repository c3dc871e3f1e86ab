/**
 * Broker settings: consumer groups, classic and KIP-848, and committed offsets.
 *
 * @module
 */
import { atLeast, oneOf, oneOfAnyCase } from "../rule.ts";
import {
  boolean,
  int,
  INT_MAX,
  internal,
  list,
  long,
  type Setting,
  short,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const groupCoordinatorSettings: readonly Setting[] = [
  int("group.initial.rebalance.delay.ms", 0).readOnly(
    "How long the first rebalance of an empty group waits for more members.",
  ),
  int("group.max.session.timeout.ms", 1800000).readOnly(
    "Longest session a classic member may ask for.",
  ),
  int("group.max.size", INT_MAX, atLeast(1)).readOnly("Most members of a classic group."),
  int("group.min.session.timeout.ms", 6000).readOnly(
    "Shortest session a classic member may ask for.",
  ),
  int("offset.metadata.max.bytes", 4096).readOnly("Longest text a committed offset may carry."),
  long("offsets.retention.check.interval.ms", 600000, atLeast(1)).readOnly(
    "Time between two looks for expired offsets.",
  ),
  int("offsets.retention.minutes", 10080, atLeast(1)).readOnly(
    "Offsets of a group without members go after this long.",
  ),
  int("offsets.topic.num.partitions", 50, atLeast(1)).readOnly(
    "Partitions of __consumer_offsets; not to be changed once it exists.",
  ),
  short("offsets.topic.replication.factor", 3, atLeast(1)).readOnly(
    "Replicas of __consumer_offsets; no more than there are brokers.",
  ),
  int("offsets.topic.segment.bytes", 104857600, atLeast(1)).readOnly(
    "Segment size of __consumer_offsets.",
  ),
  ...withoutEffect([
    list(
      "group.coordinator.rebalance.protocols",
      "classic,consumer,streams",
      oneOf("consumer", "classic", "share", "streams"),
    ).readOnly("Group protocols served."),
    int("group.coordinator.append.linger.ms", -1, atLeast(-1)).readOnly(
      "How long the coordinator gathers writes; -1 adapts.",
    ),
    int("group.coordinator.background.threads", 2, atLeast(1)).readOnly(
      "Threads that compute assignments.",
    ),
    int("group.coordinator.cached.buffer.max.bytes", 1048588, atLeast(524288)).clusterWide(
      "Largest buffer the coordinator keeps for reuse.",
    ),
    int("group.coordinator.threads", 4, atLeast(1)).readOnly(
      "Coordinator threads; one event loop does this work here.",
    ),
    int("group.consumer.assignment.interval.ms", 1000, atLeast(0)).clusterWide(
      "Time between two assignments of one group.",
    ),
    list("group.consumer.assignors", "uniform,range").readOnly(
      "Server-side assignors, the first being the default.",
    ),
    int("group.consumer.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Heartbeat interval told to members (KIP-848).",
    ),
    int("group.consumer.max.assignment.interval.ms", 15000, atLeast(0)).readOnly(
      "Longest assignment interval a group may set.",
    ),
    int("group.consumer.max.heartbeat.interval.ms", 15000, atLeast(1)).readOnly(
      "Longest heartbeat interval a group may set.",
    ),
    int("group.consumer.max.session.timeout.ms", 60000, atLeast(1)).readOnly(
      "Longest session timeout a group may set.",
    ),
    int("group.consumer.max.size", INT_MAX, atLeast(1)).readOnly(
      "Most members of a consumer group (KIP-848).",
    ),
    string(
      "group.consumer.migration.policy",
      "bidirectional",
      oneOfAnyCase("DISABLED", "DOWNGRADE", "UPGRADE", "BIDIRECTIONAL"),
    ).readOnly("Whether groups may change between the classic and the new protocol."),
    int("group.consumer.min.assignment.interval.ms", 0, atLeast(0)).readOnly(
      "Shortest assignment interval a group may set.",
    ),
    int("group.consumer.min.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Shortest heartbeat interval a group may set.",
    ),
    int("group.consumer.min.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "Shortest session timeout a group may set.",
    ),
    int("group.consumer.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "A member silent for longer is removed (KIP-848).",
    ),
    int("offsets.commit.timeout.ms", 5000, atLeast(1)).readOnly(
      "Longest a commit waits for its replicas.",
    ),
    int("offsets.load.buffer.size", 5242880, atLeast(1)).readOnly(
      "Bytes read at a time when offsets are loaded.",
    ),
    int("offsets.topic.compression.codec", 0).readOnly("Codec of the offsets topic, by number."),
  ]),
  ...internal(withoutEffect([
    boolean("group.consumer.assignor.offload.enable", true).clusterWide(
      "Whether assignments are computed off the coordinator's thread.",
    ),
    int("group.consumer.regex.refresh.interval.ms", 600000, atLeast(10000)).readOnly(
      "Time between two evaluations of a subscribed pattern.",
    ),
  ])),
];
