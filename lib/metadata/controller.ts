/**
 * The controller's duties on one broker: giving new partitions a leader, removing the topics that
 * /admin/delete_topics names, and what else is asked for under /admin (admin_requests.ts). All
 * follow from znodes, so an old `--zookeeper` tool that writes `/brokers/topics/T`, or
 * `/admin/delete_topics/T`, gets what it asked for.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { PREFERRED_ELECTION, REASSIGN_PARTITIONS, serveAdminRequest } from "./admin_requests.ts";
import type { ClusterMetadata } from "./cluster_metadata.ts";
import { trimConfigChanges } from "./config_changes.ts";
import {
  ANY_VERSION,
  MetadataConflictError,
  type MetadataOperation,
  type MetadataStore,
} from "./metadata_store.ts";
import {
  CONFIG_CHANGES,
  DELETE_TOPICS,
  formatPartitionState,
  formatTopic,
  parseTopic,
  partitionPath,
  TOPIC_CONFIGS,
  topicAt,
  topicPath,
  TOPICS,
} from "./znodes.ts";

/** What the controller works with. */
export interface ControllerServices {
  store: MetadataStore;
  metadata: ClusterMetadata;
  brokerId: number;
  controllerEpoch: () => number;
  random: Random;
  logger: Logger;
  /** delete.topic.enable: without it, a wish to delete a topic is only removed. */
  deleteTopicEnable: () => boolean;
}

/** Znodes that ask for something and go when it is done. */
const ADMIN_REQUESTS: readonly string[] = [REASSIGN_PARTITIONS, PREFERRED_ELECTION];

/** Acts on the tree for as long as this broker is the controller. */
export class Controller {
  readonly #services: ControllerServices;
  readonly #pending = new Set<string>();
  /** By topic, the version of its znode for which it lacks nothing. */
  readonly #completed = new Map<string, number>();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(services: ControllerServices) {
    this.#services = services;
  }

  /** Catches up with the tree, then acts on its changes. */
  async start(): Promise<void> {
    const { store } = this.#services;
    store.watch(({ kind, path }) => {
      if (kind === "deleted") {
        const topic = topicAt(path);
        if (topic !== null) this.#completed.delete(topic);
        return;
      }
      if (ADMIN_REQUESTS.includes(path)) return this.#note(path);
      const [, first, second, name, rest] = path.split("/");
      if (name === undefined || rest !== undefined) return;
      const folder = `/${first}/${second}`;
      if (folder === DELETE_TOPICS || folder === TOPICS) this.#note(path);
      // Old tools and this broker's handlers leave their notifications to the controller.
      else if (folder === CONFIG_CHANGES) this.#note(folder);
    });
    for (const folder of [DELETE_TOPICS, TOPICS]) {
      for (const name of await store.children(folder)) this.#note(`${folder}/${name}`);
    }
    for (const path of ADMIN_REQUESTS) this.#note(path);
    await this.settled();
  }

  /** Resolves when every change seen so far has been acted on. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /**
   * Takes up nothing more; resolves when the change under way is made. The others stay in the tree
   * as wishes, which the next start finds.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pending.clear();
    await this.settled();
  }

  #note(path: string): void {
    if (this.#stopped) return;
    this.#pending.add(path);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    for (const path of this.#pending) {
      this.#pending.delete(path);
      const topic = path.slice(path.lastIndexOf("/") + 1);
      try {
        if (path === CONFIG_CHANGES) await trimConfigChanges(this.#services.store);
        else if (ADMIN_REQUESTS.includes(path)) await this.#serveAdminRequest(path);
        else if (path.startsWith(`${DELETE_TOPICS}/`)) await this.#deleteTopic(topic);
        else await this.#completeTopic(topic);
      } catch (error) {
        this.#services.logger.error(
          `controller: ${path}: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
    this.#running = null;
  }

  async #serveAdminRequest(path: string): Promise<void> {
    const { store, metadata, controllerEpoch, logger } = this.#services;
    await metadata.settled();
    await serveAdminRequest(path, {
      store,
      image: () => metadata.image,
      controllerEpoch,
      logger,
    });
  }

  /** Gives a topic what an old tool left out: an id, and a leader for each new partition. */
  async #completeTopic(topic: string): Promise<void> {
    const { store, metadata, brokerId, controllerEpoch, random } = this.#services;
    const path = topicPath(topic);
    const node = await store.get(path);
    if (node === null || node.data.length === 0) return;
    // What is missing since then somebody is just removing, with a shell's deleteall.
    if (this.#completed.get(topic) === node.version) return;
    const assignment = parseTopic(path, node.data);
    const operations: MetadataOperation[] = [];
    let { version } = node;
    if (assignment.topicId === null) {
      // A tool that rewrites the znode and knows no ids must not make it another topic. A deletion
      // before it must have been seen, though: then it is another one.
      await metadata.settled();
      const topicId = metadata.image.topics.get(topic)?.id || random.kafkaUuid();
      const data = formatTopic({ topicId, replicas: assignment.replicas });
      operations.push({ kind: "set", path, data, version });
      version += 1;
    }
    const folder = `${path}/partitions`;
    if (await store.get(folder) === null) {
      operations.push({ kind: "create", path: folder, data: "" });
    }
    for (let index = 0; index < assignment.replicas.length; index++) {
      const partition = partitionPath(topic, index);
      if (await store.get(`${partition}/state`) !== null) continue;
      if (await store.get(partition) === null) {
        operations.push({ kind: "create", path: partition, data: "" });
      }
      const state = { leader: brokerId, leaderEpoch: 0, isr: [brokerId] };
      operations.push({
        kind: "create",
        path: `${partition}/state`,
        data: formatPartitionState(state, controllerEpoch()),
      });
    }
    if (operations.length > 0) await store.apply(operations);
    this.#completed.set(topic, version);
  }

  async #deleteTopic(topic: string): Promise<void> {
    const { store, logger } = this.#services;
    const operations: MetadataOperation[] = [];
    const enabled = this.#services.deleteTopicEnable();
    if (enabled) {
      await this.#addDeletes(topicPath(topic), operations);
      await this.#addDeletes(`${TOPIC_CONFIGS}/${topic}`, operations);
    } else logger.warn("topic is not deleted: delete.topic.enable is false", { topic });
    await this.#addDeletes(`${DELETE_TOPICS}/${topic}`, operations);
    try {
      await store.apply(operations);
    } catch (error) {
      if (!(error instanceof MetadataConflictError)) throw error;
      // Somebody changed the subtree meanwhile (a shell's deleteall): look again.
      if (await store.get(`${DELETE_TOPICS}/${topic}`) !== null) {
        this.#note(`${DELETE_TOPICS}/${topic}`);
      }
      return;
    }
    if (enabled) logger.info("deleted topic", { topic });
  }

  /** Adds the deletes of a subtree, children first. */
  async #addDeletes(path: string, operations: MetadataOperation[]): Promise<void> {
    const { store } = this.#services;
    if (await store.get(path) === null) return;
    for (const name of await store.children(path)) {
      await this.#addDeletes(`${path}/${name}`, operations);
    }
    operations.push({ kind: "delete", path, version: ANY_VERSION });
  }
}
