/**
 * The services of lib/rest over objects in memory: one broker, as many topics and groups as a test
 * puts there. It fails as the Kafka client would.
 *
 * @module
 */
import { BrokerError } from "../../lib/client/errors.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { createApp } from "../../lib/rest/app.ts";
import { EventStreams } from "../../lib/rest/event_streams.ts";
import type {
  ConfigChange,
  ConfigEntry,
  ConfigResource,
  GroupDescription,
  HealthCheck,
  NewRecord,
  NewTopic,
  OffsetPosition,
  PartitionOffset,
  PartitionRecords,
  RequestFailure,
  RestServices,
  StoredRecord,
  TopicDescription,
  TopicPartition,
  ZnodeSnapshot,
} from "../../lib/rest/services.ts";
import type { ServerSettings } from "../../lib/zookeeper/server/settings.ts";
import type { ZookeeperServer } from "../../lib/zookeeper/server/zookeeper_server.ts";
import { TestServer } from "../zookeeper/server/test_server.ts";

export const CLUSTER_ID = "abcdefghijklmnopqrstuv";
export const ORIGIN = "http://localhost";
/** Path of the cluster. */
export const CLUSTER = `/v3/clusters/${CLUSTER_ID}`;

interface FakeTopic {
  partitions: StoredRecord[][];
  configs: Map<string, string>;
}

const DEFAULT_CONFIGS = new Map([["cleanup.policy", "delete"], ["retention.ms", "604800000"]]);

export class FakeServices implements RestServices {
  readonly version = "1.2.3";
  readonly commit = "abc";
  readonly clusterId = CLUSTER_ID;
  noBroker: string | null = null;
  readonly metrics = new MetricsRegistry();
  readonly clock = new MemoryClock();
  readonly eventStreams = new EventStreams(this.clock);
  readonly znodes: ZookeeperServer;
  givesSnapshots = true;
  /** What exportZnodes gives. */
  snapshot: Promise<ZnodeSnapshot | null> = Promise.resolve(null);
  readonly topics = new Map<string, FakeTopic>();
  readonly groups = new Map<string, GroupDescription & { offsets: PartitionOffset[] }>();
  readonly failures: RequestFailure[] = [];
  readonly reads: { timeoutMs: number; recordsMax: number }[] = [];
  checks: HealthCheck[] = [{ name: "storage", healthy: true, message: "writable" }];

  /** @param settings of the coordinator */
  constructor(settings: Partial<ServerSettings> = {}) {
    const test = new TestServer(settings);
    void test.server.start();
    this.znodes = test.server;
  }

  /** Thrown by the next call of admin, producer or reader. */
  nextError: unknown = null;
  /** Awaited by every send. */
  sendGate: () => Promise<void> = () => Promise.resolve();

  readonly health = { live: () => [], ready: () => this.checks };

  exportZnodes(): Promise<ZnodeSnapshot | null> {
    return this.snapshot;
  }

  reportFailure(failure: RequestFailure): void {
    this.failures.push(failure);
  }

  addTopic(name: string, partitions = 1): FakeTopic {
    const topic = {
      partitions: Array.from({ length: partitions }, () => []),
      configs: new Map<string, string>(),
    };
    this.topics.set(name, topic);
    return topic;
  }

