/**
 * Creating, growing, changing and deleting topics: checks what was asked as Kafka's controller
 * does, writes the znodes in one transaction, and resolves when this broker serves the result.
 *
 * @module
 */
import { makeTopicConfig, type TopicConfig } from "../../config/topic_config.ts";
import type { ServerConfig } from "../../config/server_config.ts";
import { validateTopicOverrides } from "../../config/topic_override.ts";
import type { Clock } from "../../io/clock.ts";
import type { Random } from "../../io/random.ts";
import type { ClusterImage, TopicImage } from "../../metadata/cluster_image.ts";
import {
  ANY_VERSION,
  MetadataConflictError,
  type MetadataOperation,
  type MetadataStore,
} from "../../metadata/metadata_store.ts";
import {
  DELETE_TOPICS,
  formatConfig,
  formatPartitionState,
  formatTopic,
  parseTopic,
  partitionPath,
  TOPIC_CONFIGS,
  topicPath,
} from "../../metadata/znodes.ts";
import { DynamicConfigs } from "./dynamic_configs.ts";
import { addedReplicas, replicasFor } from "./replica_placement.ts";
import { TopicError } from "./topic_error.ts";
import { internalTopic } from "./internal_topic.ts";
import { isInternalTopic, topicNameFault, ZNODES_TOPIC } from "./topic_name.ts";

/** Tries at a znode before giving up: each failure means that somebody else changed it. */
const TRIES_MAX = 20;

/** What a topic service works with. */
export interface TopicServices {
  store: MetadataStore;
  clock: Clock;
  random: Random;
  config: () => ServerConfig;
  image: () => ClusterImage;
  controllerEpoch: () => number;
  /** Resolves when the image and the logs have caught up with the znodes. */
  settled: () => Promise<void>;
}

/** A topic to be created. */
export interface NewTopic {
  name: string;
  /** -1 for the broker's default. */
  partitions: number;
  /** -1 for the broker's default. */
  replicationFactor: number;
  /** Replicas by partition index; empty lets the broker choose. */
  assignments: readonly (readonly number[])[];
  configs: ReadonlyMap<string, string>;
}

/** What became of a topic that was to be made by using it. */
export type AutoCreated = TopicImage | TopicError | "not admitted" | null;

/** The broker itself makes what it needs. */
function anyNumber(_partitions: number): boolean {
  return true;
}

/** Changes topics. */
export class Topics {
  /** Changes settings, of topics and of running brokers. */
  readonly configs: DynamicConfigs;
  readonly #services: TopicServices;
  readonly #creating = new Map<string, Promise<AutoCreated>>();

  constructor(services: TopicServices) {
    this.#services = services;
    this.configs = new DynamicConfigs(services);
  }

