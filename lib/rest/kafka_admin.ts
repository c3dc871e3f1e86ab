/**
 * Fulfils {@linkcode RestAdmin} with the Kafka client's admin functions.
 *
 * @module
 */
import {
  AlterConfigOp,
  alterConfigs,
  ConfigResourceType,
  ConfigSource,
  createPartitions,
  createTopic,
  deleteGroup,
  deleteTopics,
  describeCluster,
  describeConfigs,
  describeGroup,
  fetchOffsets,
  listGroups,
  listOffsets,
  OffsetTimestamp,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { BrokerError, hasCode } from "../client/errors.ts";
import { type TopicMetadata, topicOf } from "../client/topic_metadata.ts";
import type { MetadataResponse } from "../kafka/messages/metadata.ts";
import { ErrorCode, isRetriable } from "../kafka/protocol/error_code.ts";
import { RestError } from "./failure.ts";
import type {
  ClusterDescription,
  ConfigChange,
  ConfigEntry,
  ConfigResource,
  GroupDescription,
  NewTopic,
  OffsetPosition,
  PartitionOffset,
  RestAdmin,
  TopicDescription,
  TopicPartition,
} from "./services.ts";

/** What a group that does not exist is called by brokers that have no error for it. */
const STATE_OF_NO_GROUP = "Dead";
const CONSUMER_PROTOCOL_TYPES: readonly string[] = ["consumer", ""];

const SOURCE_NAMES = new Map<number, string>(
  Object.entries(ConfigSource).map(([name, code]) => [code, name]),
);

/** Administration through a Kafka client. */
export class KafkaAdmin implements RestAdmin {
  readonly #cluster: Cluster;

  /** @param cluster is not closed here */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async describeCluster(): Promise<ClusterDescription> {
    const { clusterId, controllerId, brokers } = await describeCluster(this.#cluster);
    const known = brokers.map(({ id, host, port, rack }) => ({ id, host, port, rack }));
    known.sort((a, b) => a.id - b.id);
    return { clusterId: clusterId ?? "", controllerId, brokers: known };
  }

  async listTopics(): Promise<TopicDescription[]> {
    const { topics } = await this.#metadata("all");
    const described = topics.flatMap((topic) =>
      topic.name === null || topic.errorCode !== ErrorCode.NONE
        ? []
        : [descriptionOf(topicOf(topic.name, topic))]
    );
    return described.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  async describeTopic(name: string): Promise<TopicDescription> {
    // Metadata, so that the producer and the reader learn of new partitions from the same answer.
    const { topics } = await this.#metadata([name]);
    const topic = topics.find((candidate) => candidate.name === name);
    const code = topic?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    if (topic !== undefined && code === ErrorCode.NONE) return descriptionOf(topicOf(name, topic));
    throw new BrokerError(code, { api: "Metadata", broker: "the cluster", about: `topic ${name}` });
  }

  async createTopic(topic: NewTopic): Promise<void> {
    const configs = topic.configs.flatMap(({ name, value }) =>
      value === null ? [] : [[name, value] as const]
    );
    await createTopic(this.#cluster, {
      name: topic.name,
      partitions: topic.partitionsCount ?? undefined,
      replicationFactor: topic.replicationFactor ?? undefined,
      replicaAssignment: assignmentOf(topic.replicasAssignments),
      configs: new Map(configs),
    }, { mode: topic.mode });
  }

  async deleteTopic(name: string): Promise<void> {
    await deleteTopics(this.#cluster, [name]);
  }

  async createPartitions(topic: string, count: number): Promise<void> {
    await createPartitions(this.#cluster, [{ name: topic, count }]);
  }

  async describeConfigs({ type, name }: ConfigResource): Promise<ConfigEntry[]> {
    const resource = { type: ConfigResourceType[type], name };
    const [described] = await describeConfigs(this.#cluster, [resource], { synonyms: "include" });
    const entries = described?.entries.map((entry) => ({
      name: entry.name,
      value: entry.value,
      isReadOnly: entry.readOnly,
      isSensitive: entry.isSensitive,
      source: sourceName(entry.source),
      synonyms: entry.synonyms.map((synonym) => ({
        name: synonym.name,
        value: synonym.value,
        source: sourceName(synonym.source),
      })),
    }));
    return entries?.sort((a, b) => a.name < b.name ? -1 : 1) ?? [];
  }

  async alterConfigs(
    { type, name }: ConfigResource,
    options: { changes: ConfigChange[]; mode: "alter" | "validate" },
  ): Promise<void> {
    const changes = options.changes.map((change) => ({
      ...change,
      operation: AlterConfigOp[change.operation],
    }));
    const resource = { type: ConfigResourceType[type], name, changes };
    await alterConfigs(this.#cluster, resource, { mode: options.mode });
  }

  async listGroupIds(): Promise<string[]> {
    const groups = await listGroups(this.#cluster);
    return groups.filter(({ protocolType }) => CONSUMER_PROTOCOL_TYPES.includes(protocolType))
      .map(({ groupId }) => groupId);
  }

  async describeGroups(groupIds: string[]): Promise<GroupDescription[]> {
    const described: GroupDescription[] = [];
    for (const groupId of groupIds) {
      const group = await this.#describeGroup(groupId);
      if (group !== null) described.push(group);
    }
    return described;
  }

  async groupOffsets(groupId: string): Promise<PartitionOffset[]> {
    const offsets = await fetchOffsets(this.#cluster, groupId);
    return offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  async deleteGroup(groupId: string): Promise<void> {
    await deleteGroup(this.#cluster, groupId);
  }

  async listOffsets(
    partitions: TopicPartition[],
    position: OffsetPosition,
  ): Promise<PartitionOffset[]> {
    const present = await this.#present(partitions);
    const timestamp = timestampOf(position);
    const questions = present.map(({ topic, partition }) => ({ topic, partition, timestamp }));
    const answers = await listOffsets(this.#cluster, questions);
    const missing = answers.filter(({ offset }) => offset < 0);
    // No record is that young: reading from then on begins with the next one.
    const ends = missing.length > 0 ? await this.listOffsets(missing, "latest") : [];
    const endOffsets = new Map(ends.map((end) => [`${end.topic}/${end.partition}`, end.offset]));
    return answers.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset: offset < 0 ? endOffsets.get(`${topic}/${partition}`) ?? 0 : offset,
    }));
  }

  async #describeGroup(groupId: string): Promise<GroupDescription | null> {
    try {
      const group = await describeGroup(this.#cluster, groupId);
      if (group.state === STATE_OF_NO_GROUP) return null;
      return {
        groupId,
        isSimple: group.protocolType === "",
        state: group.state,
        assignor: group.assignor,
        coordinatorId: group.coordinator?.id ?? -1,
        members: group.members.map((member) => ({
          memberId: member.memberId,
          instanceId: member.groupInstanceId,
          clientId: member.clientId,
          assignments: member.assignment.map(({ topic, partition }) => ({ topic, partition })),
        })),
      };
    } catch (error) {
      if (hasCode(error, ErrorCode.GROUP_ID_NOT_FOUND)) return null;
      throw error;
    }
  }

  /** Those of the partitions that exist: offsets outlive topics. */
  async #present(partitions: TopicPartition[]): Promise<TopicPartition[]> {
    if (partitions.length === 0) return [];
    const names = [...new Set(partitions.map(({ topic }) => topic))];
    const { topics } = await this.#metadata(names);
    const counts = new Map(topics.map((topic) => [topic.name, topic.partitions.length]));
    return partitions.filter(({ topic, partition }) => partition < (counts.get(topic) ?? 0));
  }

  #metadata(topics: string[] | "all"): Promise<MetadataResponse> {
    return this.#cluster.retry.run("metadata", async () => {
      const answer = await this.#cluster.metadata(topics);
      for (const { errorCode, name } of answer.topics) {
        // A topic that is not is an answer; one that has no leader yet is worth another look.
        const gone = errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        if (topics === "all" || gone || !isRetriable(errorCode)) continue;
        throw new BrokerError(errorCode, {
          api: "Metadata",
          broker: "the cluster",
          about: `${name}`,
        });
      }
      return answer;
    });
  }
}

function descriptionOf({ name, isInternal, partitions }: TopicMetadata): TopicDescription {
  return {
    name,
    isInternal,
    partitions: partitions.map(({ index, leaderId, replicas, isr }) => ({
      partition: index,
      leader: leaderId,
      replicas: [...replicas],
      isr: [...isr],
    })),
  };
}

/** Broker ids by partition, which must be 0, 1, 2 … in any order. */
function assignmentOf(assignments: NewTopic["replicasAssignments"]): number[][] | undefined {
  if (assignments === null) return undefined;
  const sorted = assignments.toSorted((a, b) => a.partition - b.partition);
  const gap = sorted.findIndex(({ partition }, index) => partition !== index);
  if (gap < 0) return sorted.map(({ brokerIds }) => brokerIds);
  throw new RestError(
    400,
    `Cannot take body.replicas_assignments: found partition_id ${sorted[gap]!.partition}; ` +
      `allowed: each of 0 to ${assignments.length - 1} once`,
  );
}

function sourceName(code: number): string {
  return SOURCE_NAMES.get(code) ?? "UNKNOWN";
}

function timestampOf(position: OffsetPosition): number {
  if (position === "earliest") return OffsetTimestamp.EARLIEST;
  return position === "latest" ? OffsetTimestamp.LATEST : position;
}
