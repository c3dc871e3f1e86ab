/**
 * A cluster as its clients see it: finds the brokers from a bootstrap list, knows the leader of
 * each partition and the coordinator of each group, and tries again what may be tried again.
 * Producer, consumer and admin all work upon one of these.
 *
 * @module
 */

import type { Clock } from "../io/clock.ts";
import type { Random } from "../io/random.ts";
import type { MetadataResponse } from "../kafka/messages/metadata.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { DescribeCluster, Metadata } from "./apis.ts";
import { Coordinators, CoordinatorType } from "./coordinators.ts";
import { BrokerError, hasCode } from "./errors.ts";
import { type Lane, type Node, Nodes } from "./nodes.ts";
import { Retry, RETRY_DEFAULTS, type RetryOptions } from "./retry.ts";
import { type TopicMetadata, TopicMetadataCache } from "./topic_metadata.ts";
import type { BrokerAddress, Connect, Transport } from "./transport.ts";

/** What {@linkcode Cluster} is given; times have Kafka's defaults. */
export interface ClusterOptions extends Partial<RetryOptions> {
  readonly bootstrapServers: readonly BrokerAddress[];
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: Random;
  /** What the bootstrap addresses are: controllers of a KRaft cluster know no topics (KIP-919). */
  readonly endpoints?: "brokers" | "controllers";
  /** Told when an address cannot be reached, once until it can again. */
  readonly onUnreachable?: (address: string, reason: string) => void;
}

/** DescribeCluster's number for them. */
const CONTROLLERS = 2;

/** Which topics a metadata request asks for. */
export type TopicNames = readonly string[] | "all";

/** One cluster, over any transport. */
export class Cluster {
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: Retry;
  /** What the nodes of this cluster are. */
  readonly endpoints: "brokers" | "controllers";
  readonly #nodes: Nodes;
  readonly #topics = new TopicMetadataCache();
  readonly #coordinators: Coordinators;
  #controllerId = -1;
  #clusterId: string | null = null;

  constructor(options: ClusterOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.endpoints = options.endpoints ?? "brokers";
    this.retry = new Retry({ ...RETRY_DEFAULTS, ...options });
    this.#nodes = new Nodes({ onUnreachable: () => {/* nobody listens */}, ...options });
    this.#coordinators = new Coordinators(this.#nodes);
  }

  /** The brokers of the last metadata, by id. */
  get nodes(): ReadonlyMap<number, Node> {
    return this.#nodes.known;
  }

  /** The cluster's id, null before the first metadata or where the broker has none. */
  get clusterId(): string | null {
    return this.#clusterId;
  }

  /** A connection to any broker. */
  any(): Promise<Transport> {
    return this.#nodes.any();
  }

