/**
 * Broker settings: client quotas.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import { int, javaClass, long, LONG_MAX, type Setting, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const quotaSettings: readonly Setting[] = [
  ...withoutEffect([
    javaClass("client.quota.callback.class", null).readOnly(
      "Java class that decides client quotas.",
    ),
    // Not in a file: reassignment tools set them for as long as records are copied.
    long("follower.replication.throttled.rate", LONG_MAX, atLeast(0)).clusterWide(
      "Bytes per second that replicas fetch of the partitions in question.",
    ),
    long("leader.replication.throttled.rate", LONG_MAX, atLeast(0)).clusterWide(
      "Bytes per second that replicas are sent of the partitions in question.",
    ),
    long("replica.alter.log.dirs.io.max.bytes.per.second", LONG_MAX, atLeast(0)).clusterWide(
      "Bytes per second that moves between log.dirs copy.",
    ),
  ]),
  int("controller.quota.window.num", 11, atLeast(1)).readOnly(
    "Samples kept for the quota of metadata changes.",
  ),
  int("controller.quota.window.size.seconds", 1, atLeast(1)).readOnly(
    "Length of each of those samples.",
  ),
  int("quota.window.num", 11, atLeast(1)).readOnly("Samples kept for client quotas."),
  int("quota.window.size.seconds", 1, atLeast(1)).readOnly("Length of each of those samples."),
];
