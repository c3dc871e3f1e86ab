/**
 * What the REST routes need from the broker around them. kafka_services.ts fulfils it with the
 * Kafka client; tests with objects in memory. Failures come as the client's errors
 * (lib/client/errors.ts); failure.ts turns them into answers.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { MetricsRegistry } from "../metrics/registry.ts";
import type { CommandContext } from "../zookeeper/commands/command.ts";
import type { Visitor, VisitorIdentity } from "../zookeeper/server/visitor.ts";
import type { EventStreams } from "./event_streams.ts";

/** Everything that routes may ask. */
export interface RestServices {
  readonly version: string;
  readonly commit: string;
  readonly clusterId: string;
  /** Why there is no Kafka broker to ask; null where there is one. */
  readonly noBroker: string | null;
  readonly admin: RestAdmin;
  readonly producer: RestProducer;
  readonly reader: RestReader;
  readonly znodes: RestZnodes;
  /** Whether {@linkcode RestServices.exportZnodes} may be asked for. */
  readonly givesSnapshots: boolean;
  /** The znodes as a snapshot of ZooKeeper's; null where there are too many for that. */
  exportZnodes(): Promise<ZnodeSnapshot | null>;
  /** Answers that go on until the client leaves. */
  readonly eventStreams: EventStreams;
  readonly metrics: MetricsRegistry;
  readonly clock: Clock;
  readonly health: HealthProbes;
  /** Is told of a request that failed for a reason that is not the client's. */
  reportFailure(failure: RequestFailure): void;
}

/** The znode tree. */
export interface RestZnodes {
  /** Whoever asks by one request. */
  visitor(identity: VisitorIdentity): Visitor;
  /** What ZooKeeper's commands look at. */
  readonly reports: CommandContext;
}

/** A snapshot in ZooKeeper's form. */
export interface ZnodeSnapshot {
  /** Its last transaction. */
  readonly zxid: number;
  readonly bytes: Uint8Array;
}

/** A request that ended in a 500. */
export interface RequestFailure {
  method: string;
  path: string;
  error: unknown;
}

/** What /health/live and /health/ready answer from. */
export interface HealthProbes {
  /** A failed check means: restart the process. */
  live(): HealthCheck[];
  /** A failed check means: send no clients here now. */
  ready(): HealthCheck[];
}

/** One thing that was looked at. */
export interface HealthCheck {
  name: string;
  healthy: boolean;
  message: string;
}

/** A broker of the cluster. */
export interface BrokerDescription {
  id: number;
  host: string;
  port: number;
  rack: string | null;
}

/** The cluster. */
export interface ClusterDescription {
  clusterId: string;
  /** -1 where none is elected. */
  controllerId: number;
  brokers: BrokerDescription[];
}

/** One partition. */
export interface PartitionDescription {
  partition: number;
  /** -1 where there is none. */
  leader: number;
  replicas: number[];
  isr: number[];
}

/** A topic. */
export interface TopicDescription {
  name: string;
  isInternal: boolean;
  partitions: PartitionDescription[];
}

/** A topic to be created; null takes the broker's default. */
export interface NewTopic {
  name: string;
  partitionsCount: number | null;
  replicationFactor: number | null;
  /** Broker ids by partition; excludes the two counts. */
  replicasAssignments: { partition: number; brokerIds: number[] }[] | null;
  configs: { name: string; value: string | null }[];
  /** "validate" only says whether it could be created. */
  mode: "create" | "validate";
}

/** Whose configs. */
export interface ConfigResource {
  type: "TOPIC" | "BROKER";
  name: string;
}

/** One config of a resource. */
export interface ConfigEntry {
  name: string;
  value: string | null;
  isReadOnly: boolean;
  isSensitive: boolean;
  /** Kafka's name of the source, such as DYNAMIC_TOPIC_CONFIG. */
  source: string;
  synonyms: { name: string; value: string | null; source: string }[];
}

