/**
 * The broker settings that groups obey, under Kafka's own names in camel case.
 *
 * @module
 */

/** Settings of the group coordinator. */
export interface GroupConfig {
  /** offsets.topic.num.partitions: how many partitions `__consumer_offsets` has. Never changes. */
  readonly offsetsTopicNumPartitions: number;
  /** offsets.retention.minutes, in ms. */
  readonly offsetsRetentionMs: number;
  /** offsets.retention.check.interval.ms. */
  readonly offsetsRetentionCheckIntervalMs: number;
  /** offset.metadata.max.bytes: the longest text a client may keep beside an offset. */
  readonly offsetMetadataMaxBytes: number;
  /** group.min.session.timeout.ms. */
  readonly groupMinSessionTimeoutMs: number;
  /** group.max.session.timeout.ms. */
  readonly groupMaxSessionTimeoutMs: number;
  /** group.initial.rebalance.delay.ms: how long an empty group waits for more members to come. */
  readonly groupInitialRebalanceDelayMs: number;
  /** group.max.size: members of one group. */
  readonly groupMaxSize: number;
}

/** Kafka's defaults, apart from the rebalance delay, which is for fleets that start together. */
export const DEFAULT_GROUP_CONFIG: GroupConfig = {
  offsetsTopicNumPartitions: 50,
  offsetsRetentionMs: 10_080 * 60_000,
  offsetsRetentionCheckIntervalMs: 600_000,
  offsetMetadataMaxBytes: 4096,
  groupMinSessionTimeoutMs: 6000,
  groupMaxSessionTimeoutMs: 1_800_000,
  groupInitialRebalanceDelayMs: 0,
  groupMaxSize: 2 ** 31 - 1,
};
