/**
 * The broker's own topics as they are created on their first use, in Kafka's shape.
 *
 * @module
 */
import type { ServerConfig } from "../../config/server_config.ts";
import { GROUP_METADATA_TOPIC, TRANSACTION_STATE_TOPIC, ZNODES_TOPIC } from "./topic_name.ts";
import type { NewTopic } from "./topics.ts";

/** How the topic of this name is created; null where it is none of the broker's own. */
export function internalTopic(
  name: string,
  { config, brokers }: { config: ServerConfig; brokers: number },
): NewTopic | null {
  if (name === GROUP_METADATA_TOPIC) {
    return {
      name,
      partitions: config.offsetsTopicNumPartitions,
      replicationFactor: config.offsetsTopicReplicationFactor,
      assignments: [],
      configs: new Map([
        ["cleanup.policy", "compact"],
        ["compression.type", "producer"],
        ["segment.bytes", String(config.offsetsTopicSegmentBytes)],
      ]),
    };
  }
  if (name === ZNODES_TOPIC) {
    // Changes have one order.
    const configs = new Map([["cleanup.policy", "delete"]]);
    return { name, partitions: 1, replicationFactor: -1, assignments: [], configs };
  }
  if (name !== TRANSACTION_STATE_TOPIC) return null;
  const minIsr = Math.max(Math.min(config.transactionStateLogMinIsr, brokers), 1);
  return {
    name,
    partitions: config.transactionStateLogNumPartitions,
    replicationFactor: config.transactionStateLogReplicationFactor,
    assignments: [],
    configs: new Map([
      ["cleanup.policy", "compact"],
      ["compression.type", "uncompressed"],
      // Without a replica that is missing it could not be written to for ever.
      ["min.insync.replicas", String(minIsr)],
      ["segment.bytes", String(config.transactionStateLogSegmentBytes)],
      ["unclean.leader.election.enable", "false"],
    ]),
  };
}
