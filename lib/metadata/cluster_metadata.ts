/**
 * Keeps the {@linkcode ClusterImage} like the znodes: reads the tree once, then re-reads what each
 * change names. Whoever changes a znode, a client through the Kafka protocol, an old tool through
 * 2181 or a person in a shell, takes effect by this one road.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import type {
  BrokerImage,
  ClusterImage,
  FeatureLevels,
  PartitionImage,
  TopicImage,
} from "./cluster_image.ts";
import type { MetadataStore } from "./metadata_store.ts";
import {
  CLIENT_CONFIGS,
  type ClientQuota,
  IP_CONFIGS,
  parseQuotaEntityPath,
  parseQuotaLimits,
  USER_CONFIGS,
} from "./quota_znodes.ts";
import {
  BROKER_CONFIGS,
  BROKER_IDS,
  CLIENT_METRICS_CONFIGS,
  CLUSTER_ID,
  CONTROLLER,
  DEFAULT_ENTITY,
  entityName,
  FEATURE,
  GROUP_CONFIGS,
  parseBroker,
  parseClusterId,
  parseConfig,
  parseController,
  parseFeatures,
  parsePartitionState,
  parseTopic,
  partitionPath,
  TOPIC_CONFIGS,
  topicAt,
  topicPath,
  TOPICS,
} from "./znodes.ts";

/** Told of each topic that came, changed or went; awaited before the next change is read. */
export type TopicListener = (name: string, topic: TopicImage | null) => Promise<void> | void;

/** Whose children are all read at the start, in this order. */
const FOLLOWED_FOLDERS = [
  BROKER_IDS,
  BROKER_CONFIGS,
  GROUP_CONFIGS,
  CLIENT_METRICS_CONFIGS,
  USER_CONFIGS,
  CLIENT_CONFIGS,
  IP_CONFIGS,
  TOPICS,
];

/** Where quotas are. */
const QUOTA_FOLDERS = new Set([USER_CONFIGS, CLIENT_CONFIGS, IP_CONFIGS]);

/** The image, mutable for its owner. */
class MutableImage implements ClusterImage {
  clusterId = "";
  controllerId = -1;
  features: FeatureLevels = { levels: new Map(), epoch: 0 };
  readonly brokers = new Map<number, BrokerImage>();
  readonly topics = new Map<string, TopicImage>();
  readonly topicNames = new Map<string, string>();
  readonly brokerConfigs = new Map<string, ReadonlyMap<string, string>>();
  readonly clientQuotas = new Map<string, ClientQuota>();
  readonly groupConfigs = new Map<string, ReadonlyMap<string, string>>();
  readonly clientMetricsConfigs = new Map<string, ReadonlyMap<string, string>>();
}

/** Follows the metadata tree. */
export class ClusterMetadata {
  readonly #store: MetadataStore;
  readonly #logger: Logger;
  readonly #image = new MutableImage();
  readonly #topicListeners: TopicListener[] = [];
  readonly #brokerConfigListeners: (() => void)[] = [];
  readonly #clientQuotaListeners: (() => void)[] = [];
  /** What is to be read again, by kind and name, in order of first change. */
  readonly #stale = new Map<string, () => Promise<void>>();
  /** Topics that were deleted since they were read: what is there now is another one. */
  readonly #deletedTopics = new Set<string>();
  #running: Promise<void> | null = null;

