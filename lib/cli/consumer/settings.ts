/**
 * A consumer's settings by Kafka's names.
 *
 * @module
 */

import type { ConsumerOptions } from "../../client/consumer/consumer.ts";
import { IsolationLevel } from "../../client/list_offsets.ts";
import { type ClientProperties, given } from "../client_properties.ts";
import type { Terminal } from "../command.ts";

const ISOLATION_LEVELS = {
  read_committed: IsolationLevel.READ_COMMITTED,
  read_uncommitted: IsolationLevel.READ_UNCOMMITTED,
} as const;

/**
 * The settings that the properties name; what they leave out has the consumer's own default.
 *
 * @throws {PropertyError} where a value cannot be
 */
export function consumerSettings(properties: ClientProperties): Partial<ConsumerOptions> {
  const autoCommit = properties.oneOf("enable.auto.commit", ["true", "false"]);
  const isolationLevel = properties.oneOf("isolation.level", [
    "read_committed",
    "read_uncommitted",
  ]);
  const createTopics = properties.oneOf("allow.auto.create.topics", ["true", "false"]);
  return given({
    groupId: properties.text("group.id"),
    groupInstanceId: properties.text("group.instance.id"),
    commitMode: autoCommit === undefined
      ? undefined
      : autoCommit === "true"
      ? "auto" as const
      : "manual" as const,
    autoCommitIntervalMs: properties.integer("auto.commit.interval.ms"),
    offsetReset: properties.oneOf("auto.offset.reset", ["latest", "earliest", "none"]),
    isolationLevel: isolationLevel === undefined ? undefined : ISOLATION_LEVELS[isolationLevel],
    missingTopics: createTopics === "false" ? "never" as const : undefined,
    sessionTimeoutMs: properties.integer("session.timeout.ms"),
    heartbeatIntervalMs: properties.integer("heartbeat.interval.ms"),
    maxPollIntervalMs: properties.integer("max.poll.interval.ms"),
    pollRecordsMax: properties.integer("max.poll.records"),
    fetchBytesMin: properties.integer("fetch.min.bytes"),
    fetchBytesMax: properties.integer("fetch.max.bytes"),
    fetchWaitMs: properties.integer("fetch.max.wait.ms"),
    partitionBytesMax: properties.integer("max.partition.fetch.bytes"),
    metadataMaxAgeMs: properties.integer("metadata.max.age.ms"),
  });
}

/** Says so where a consumer is asked to read by the protocol of KIP-848, which it has not yet. */
export function tellGroupProtocol(
  properties: ReadonlyMap<string, string>,
  terminal: Terminal,
): void {
  if (properties.get("group.protocol")?.toLowerCase() !== "consumer") return;
  terminal.stderr(
    "WARN group.protocol=consumer is not there yet: the group's protocol is classic\n",
  );
}