  /**
   * The settings in force of a topic. A value that somebody wrote past the checks (a shell, another
   * version) does not count: it must not keep the topic from being served.
   */
  configOf({ configs }: TopicImage): TopicConfig {
    const usable = [...configs].filter((entry) =>
      validateTopicOverrides(new Map([entry])) === null
    );
    return makeTopicConfig(this.#services.config(), new Map(usable));
  }

  /**
   * Checks a new topic without creating it.
   *
   * @returns its replicas by partition index
   * @throws TopicError
   */
  check(topic: NewTopic): number[][] {
    const image = this.#services.image();
    const fault = topicNameFault(topic.name);
    if (fault !== null) throw new TopicError("INVALID_TOPIC_EXCEPTION", fault);
    if (image.topics.has(topic.name)) throw exists(topic.name);
    if (topic.name === ZNODES_TOPIC) checkZnodesTopic(topic, this.#services.config());
    const collision = collidingTopic(topic.name, image);
    if (collision !== null) {
      throw new TopicError(
        "INVALID_TOPIC_EXCEPTION",
        `Topic '${topic.name}' collides with existing topic: ${collision}`,
      );
    }
    const invalid = validateTopicOverrides(topic.configs);
    if (invalid !== null) throw new TopicError("INVALID_CONFIG", invalid);
    return replicasFor(topic, image, this.#services.config());
  }

  /**
   * Creates a topic; it can be written to when this resolves.
   *
   * @param replicas what {@linkcode Topics.check} has just said of it
   * @throws TopicError, DiskFullError
   */
  async create(topic: NewTopic, replicas = this.check(topic)): Promise<TopicImage> {
    const { store, random, controllerEpoch } = this.#services;
    const path = topicPath(topic.name);
    const configPath = `${TOPIC_CONFIGS}/${topic.name}`;
    const config = formatConfig(topic.configs);
    const stale = await store.get(configPath);
    const operations: MetadataOperation[] = [
      stale === null
        ? { kind: "create", path: configPath, data: config }
        : { kind: "set", path: configPath, data: config, version: ANY_VERSION },
      { kind: "create", path, data: formatTopic({ topicId: random.kafkaUuid(), replicas }) },
      { kind: "create", path: `${path}/partitions`, data: "" },
    ];
    replicas.forEach((assigned, index) => {
      addPartition(operations, { topic: topic.name, index, assigned, epoch: controllerEpoch() });
    });
    try {
      await store.apply(operations);
    } catch (error) {
      if (error instanceof MetadataConflictError) throw exists(topic.name);
      throw error;
    }
    await this.#services.settled();
    const created = this.#services.image().topics.get(topic.name);
    if (created === undefined) {
      throw new TopicError("UNKNOWN_SERVER_ERROR", `Topic '${topic.name}' was deleted at once`);
    }
    return created;
  }

  /**
   * Creates a topic that a client asked for by using it; null where that failed.
   *
   * @param admits asked with the count of partitions; false where they may not be made now
   */
  autoCreate(name: string, admits = anyNumber): Promise<AutoCreated> {
    let creating = this.#creating.get(name);
    if (creating === undefined) {
      creating = this.#autoCreate(name, admits).finally(() => this.#creating.delete(name));
      this.#creating.set(name, creating);
    }
    return creating;
  }

  async #autoCreate(name: string, admits: typeof anyNumber): Promise<AutoCreated> {
    const { config, image } = this.#services;
    const brokers = image().brokers.size;
    const topic = internalTopic(name, { config: config(), brokers }) ??
      { name, partitions: -1, replicationFactor: -1, assignments: [], configs: new Map() };
    try {
      const replicas = this.check(topic);
      return admits(replicas.length) ? await this.create(topic, replicas) : "not admitted";
    } catch (error) {
      if (!(error instanceof TopicError)) return null;
      // Somebody else may just have made it.
      await this.#services.settled();
      return this.#services.image().topics.get(name) ?? error;
    }
  }

  /**
   * Deletes a topic; it is gone when this resolves.
   *
   * @throws TopicError, DiskFullError
   */
  async delete(name: string): Promise<void> {
    const { store, config, image } = this.#services;
    if (!image().topics.has(name)) throw unknown();
    if (!config().deleteTopicEnable) {
      throw new TopicError("TOPIC_DELETION_DISABLED", "Topic deletion is disabled.");
    }
    try {
      await store.apply([{ kind: "create", path: `${DELETE_TOPICS}/${name}`, data: "" }]);
    } catch (error) {
      // Already on its way: wait for the same end.
      if (!(error instanceof MetadataConflictError)) throw error;
    }
    await this.#services.settled();
  }

  /**
   * Checks and, unless `validateOnly`, makes the topic have `count` partitions.
   *
   * @throws TopicError, DiskFullError
   */
  async createPartitions(
    name: string,
    options: {
      count: number;
      /** Replicas of the new partitions; null lets the broker choose. */
      assignments: readonly (readonly number[])[] | null;
      validateOnly: boolean;
      /** Told once how many partitions come, before any is made; may throw. */
      admit?: (partitions: number) => void;
    },
  ): Promise<void> {
    const { image, config, settled } = this.#services;
    for (let tries = 1;; tries++) {
      const topic = image().topics.get(name);
      if (topic === undefined) throw unknown();
      checkPartitionCount(name, topic.partitions.length, options.count);
      const added = addedReplicas(topic, options, { image: image(), config: config() });
      if (tries === 1) options.admit?.(added.length);
      if (options.validateOnly) return;
      try {
        await this.#addPartitions(topic, added);
        return await settled();
      } catch (error) {
        if (!(error instanceof MetadataConflictError) || tries === TRIES_MAX) throw error;
        // Somebody else changed the topic: look at what it has become.
        await settled();
      }
    }
  }

  async #addPartitions(topic: TopicImage, added: number[][]): Promise<void> {
    const { store, controllerEpoch } = this.#services;
    const { name, partitions } = topic;
    const path = topicPath(name);
    const node = await store.get(path);
    if (node === null) throw unknown();
    const { topicId, replicas } = parseTopic(path, node.data);
    if (replicas.length !== partitions.length) {
      throw new MetadataConflictError("BAD_VERSION", `${path} changed meanwhile`);
    }
    const data = formatTopic({
      topicId: topicId ?? (topic.id || null),
      replicas: [...replicas, ...added],
    });
    const operations: MetadataOperation[] = [{ kind: "set", path, data, version: node.version }];
    added.forEach((assigned, i) => {
      const index = partitions.length + i;
      addPartition(operations, { topic: name, index, assigned, epoch: controllerEpoch() });
    });
    await store.apply(operations);
  }
}

function addPartition(
  operations: MetadataOperation[],
  partition: { topic: string; index: number; assigned: readonly number[]; epoch: number },
): void {
  const path = partitionPath(partition.topic, partition.index);
  const isr = [...partition.assigned];
  const state = { leader: isr[0] ?? -1, leaderEpoch: 0, isr };
  operations.push(
    { kind: "create", path, data: "" },
    { kind: "create", path: `${path}/state`, data: formatPartitionState(state, partition.epoch) },
  );
}

/** Throws TopicError where the changes of the znodes would not come into the topic. */
function checkZnodesTopic({ partitions, assignments }: NewTopic, config: ServerConfig): void {
  if (!config.znodesTopicEnable) {
    throw new TopicError(
      "INVALID_TOPIC_EXCEPTION",
      `Topic '${ZNODES_TOPIC}' has the changes of the znodes, and znodes.topic.enable is false.`,
    );
  }
  if (partitions === 1 || assignments.length === 1) return;
  throw new TopicError(
    "INVALID_PARTITIONS",
    `Topic '${ZNODES_TOPIC}' has the changes of the znodes, in one order: it has 1 partition.`,
  );
}

function checkPartitionCount(name: string, before: number, count: number): void {
  if (count > before) return;
  throw new TopicError(
    "INVALID_PARTITIONS",
    count === before
      ? `Topic already has ${before} partition(s).`
      : `The topic ${name} currently has ${before} partition(s); ` +
        `${count} would not be an increase.`,
  );
}

/** Kafka's metrics take '.' and '_' for the same, so topics may not differ in these alone. */
function collidingTopic(name: string, image: ClusterImage): string | null {
  if (!/[._]/.test(name) || isInternalTopic(name)) return null;
  const unified = name.replaceAll(".", "_");
  for (const other of image.topics.keys()) {
    if (other.replaceAll(".", "_") === unified) return other;
  }
  return null;
}

function exists(name: string): TopicError {
  return new TopicError("TOPIC_ALREADY_EXISTS", `Topic '${name}' already exists.`);
}

function unknown(): TopicError {
  return new TopicError(
    "UNKNOWN_TOPIC_OR_PARTITION",
    "This server does not host this topic-partition.",
  );
}
