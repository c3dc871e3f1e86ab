/**
 * Broker settings: streams groups (KIP-1071).
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import {
  boolean,
  int,
  INT_MAX,
  internal,
  javaClass,
  list,
  long,
  type Setting,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const streamsGroupSettings: readonly Setting[] = [
  ...withoutEffect([
    int("group.streams.assignment.interval.ms", 1000, atLeast(0)).clusterWide(
      "Time between two assignments of one streams group.",
    ),
    list("group.streams.assignors", "sticky").readOnly("Server-side assignors of streams groups."),
    int("group.streams.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Heartbeat interval told to members.",
    ),
    int("group.streams.initial.rebalance.delay.ms", 3000, atLeast(0)).readOnly(
      "How long the first rebalance of an empty group waits for more members.",
    ),
    int("group.streams.max.assignment.interval.ms", 15000, atLeast(0)).readOnly(
      "Longest assignment interval a group may set.",
    ),
    int("group.streams.max.heartbeat.interval.ms", 15000, atLeast(1)).readOnly(
      "Longest heartbeat interval a group may set.",
    ),
    int("group.streams.max.session.timeout.ms", 60000, atLeast(1)).readOnly(
      "Longest session timeout a group may set.",
    ),
    int("group.streams.max.size", INT_MAX, atLeast(1)).readOnly("Most members of a streams group."),
    int("group.streams.max.standby.replicas", 2, atLeast(0)).readOnly(
      "Most standby copies of a task a group may set.",
    ),
    int("group.streams.min.assignment.interval.ms", 0, atLeast(0)).readOnly(
      "Shortest assignment interval a group may set.",
    ),
    int("group.streams.min.heartbeat.interval.ms", 5000, atLeast(1)).readOnly(
      "Shortest heartbeat interval a group may set.",
    ),
    int("group.streams.min.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "Shortest session timeout a group may set.",
    ),
    int("group.streams.num.standby.replicas", 0, atLeast(0)).readOnly(
      "Standby copies of each task.",
    ),
    list("group.streams.rack.aware.assignment.tags", "").readOnly(
      "Client tags over which standby copies are spread.",
    ),
    int("group.streams.session.timeout.ms", 45000, atLeast(1)).readOnly(
      "A member silent for longer is removed.",
    ),
    javaClass("group.streams.topology.description.plugin.class", null).readOnly(
      "Java class that keeps topology descriptions.",
    ),
  ]),
  ...internal(withoutEffect([
    long("group.streams.acceptable.recovery.lag", 10000, atLeast(0)).readOnly(
      "Lag at which a task's copy counts as caught up.",
    ),
    boolean("group.streams.assignor.offload.enable", true).clusterWide(
      "Whether assignments are computed off the coordinator's thread.",
    ),
    int("group.streams.max.warmup.replicas", 20, atLeast(0)).readOnly(
      "Most warm-up copies a group may set.",
    ),
    int("group.streams.min.task.offset.interval.ms", 15000, atLeast(1)).readOnly(
      "Shortest interval of task offset reports a group may set.",
    ),
    int("group.streams.num.warmup.replicas", 2, atLeast(0)).readOnly(
      "Copies being warmed up at once.",
    ),
    int("group.streams.task.offset.interval.ms", 60000, atLeast(1)).readOnly(
      "Time between two reports of task offsets.",
    ),
  ])),
];
