/**
 * Settings of single groups, as `kafka-configs --entity-type groups` sets them.
 *
 * @module
 */
import { atLeast, offsetReset, oneOf } from "../rule.ts";
import {
  boolean,
  int,
  internal,
  list,
  long,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows. */
export const groupRows: readonly Setting[] = [
  ...withoutEffect([
    int("consumer.assignment.interval.ms", 1000, atLeast(0)).topic(
      "Time between two assignments of the group.",
      "group.consumer.assignment.interval.ms",
    ),
    int("consumer.heartbeat.interval.ms", 5000, atLeast(1)).topic(
      "Heartbeat interval told to members.",
      "group.consumer.heartbeat.interval.ms",
    ),
    int("consumer.session.timeout.ms", 45000, atLeast(1)).topic(
      "A member silent for longer is removed.",
      "group.consumer.session.timeout.ms",
    ),
    boolean("errors.deadletterqueue.copy.record.enable", false).topic(
      "Whether a dead letter holds the record itself.",
    ),
    string("errors.deadletterqueue.topic.name", "").topic(
      "Topic for records given up; empty is none.",
    ),
    int("share.assignment.interval.ms", 1000, atLeast(0)).topic(
      "Time between two assignments of the group.",
      "group.share.assignment.interval.ms",
    ),
    string("share.auto.offset.reset", "latest", offsetReset).topic(
      "Where the group starts: latest, earliest or by_duration:PnDTnHnMnS.",
    ),
    int("share.delivery.count.limit", 5, atLeast(2)).topic(
      "Times a record is delivered before it is given up.",
      "group.share.delivery.count.limit",
    ),
    int("share.heartbeat.interval.ms", 5000, atLeast(1)).topic(
      "Heartbeat interval told to members.",
      "group.share.heartbeat.interval.ms",
    ),
    string("share.isolation.level", "read_uncommitted", oneOf("read_committed", "read_uncommitted"))
      .topic("Whether records of open transactions are delivered."),
    int("share.partition.max.record.locks", 2000, atLeast(100)).topic(
      "Most records locked at once in one share partition.",
      "group.share.partition.max.record.locks",
    ),
    int("share.record.lock.duration.ms", 30000, atLeast(1000)).topic(
      "How long a delivered record is locked for its consumer.",
      "group.share.record.lock.duration.ms",
    ),
    boolean("share.renew.acknowledge.enable", true).topic(
      "Whether a consumer may renew its lock on a record.",
    ),
    int("share.session.timeout.ms", 45000, atLeast(1)).topic(
      "A member silent for longer is removed.",
      "group.share.session.timeout.ms",
    ),
    int("streams.assignment.interval.ms", 1000, atLeast(0)).topic(
      "Time between two assignments of the group.",
      "group.streams.assignment.interval.ms",
    ),
    string("streams.assignor.name", null).topic("Assignor of the group."),
    int("streams.heartbeat.interval.ms", 5000, atLeast(1)).topic(
      "Heartbeat interval told to members.",
      "group.streams.heartbeat.interval.ms",
    ),
    int("streams.initial.rebalance.delay.ms", 3000, atLeast(0)).topic(
      "How long the first rebalance of the empty group waits for more members.",
      "group.streams.initial.rebalance.delay.ms",
    ),
    int("streams.num.standby.replicas", 0, atLeast(0)).topic(
      "Standby copies of each task.",
      "group.streams.num.standby.replicas",
    ),
    list("streams.rack.aware.assignment.tags", "").topic(
      "Client tags over which standby copies are spread.",
      "group.streams.rack.aware.assignment.tags",
    ),
    int("streams.session.timeout.ms", 45000, atLeast(1)).topic(
      "A member silent for longer is removed.",
      "group.streams.session.timeout.ms",
    ),
  ]),
  ...internal(withoutEffect([
    boolean("consumer.assignor.offload.enable", true).topic(
      "Whether assignments are computed off the coordinator's thread.",
      "group.consumer.assignor.offload.enable",
    ),
    boolean("share.assignor.offload.enable", true).topic(
      "Whether assignments are computed off the coordinator's thread.",
      "group.share.assignor.offload.enable",
    ),
    long("streams.acceptable.recovery.lag", 10000, atLeast(0)).topic(
      "Lag at which a task's copy counts as caught up.",
      "group.streams.acceptable.recovery.lag",
    ),
    boolean("streams.assignor.offload.enable", true).topic(
      "Whether assignments are computed off the coordinator's thread.",
      "group.streams.assignor.offload.enable",
    ),
    int("streams.num.warmup.replicas", 2, atLeast(0)).topic(
      "Copies being warmed up at once.",
      "group.streams.num.warmup.replicas",
    ),
    int("streams.task.offset.interval.ms", 60000, atLeast(1)).topic(
      "Time between two reports of task offsets.",
      "group.streams.task.offset.interval.ms",
    ),
  ])),
];
