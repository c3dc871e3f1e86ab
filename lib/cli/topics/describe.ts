/**
 * `kafka-topics.sh --describe`: prints topics and partitions, in Kafka's columns.
 *
 * @module
 */

import {
  type ConfigEntry,
  ConfigResourceType,
  describeCluster,
  describeConfigs,
  describeTopics,
  describeTopicsById,
  isDefaultConfig,
  listReassignments,
  type PartitionDescription,
  type Reassignment,
  type TopicDescription,
} from "../../client/admin/mod.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { Cluster } from "../../client/cluster.ts";
import { partitionKey } from "../../client/topic_partition.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";

/** What is printed of each topic. */
interface Shown {
  readonly topicLine: "always" | "with overrides" | "never";
  /** Kafka 2 with --zookeeper knew neither ids of topics nor eligible leaders. */
  readonly form: "present" | "of Kafka 2";
  /** Which partitions. */
  partition(partition: ShownPartition): boolean;
}

interface ShownPartition extends PartitionDescription {
  readonly topic: string;
  readonly minIsr: number;
  readonly liveBrokers: ReadonlySet<number>;
  readonly reassignment: Reassignment | undefined;
}

/** Which topics to describe. */
export type Described = { readonly names: readonly string[] } | { readonly topicId: string };

/** Describes topics on the terminal. */
export async function printTopics(
  cluster: Cluster,
  described: Described,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<void> {
  const topics = "names" in described
    ? inKafkasOrder(await describeTopics(cluster, described.names, pageSize(parsed)))
    : await describeTopicsById(cluster, [described.topicId]);
  if (topics.length === 0) return;
  const configs = await describeConfigs(
    cluster,
    topics.map(({ name }) => ({ type: ConfigResourceType.TOPIC, name })),
  );
  const entries = new Map(configs.map(({ name, entries }) => [name, entries]));
  const { brokers } = await describeCluster(cluster);
  const liveBrokers = new Set(brokers.map(({ id }) => id));
  const reassignments = await listReassignments(cluster);
  const shown = whatToShow(parsed);
  for (const topic of topics) {
    const topicEntries = entries.get(topic.name) ?? [];
    const partitions = topic.partitions.map((partition) => ({
      ...partition,
      topic: topic.name,
      minIsr: minIsrOf(topicEntries),
      liveBrokers,
      reassignment: reassignments.get(partitionKey(topic.name, partition.index)),
    }));
    printTopic({ topic, partitions, entries: topicEntries, shown }, terminal);
  }
}

function pageSize(parsed: ParsedArguments): { partitionsPerResponse?: number } {
  const size = parsed.integer("partition-size-limit-per-response");
  return size === undefined ? {} : { partitionsPerResponse: size };
}

function inKafkasOrder(topics: readonly TopicDescription[]): TopicDescription[] {
  return javaHashOrder(topics, {
    hashOf: ({ name }) => javaStringHash(name),
    capacity: topics.length,
  });
}

function whatToShow(parsed: ParsedArguments): Shown {
  const form = parsed.has("zookeeper") ? "of Kafka 2" : "present";
  if (parsed.has("topics-with-overrides")) {
    return { form, topicLine: "with overrides", partition: () => false };
  }
  const reports = [
    ["under-replicated-partitions", isUnderReplicated],
    ["unavailable-partitions", isUnavailable],
    ["under-min-isr-partitions", isUnderMinIsr],
    ["at-min-isr-partitions", isAtMinIsr],
  ] as const;
  const asked = reports.filter(([option]) => parsed.has(option));
  if (asked.length === 0) return { form, topicLine: "always", partition: () => true };
  return {
    form,
    topicLine: "never",
    partition: (partition) => asked.some(([, isShown]) => isShown(partition)),
  };
}

function isUnderReplicated(partition: ShownPartition): boolean {
  return replicationFactor(partition) > partition.isr.length;
}

function isUnavailable({ leaderId, liveBrokers }: ShownPartition): boolean {
  return leaderId < 0 || !liveBrokers.has(leaderId);
}

function isUnderMinIsr({ leaderId, isr, minIsr }: ShownPartition): boolean {
  return leaderId < 0 || isr.length < minIsr;
}

function isAtMinIsr({ isr, minIsr }: ShownPartition): boolean {
  return isr.length === minIsr;
}

function minIsrOf(entries: readonly ConfigEntry[]): number {
  return Number(entries.find(({ name }) => name === "min.insync.replicas")?.value ?? 1);
}

/** While replicas move, those that are being added do not count. */
function replicationFactor({ replicas, reassignment }: ShownPartition): number {
  if (reassignment === undefined) return replicas.length;
  const moving = [...reassignment.addingReplicas, ...reassignment.removingReplicas];
  return replicas.some((id) => moving.includes(id))
    ? reassignment.replicas.length - reassignment.addingReplicas.length
    : replicas.length;
}

function printTopic(
  { topic, partitions, entries, shown }: {
    topic: TopicDescription;
    partitions: readonly ShownPartition[];
    entries: readonly ConfigEntry[];
    shown: Shown;
  },
  terminal: Terminal,
): void {
  const overrides = entries.filter((entry) => !isDefaultConfig(entry));
  const first = partitions[0];
  const hasLine = shown.topicLine === "always" ||
    (shown.topicLine === "with overrides" && overrides.length > 0);
  if (hasLine && first !== undefined) {
    const columns = [
      `Topic: ${topic.name}`,
      ...(topic.topicId === ZERO_UUID || shown.form === "of Kafka 2"
        ? []
        : [`TopicId: ${topic.topicId}`]),
      `PartitionCount: ${partitions.length}`,
      `ReplicationFactor: ${replicationFactor(first)}`,
      `Configs: ${overrides.map(({ name, value }) => `${name}=${value}`).join(",")}`,
    ];
    terminal.stdout(`${columns.join("\t")}\n`);
  }
  for (const partition of partitions) {
    if (shown.partition(partition)) {
      terminal.stdout(`${partitionLine(partition, shown.form)}\n`);
    }
  }
}

function partitionLine(partition: ShownPartition, form: Shown["form"]): string {
  const { topic, index, leaderId, replicas, isr, reassignment } = partition;
  const moves = reassignment === undefined ? [] : [
    `Adding Replicas: ${reassignment.addingReplicas}`,
    `Removing Replicas: ${reassignment.removingReplicas}`,
  ];
  const leaders = [
    `Elr: ${partition.eligibleLeaderReplicas ?? "N/A"}`,
    `LastKnownElr: ${partition.lastKnownElr ?? "N/A"}`,
  ];
  const columns = [
    `Topic: ${topic}`,
    `Partition: ${index}`,
    `Leader: ${leaderId < 0 ? "none" : leaderId}`,
    `Replicas: ${replicas}`,
    `Isr: ${isr}`,
    ...moves,
    ...(form === "present" ? leaders : []),
  ];
  return `\t${columns.join("\t")}`;
}