  readonly admin = {
    describeCluster: () =>
      this.#answer(() => ({
        clusterId: CLUSTER_ID,
        controllerId: 1,
        brokers: [{ id: 1, host: "127.0.0.1", port: 9092, rack: null }],
      })),
    listTopics: () =>
      this.#answer(() => [...this.topics.keys()].map((name) => this.#describe(name))),
    describeTopic: (name: string) => this.#answer(() => this.#describe(name)),
    createTopic: (topic: NewTopic) => this.#answer(() => this.#create(topic)),
    deleteTopic: (name: string) =>
      this.#answer(() => {
        this.#topic(name);
        this.topics.delete(name);
      }),
    createPartitions: (name: string, count: number) =>
      this.#answer(() => {
        const { partitions } = this.#topic(name);
        if (count <= partitions.length) throw refusal(ErrorCode.INVALID_PARTITIONS, "not more");
        while (partitions.length < count) partitions.push([]);
      }),
    describeConfigs: (resource: ConfigResource) => this.#answer(() => this.#configs(resource)),
    alterConfigs: (
      resource: ConfigResource,
      options: { changes: ConfigChange[]; mode: "alter" | "validate" },
    ) => this.#answer(() => this.#alter(resource, options)),
    listGroupIds: () => this.#answer(() => [...this.groups.keys()]),
    describeGroups: (groupIds: string[]) =>
      this.#answer(() => groupIds.flatMap((groupId) => this.groups.get(groupId) ?? [])),
    groupOffsets: (groupId: string) => this.#answer(() => this.groups.get(groupId)?.offsets ?? []),
    deleteGroup: (groupId: string) =>
      this.#answer(() => {
        const group = this.groups.get(groupId);
        if (group === undefined) throw refusal(ErrorCode.GROUP_ID_NOT_FOUND, "no such group");
        if (group.members.length > 0) throw refusal(ErrorCode.NON_EMPTY_GROUP, "it has members");
        this.groups.delete(groupId);
      }),
    listOffsets: (partitions: TopicPartition[], position: OffsetPosition) =>
      this.#answer(() => partitions.flatMap((partition) => this.#offset(partition, position))),
  };

  readonly producer = {
    send: async (record: NewRecord) => {
      await this.sendGate();
      return await this.#answer(() => this.#append(record));
    },
  };

  readonly reader = {
    read: (topic: string, options: Parameters<RestServices["reader"]["read"]>[1]) =>
      this.#answer(() => {
        this.reads.push(options);
        return options.positions.map(({ partition, offset }) =>
          this.#read(topic, { partition, offset, recordsMax: options.recordsMax })
        );
      }),
  };

  #answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      const error = this.nextError;
      this.nextError = null;
      if (error !== null) throw error;
      resolve(work());
    });
  }

  #topic(name: string): FakeTopic {
    const topic = this.topics.get(name);
    if (topic !== undefined) return topic;
    throw refusal(
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      "This server does not host this topic-partition.",
    );
  }

  #describe(name: string): TopicDescription {
    return {
      name,
      isInternal: name.startsWith("__"),
      partitions: this.#topic(name).partitions.map((_, partition) => ({
        partition,
        leader: 1,
        replicas: [1],
        isr: [1],
      })),
    };
  }

  #create({ name, partitionsCount, configs, mode }: NewTopic): void {
    if (this.topics.has(name)) {
      throw refusal(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
    }
    if (mode === "validate") return;
    const topic = this.addTopic(name, partitionsCount ?? 1);
    for (const config of configs) topic.configs.set(config.name, config.value ?? "");
  }

  #configs({ type, name }: ConfigResource): ConfigEntry[] {
    const own = type === "TOPIC" ? this.#topic(name).configs : new Map<string, string>();
    const source = type === "TOPIC" ? "DYNAMIC_TOPIC_CONFIG" : "DYNAMIC_BROKER_CONFIG";
    return [...DEFAULT_CONFIGS].map(([key, value]) => ({
      name: key,
      value: own.get(key) ?? value,
      isReadOnly: false,
      isSensitive: false,
      source: own.has(key) ? source : "DEFAULT_CONFIG",
      synonyms: [{ name: `log.${key}`, value, source: "DEFAULT_CONFIG" }],
    }));
  }

  #alter(
    { name }: ConfigResource,
    { changes, mode }: { changes: ConfigChange[]; mode: "alter" | "validate" },
  ): void {
    const { configs } = this.#topic(name);
    for (const change of changes) {
      if (!DEFAULT_CONFIGS.has(change.name)) {
        throw refusal(ErrorCode.INVALID_CONFIG, `Unknown topic config name: ${change.name}`);
      }
    }
    if (mode === "validate") return;
    for (const { name: config, value } of changes) {
      if (value === null) configs.delete(config);
      else configs.set(config, value);
    }
  }

  #offset({ topic, partition }: TopicPartition, position: OffsetPosition): PartitionOffset[] {
    const records = this.topics.get(topic)?.partitions[partition];
    if (records === undefined) return [];
    const end = (records.at(-1)?.offset ?? -1) + 1;
    if (position === "latest") return [{ topic, partition, offset: end }];
    if (position === "earliest") return [{ topic, partition, offset: records[0]?.offset ?? end }];
    const found = records.find((record) => record.timestampMs >= position);
    return [{ topic, partition, offset: found?.offset ?? end }];
  }

  #append(record: NewRecord) {
    const partition = record.partition ?? (record.key?.[0] ?? 0) %
        this.#topic(record.topic).partitions.length;
    const records = this.#topic(record.topic).partitions[partition]!;
    const offset = (records.at(-1)?.offset ?? -1) + 1;
    const timestampMs = record.timestampMs ?? this.clock.nowMs();
    const { key, value, headers } = record;
    records.push({ offset, timestampMs, timestampType: "CREATE_TIME", key, value, headers });
    return { partition, offset, timestampMs };
  }

  #read(
    topic: string,
    { partition, offset, recordsMax }: { partition: number; offset: number; recordsMax: number },
  ): PartitionRecords {
    const all = this.#topic(topic).partitions[partition]!;
    const end = (all.at(-1)?.offset ?? -1) + 1;
    if (offset > end) throw refusal(ErrorCode.OFFSET_OUT_OF_RANGE, `it has offsets 0 to ${end}`);
    const records = all.filter((record) => record.offset >= offset).slice(0, recordsMax);
    return {
      partition,
      records,
      nextOffset: (records.at(-1)?.offset ?? offset - 1) + 1,
      logStartOffset: all[0]?.offset ?? 0,
      highWatermark: end,
    };
  }
}

/** A broker's refusal. */
export function refusal(code: number, reason: string): BrokerError {
  return new BrokerError(code, { api: "Test", broker: "127.0.0.1:9092", reason });
}

/** What a test sends. */
export interface Call {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
}

/** An app upon fake services, and how to call it. */
export function fakeApp(services = new FakeServices()) {
  const app = createApp(services);
  async function call(path: string, { method = "GET", json, body, headers = {} }: Call = {}) {
    const sent = json === undefined ? body : JSON.stringify(json);
    return await app.request(path, {
      method,
      headers: {
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
  }
  return { app, services, call };
}

/** The JSON body of a response of that status. */
// deno-lint-ignore no-explicit-any -- tests look into answers field by field
export async function jsonOf(response: Response, status = 200): Promise<any> {
  const text = await response.text();
  if (response.status !== status) {
    throw new Error(`Found ${response.status}, not ${status}: ${text}`);
  }
  return JSON.parse(text);
}