  /** A connection to the broker of that id. */
  async node(id: number, lane?: Lane): Promise<Transport> {
    if (!this.#nodes.known.has(id)) await this.refresh([]);
    return await this.#nodes.node(id, lane);
  }

  /** A connection to the controller. */
  async controller(): Promise<Transport> {
    if (this.#controllerId === -1) await this.refresh([]);
    // A KRaft cluster may name none, then any broker forwards.
    return this.#controllerId === -1 ? await this.any() : await this.node(this.#controllerId);
  }

  /** Forgets who the controller is, after an answer NOT_CONTROLLER. */
  forgetController(): void {
    this.#controllerId = -1;
  }

  /** The id of the broker that coordinates a group. */
  coordinatorId(group: string): Promise<number> {
    return this.#coordinators.idOf(group, CoordinatorType.GROUP);
  }

  /** Forgets which broker coordinates a group, after an answer that says it has moved. */
  forgetCoordinator(group: string): void {
    this.#coordinators.forget(group);
  }

  /** A connection to the broker that coordinates a group. */
  async coordinator(group: string, lane?: Lane): Promise<Transport> {
    return await this.node(await this.coordinatorId(group), lane);
  }

  /** As {@linkcode Cluster.withCoordinator}, for the coordinator of a transactional id. */
  withTransactionCoordinator<T>(
    transactionalId: string,
    what: string,
    attempt: (transport: Transport) => Promise<T>,
  ): Promise<T> {
    return this.retry.run(`${what} of transactional id ${transactionalId}`, async () => {
      try {
        return await attempt(await this.node(await this.transactionCoordinatorId(transactionalId)));
      } catch (error) {
        this.#coordinators.forget(transactionalId, CoordinatorType.TRANSACTION);
        throw error;
      }
    });
  }

  /** The id of the broker that coordinates a transactional id. */
  transactionCoordinatorId(transactionalId: string): Promise<number> {
    return this.#coordinators.idOf(transactionalId, CoordinatorType.TRANSACTION);
  }

  /**
   * Runs an attempt against a group's coordinator, looking for it anew where it has moved.
   *
   * @param options `what` names the work, for errors; `lane`: which connection
   */
  withCoordinator<T>(
    group: string,
    options: { what: string; lane?: Lane; timeoutMs?: number },
    attempt: (transport: Transport) => Promise<T>,
  ): Promise<T> {
    return this.retry.run(`${options.what} of group ${group}`, async () => {
      try {
        return await attempt(await this.coordinator(group, options.lane));
      } catch (error) {
        this.#coordinators.forget(group);
        throw error;
      }
    }, options);
  }

  /** Runs an attempt against the controller, looking for it anew where it has moved. */
  withController<T>(what: string, attempt: (transport: Transport) => Promise<T>): Promise<T> {
    return this.retry.run(what, async () => {
      try {
        return await attempt(await this.controller());
      } catch (error) {
        if (hasCode(error, ErrorCode.NOT_CONTROLLER)) this.forgetController();
        throw error;
      }
    });
  }

  /** What is known of a topic, without asking. */
  known(topic: string): TopicMetadata | undefined {
    return this.#topics.get(topic);
  }

  /** The name of a topic id, where a metadata answer told it. */
  nameOf(topicId: string): string | undefined {
    return this.#topics.nameOf(topicId);
  }

  /** Forgets a topic, so that the next look asks again. */
  forget(topic: string): void {
    this.#topics.forget(topic);
  }

  /**
   * A topic, asked for where it is not known.
   *
   * @param options `create`: "create" lets the broker make it where it may
   * @throws {BrokerError} where there is no such topic, or it may not be seen
   */
  async topic(name: string, options: { create?: "create" | "never" } = {}): Promise<TopicMetadata> {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const { topics } = await this.metadata([name], options);
    const answer = topics.find((topic) => topic.name === name);
    const topic = this.#topics.get(name);
    if (topic !== undefined) return topic;
    throw new BrokerError(answer?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, {
      api: "Metadata",
      broker: "the cluster",
      about: `topic ${name}`,
    });
  }

  /** Asks for metadata and remembers it; an empty list asks for brokers only. */
  async refresh(topics: TopicNames): Promise<void> {
    if (this.endpoints === "brokers") await this.metadata(topics);
    else await this.#learnControllers();
  }

  /** Controllers do not serve Metadata: DescribeCluster names them. */
  async #learnControllers(): Promise<void> {
    const transport = await this.#nodes.any();
    const response = await transport.send(DescribeCluster, {
      includeClusterAuthorizedOperations: false,
      endpointType: CONTROLLERS,
    });
    if (response.errorCode !== ErrorCode.NONE) {
      throw new BrokerError(response.errorCode, {
        api: "DescribeCluster",
        broker: transport.broker,
        reason: response.errorMessage,
      });
    }
    this.#nodes.learn(response.brokers.map(({ brokerId, ...rest }) => ({ id: brokerId, ...rest })));
    this.#controllerId = response.controllerId;
    this.#clusterId = response.clusterId;
  }

  /** Asks any broker for metadata, once; remembers and returns the answer. */
  async metadata(
    topics: TopicNames,
    options: { create?: "create" | "never" } = {},
  ): Promise<MetadataResponse> {
    const transport = await this.#nodes.any();
    const version = transport.versionOf(Metadata);
    const named = topics === "all" ? [] : topics.map((name) => ({ name }));
    const response = await transport.send(Metadata, {
      // Version 0 means all by an empty list, later ones by null.
      topics: topics === "all" && version > 0 ? null : named,
      ...(version >= 4 ? { allowAutoTopicCreation: options.create === "create" } : {}),
    });
    if (response.errorCode !== ErrorCode.NONE) {
      throw new BrokerError(response.errorCode, { api: "Metadata", broker: transport.broker });
    }
    this.#nodes.learn(response.brokers.map(({ nodeId, ...rest }) => ({ id: nodeId, ...rest })));
    this.#controllerId = response.controllerId;
    this.#clusterId = response.clusterId;
    for (const topic of response.topics) this.#topics.learn(topic);
    return response;
  }

  /** Ends the connections of one lane, with DisconnectedError for what is under way there. */
  closeLane(lane: Lane): void {
    this.#nodes.closeLane(lane);
  }

  /** Ends all connections and pauses. */
  close(): void {
    this.retry.close();
    this.#nodes.close();
  }
}

/**
 * Reads a bootstrap list: `host:port` separated by commas.
 *
 * @throws {RangeError} where an entry is not of that form
 */
export function parseBootstrapServers(text: string): BrokerAddress[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "").map(
    (entry) => {
      const match = /^(?:\w+:\/\/)?(\[[^\]]+\]|[^:[\]]+):(\d{1,5})$/.exec(entry);
      const port = Number(match?.[2]);
      if (match === null || port < 1 || port > 65535) {
        throw new RangeError(`Cannot read bootstrap server ${entry}: it must be host:port`);
      }
      return { host: match[1]!.replace(/^\[|\]$/g, ""), port };
    },
  );
}