  constructor(store: MetadataStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  get image(): ClusterImage {
    return this.#image;
  }

  onTopic(listener: TopicListener): void {
    this.#topicListeners.push(listener);
  }

  /** Told when a broker's dynamic settings, or the cluster's defaults, have changed. */
  onBrokerConfig(listener: () => void): void {
    this.#brokerConfigListeners.push(listener);
  }

  /** Told when some quota has changed. */
  onClientQuotas(listener: () => void): void {
    this.#clientQuotaListeners.push(listener);
  }

  /** Reads the whole tree, then follows its changes. */
  async start(): Promise<void> {
    this.#store.watch(({ kind, path }) => {
      const topic = kind === "deleted" ? topicAt(path) : null;
      if (topic !== null) this.#deletedTopics.add(topic);
      this.#noteChange(path);
    });
    for (const path of [CLUSTER_ID, CONTROLLER, FEATURE]) this.#noteChange(path);
    for (const folder of FOLLOWED_FOLDERS) {
      for (const name of await this.#store.children(folder)) this.#noteChange(`${folder}/${name}`);
    }
    for (const user of await this.#store.children(USER_CONFIGS)) {
      const folder = `${USER_CONFIGS}/${user}/clients`;
      for (const name of await this.#store.children(folder)) this.#noteChange(`${folder}/${name}`);
    }
    await this.settled();
  }

  /** Resolves when every change reported so far is in the image and its listeners are done. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #noteChange(path: string): void {
    const [, first, second, name] = path.split("/");
    const folder = `/${first}/${second}`;
    if (path === CLUSTER_ID) this.#mark(path, () => this.#readClusterId());
    else if (path === CONTROLLER) this.#mark(path, () => this.#readController());
    else if (path === FEATURE) this.#mark(path, () => this.#readFeatures());
    else if (name === undefined) return;
    else if (folder === TOPICS || folder === TOPIC_CONFIGS) {
      this.#mark(`topic ${name}`, () => this.#readTopic(name));
    } else if (folder === BROKER_IDS) {
      this.#mark(`broker ${name}`, () => this.#readBroker(name));
    } else if (folder === BROKER_CONFIGS) {
      this.#mark(`broker config ${name}`, () => this.#readBrokerConfig(name));
    } else if (QUOTA_FOLDERS.has(folder)) {
      this.#mark(`quotas of ${path}`, () => this.#readClientQuota(path));
    } else if (folder === GROUP_CONFIGS) {
      this.#mark(`group config ${name}`, () => this.#readConfig(path, this.#image.groupConfigs));
    } else if (folder === CLIENT_METRICS_CONFIGS) {
      this.#mark(
        `client metrics ${name}`,
        () => this.#readConfig(path, this.#image.clientMetricsConfigs),
      );
    }
  }

  #mark(key: string, read: () => Promise<void>): void {
    this.#stale.set(key, read);
    this.#running ??= this.#readStale();
  }

  async #readStale(): Promise<void> {
    // Changes of this turn of the loop (one transaction) are read together.
    await Promise.resolve();
    for (;;) {
      const next = this.#stale.entries().next();
      if (next.done) break;
      const [key, read] = next.value;
      this.#stale.delete(key);
      try {
        await read();
      } catch (error) {
        // A znode that somebody wrote wrongly must not stop the others.
        this.#logger.error(`metadata of ${key}: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.#running = null;
  }

  async #readClusterId(): Promise<void> {
    const node = await this.#store.get(CLUSTER_ID);
    if (node !== null) this.#image.clusterId = parseClusterId(node.data);
  }

  async #readController(): Promise<void> {
    const node = await this.#store.get(CONTROLLER);
    this.#image.controllerId = node === null ? -1 : parseController(node.data);
  }

  async #readFeatures(): Promise<void> {
    const node = await this.#store.get(FEATURE);
    this.#image.features = node === null
      ? { levels: new Map(), epoch: 0 }
      : { levels: parseFeatures(node.data), epoch: node.version };
  }

  async #readBroker(name: string): Promise<void> {
    const path = `${BROKER_IDS}/${name}`;
    if (!/^\d+$/.test(name)) throw new Error(`Cannot use znode ${path}: its name is no broker id`);
    const id = Number(name);
    const node = await this.#store.get(path);
    if (node === null || node.data.length === 0) this.#image.brokers.delete(id);
    else this.#image.brokers.set(id, parseBroker(path, id, node.data));
  }

  async #readBrokerConfig(name: string): Promise<void> {
    const path = `${BROKER_CONFIGS}/${name}`;
    const node = await this.#store.get(path);
    const key = name === DEFAULT_ENTITY ? "" : name;
    if (node === null) this.#image.brokerConfigs.delete(key);
    else this.#image.brokerConfigs.set(key, parseConfig(path, node.data));
    for (const listener of this.#brokerConfigListeners) listener();
  }

  async #readClientQuota(path: string): Promise<void> {
    const entityPath = path.slice("/config/".length);
    const entity = parseQuotaEntityPath(entityPath);
    if (entity === null) return;
    const node = await this.#store.get(path);
    if (node === null) this.#image.clientQuotas.delete(entityPath);
    else {
      const limits = parseQuotaLimits(path, node.data);
      this.#image.clientQuotas.set(entityPath, { entity, limits });
    }
    for (const listener of this.#clientQuotaListeners) listener();
  }

  /** Configs of one entity, kept under the last part of its path. */
  async #readConfig(
    path: string,
    configs: Map<string, ReadonlyMap<string, string>>,
  ): Promise<void> {
    const name = entityName(path.slice(path.lastIndexOf("/") + 1));
    const node = await this.#store.get(path);
    if (node === null) configs.delete(name);
    else configs.set(name, parseConfig(path, node.data));
  }

  async #readTopic(name: string): Promise<void> {
    const path = topicPath(name);
    const wasDeleted = this.#deletedTopics.delete(name);
    const node = await this.#store.get(path);
    const isGone = node === null || node.data.length === 0;
    let before = this.#image.topics.get(name);
    if (before !== undefined && (isGone || wasDeleted)) {
      await this.#forgetTopic(before);
      before = undefined;
    }
    if (isGone) return;
    const { topicId, replicas } = parseTopic(path, node.data);
    const configPath = `${TOPIC_CONFIGS}/${name}`;
    const config = await this.#store.get(configPath);
    const topic: TopicImage = {
      name,
      id: topicId ?? before?.id ?? "",
      configs: config === null ? new Map() : parseConfig(configPath, config.data),
      partitions: await this.#readPartitions(name, replicas),
    };
    if (before !== undefined && before.id !== "" && before.id !== topic.id) {
      // With another id it is another topic: the old logs must go first.
      await this.#forgetTopic(before);
    }
    this.#image.topics.set(name, topic);
    if (topic.id !== "") this.#image.topicNames.set(topic.id, name);
    await this.#tell(name, topic);
  }

  async #forgetTopic({ name, id }: TopicImage): Promise<void> {
    this.#image.topics.delete(name);
    this.#image.topicNames.delete(id);
    await this.#tell(name, null);
  }

  async #readPartitions(name: string, replicas: number[][]): Promise<PartitionImage[]> {
    const partitions: PartitionImage[] = [];
    for (let index = 0; index < replicas.length; index++) {
      const path = `${partitionPath(name, index)}/state`;
      const node = await this.#store.get(path);
      const state = node === null
        ? { leader: -1, leaderEpoch: 0, isr: [] }
        : parsePartitionState(path, node.data);
      partitions.push({ index, replicas: replicas[index]!, ...state });
    }
    return partitions;
  }

  async #tell(name: string, topic: TopicImage | null): Promise<void> {
    for (const listener of this.#topicListeners) await listener(name, topic);
  }
}
