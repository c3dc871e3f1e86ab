/**
 * The parts of one running broker, as its request handlers see them: the one object that
 * implements {@linkcode Broker}.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import { type Logger, logLevel } from "../io/logger.ts";
import type { MemoryAccount } from "../io/memory_budget.ts";
import type { Random } from "../io/random.ts";
import { GroupCoordinator } from "../kafka/group/group_coordinator.ts";
import { GroupGrowth } from "../kafka/group/group_growth.ts";
import type { Broker, TrafficObserver } from "../kafka/handlers/broker.ts";
import type { ConnectionFacts } from "../kafka/handlers/handler.ts";
import { handlers } from "../kafka/handlers/mod.ts";
import { FetchSessions } from "../kafka/log/fetch_sessions.ts";
import { Partitions } from "../kafka/log/partitions.ts";
import { ProducerIds } from "../kafka/log/producer_ids.ts";
import { ClientQuotas } from "../kafka/quota/client_quotas.ts";
import { QuotaStore } from "../kafka/quota/quota_store.ts";
import { ClientTelemetry } from "../kafka/telemetry/client_telemetry.ts";
import { withBrokerOverrides } from "../kafka/topic/broker_override.ts";
import { GROUP_METADATA_TOPIC, TRANSACTION_STATE_TOPIC } from "../kafka/topic/topic_name.ts";
import { Topics } from "../kafka/topic/topics.ts";
import type { TransactionCoordinator } from "../kafka/transaction/transaction_coordinator.ts";
import type { ClusterImage, TopicImage } from "../metadata/cluster_image.ts";
import type { ClusterMetadata } from "../metadata/cluster_metadata.ts";
import type { AssignmentServices } from "../metadata/leader_election.ts";
import type { MetadataStore } from "../metadata/metadata_store.ts";
import type { Store } from "../storage/store.ts";
import { ClientAddresses } from "./client_addresses.ts";
import type { MachineAddresses } from "./gcp_metadata.ts";
import { internalPartition, usedPartitions } from "./internal_partitions.ts";
import { MemoryAccounts } from "./memory_accounts.ts";
import { PartitionRecordLog } from "./partition_record_log.ts";
import { makeTransactions } from "./transaction_parts.ts";

/** What the parts are made of. */
export interface BrokerParts {
  id: number;
  config: ServerConfig;
  clock: Clock;
  random: Random;
  logger: Logger;
  files: FileSystem;
  store: Store;
  metadataStore: MetadataStore;
  metadata: ClusterMetadata;
  /** Resolves when image, controller and logs have caught up with the znodes. */
  settled: () => Promise<void>;
  controllerEpoch: () => number;
  traffic: TrafficObserver;
  /** What is held for clients; without a bound where this is missing. */
  memory?: MemoryAccounts;
  /** What advertised.listeners=auto goes by. */
  machine?: () => MachineAddresses | null;
}