/** One change of a config. */
export interface ConfigChange {
  name: string;
  operation: "SET" | "DELETE" | "APPEND" | "SUBTRACT";
  /** Null for DELETE. */
  value: string | null;
}

/** A member of a group. */
export interface GroupMember {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  assignments: TopicPartition[];
}

/** A consumer group. */
export interface GroupDescription {
  groupId: string;
  /** True where it only stores offsets, without members ever having joined. */
  isSimple: boolean;
  /** Kafka's name of the state, such as Stable. */
  state: string;
  assignor: string;
  coordinatorId: number;
  members: GroupMember[];
}

/** A partition of a topic. */
export interface TopicPartition {
  topic: string;
  partition: number;
}

/** An offset of a partition. */
export interface PartitionOffset extends TopicPartition {
  offset: number;
}

/** Where to look for an offset: an end of the log, or the first record from a time (ms) on. */
export type OffsetPosition = "earliest" | "latest" | number;

/** Administration. Every call may throw a ClientError. */
export interface RestAdmin {
  describeCluster(): Promise<ClusterDescription>;
  listTopics(): Promise<TopicDescription[]>;
  /** @throws BrokerError UNKNOWN_TOPIC_OR_PARTITION */
  describeTopic(name: string): Promise<TopicDescription>;
  createTopic(topic: NewTopic): Promise<void>;
  deleteTopic(name: string): Promise<void>;
  /** @param count the new number of partitions */
  createPartitions(topic: string, count: number): Promise<void>;
  describeConfigs(resource: ConfigResource): Promise<ConfigEntry[]>;
  alterConfigs(
    resource: ConfigResource,
    options: { changes: ConfigChange[]; mode: "alter" | "validate" },
  ): Promise<void>;
  listGroupIds(): Promise<string[]>;
  /** Groups that do not exist are left out of the answer. */
  describeGroups(groupIds: string[]): Promise<GroupDescription[]>;
  /** The offsets that a group has committed. */
  groupOffsets(groupId: string): Promise<PartitionOffset[]>;
  deleteGroup(groupId: string): Promise<void>;
  /** `latest` where no record is as young as a time asked for. */
  listOffsets(partitions: TopicPartition[], position: OffsetPosition): Promise<PartitionOffset[]>;
}

/** A record to be written. */
export interface NewRecord {
  topic: string;
  /** Null lets the key decide, as in Kafka's default partitioner. */
  partition: number | null;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: RecordHeader[];
  /** In ms since the epoch; null means now. */
  timestampMs: number | null;
}

/** A header of a record. */
export interface RecordHeader {
  name: string;
  value: Uint8Array | null;
}

/** Writes records. */
export interface RestProducer {
  /** Resolves once the record is acknowledged by all in-sync replicas. */
  send(record: NewRecord): Promise<{ partition: number; offset: number; timestampMs: number }>;
}

/** A record as it was read. */
export interface StoredRecord {
  offset: number;
  timestampMs: number;
  timestampType: "CREATE_TIME" | "LOG_APPEND_TIME";
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: RecordHeader[];
}

/** What one partition gave. */
export interface PartitionRecords {
  partition: number;
  /** Ascending by offset, none below the offset asked for. */
  records: StoredRecord[];
  /** Where the next read goes on, past what compaction and markers left out. */
  nextOffset: number;
  logStartOffset: number;
  highWatermark: number;
}

/** Reads records without joining a group. */
export interface RestReader {
  /**
   * Reads from some partitions of a topic at once.
   *
   * @param options `recordsMax` per partition, at least one; `bytesMax` over all, which the first
   * record may pass; `timeoutMs`: how long to wait while no partition has any; `signal` ends the
   * wait
   * @throws BrokerError OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION
   */
  read(
    topic: string,
    options: {
      positions: { partition: number; offset: number }[];
      recordsMax: number;
      bytesMax: number;
      timeoutMs: number;
      signal: AbortSignal;
    },
  ): Promise<PartitionRecords[]>;
}