/** A broker's services. */
export class BrokerServices implements Broker {
  readonly id: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly topics: Topics;
  readonly assignment: AssignmentServices;
  readonly partitions: Partitions;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly producerIds: ProducerIds;
  readonly fetchSessions: FetchSessions;
  readonly answers: MemoryAccount;
  readonly quotas: ClientQuotas;
  readonly quotaStore: QuotaStore;
  readonly telemetry: ClientTelemetry;
  readonly traffic: TrafficObserver;
  /** What clients are told to connect to. */
  readonly addresses: ClientAddresses;
  readonly apiVersions: readonly (readonly [number, number, number])[];
  readonly #parts: BrokerParts;
  #config: ServerConfig;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#config = parts.config;
    this.id = parts.id;
    this.clock = parts.clock;
    this.random = parts.random;
    this.logger = parts.logger;
    this.traffic = parts.traffic;
    this.addresses = new ClientAddresses(parts.config, {
      machine: () => parts.machine?.() ?? null,
      logger: parts.logger,
    });
    const { store, clock, memory = new MemoryAccounts() } = parts;
    this.answers = memory.answers.account;
    this.partitions = new Partitions(store, { files: store.files, clock });
    this.producerIds = new ProducerIds(parts.metadataStore, parts.id);
    this.fetchSessions = new FetchSessions(parts.random, {
      sessionsMax: parts.config.maxIncrementalFetchSessionCacheSlots,
    });
    this.quotas = makeQuotas(parts);
    this.quotaStore = new QuotaStore({ store: parts.metadataStore, settled: parts.settled });
    this.telemetry = new ClientTelemetry({
      clock,
      random: parts.random,
      subscriptions: () => this.image.clientMetricsConfigs,
      bytesMax: () => this.config.telemetryMaxBytes,
    });
    this.assignment = {
      store: parts.metadataStore,
      image: () => this.image,
      controllerEpoch: parts.controllerEpoch,
    };
    this.topics = new Topics({
      store: parts.metadataStore,
      clock,
      random: parts.random,
      config: () => this.config,
      image: () => this.image,
      controllerEpoch: parts.controllerEpoch,
      settled: parts.settled,
    });
    this.groups = this.#makeGroups(memory.groups);
    this.transactions = makeTransactions(this, parts.logger.child("transactions"));
    this.apiVersions = [...handlers]
      .map(([key, { versions: [min, max] }]) => [key, min, max] as const)
      .sort(([a], [b]) => a - b);
  }

  get config(): ServerConfig {
    return this.#config;
  }

  get image(): ClusterImage {
    return this.#parts.metadata.image;
  }

  nodeFor(connection: ConnectionFacts): { nodeId: number; host: string; port: number } {
    return { nodeId: this.id, ...this.addresses.for(connection) };
  }

  settled(): Promise<void> {
    return this.#parts.settled();
  }

  /** Takes dynamic broker settings into force, for this broker and for its topics. */
  applyDynamicConfigs(): void {
    const before = this.#config;
    this.#config = withBrokerOverrides(this.#parts.config, this.image, this.id);
    const { loggerLevel } = this.#config;
    if (loggerLevel !== before.loggerLevel) this.logger.levels.setRoot(logLevel(loggerLevel));
    for (const topic of this.image.topics.values()) {
      const settings = this.topics.configOf(topic);
      for (const partition of this.partitions.ofTopic(topic.name)) partition.configure(settings);
    }
  }

  /** Takes the quotas of the image into force. */
  applyClientQuotas(): void {
    this.quotas.update(this.image.clientQuotas.values());
  }

  /** Follows a topic of the image: its logs are opened, configured or removed. */
  async followTopic(name: string, topic: TopicImage | null): Promise<void> {
    if (topic === null) {
      await this.partitions.remove(name);
      await this.groups.onTopicsDeleted([name]);
      return;
    }
    const settings = this.topics.configOf(topic);
    for (const { index, leaderEpoch, leader } of topic.partitions) {
      if (leader !== this.id) continue;
      await this.partitions.add({ topic: name, topicId: topic.id, index, leaderEpoch, settings });
    }
  }

  /** Loads the groups that earlier runs left. */
  startGroups(): Promise<void> {
    return this.groups.start(usedPartitions(this, GROUP_METADATA_TOPIC));
  }

  /** Loads the transactions that earlier runs left, and goes on with those that were ending. */
  startTransactions(): Promise<void> {
    return this.transactions.start(usedPartitions(this, TRANSACTION_STATE_TOPIC));
  }

  #makeGroups(account: MemoryAccount): GroupCoordinator {
    const { config, clock, random } = this.#parts;
    const logger = this.#parts.logger.child("groups");
    return new GroupCoordinator({
      config: {
        offsetsTopicNumPartitions: config.offsetsTopicNumPartitions,
        offsetsRetentionMs: config.offsetsRetentionMinutes * 60_000,
        offsetsRetentionCheckIntervalMs: config.offsetsRetentionCheckIntervalMs,
        offsetMetadataMaxBytes: config.offsetMetadataMaxBytes,
        groupMinSessionTimeoutMs: config.groupMinSessionTimeoutMs,
        groupMaxSessionTimeoutMs: config.groupMaxSessionTimeoutMs,
        groupInitialRebalanceDelayMs: config.groupInitialRebalanceDelayMs,
        groupMaxSize: config.groupMaxSize,
      },
      clock,
      random,
      logger,
      growth: new GroupGrowth(account, { clock, logger }),
      logFor: async (index) => {
        const partition = await internalPartition(this, { topic: GROUP_METADATA_TOPIC, index });
        return new PartitionRecordLog(partition, () => this.config.acksAllFlushEnable);
      },
    });
  }
}

function makeQuotas({ clock, config }: BrokerParts): ClientQuotas {
  return new ClientQuotas({
    nowMs: () => clock.monotonicMs(),
    windows: {
      count: config.quotaWindowNum,
      sizeMs: config.quotaWindowSizeSeconds * 1000,
    },
    mutationWindows: {
      count: config.controllerQuotaWindowNum,
      sizeMs: config.controllerQuotaWindowSizeSeconds * 1000,
    },
  });
}
