/**
 * The cluster and its brokers: who they are, which APIs they serve, what their log folders hold.
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { DescribeCluster, DescribeLogDirs, UnregisterBroker } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import type { Node } from "../nodes.ts";
import { byTopic, type TopicPartition } from "../topic_partition.ts";
import type { ServedApi, Transport } from "../transport.ts";
import { throwIfRefused } from "./refusal.ts";

/** The cluster now. */
export interface ClusterDescription {
  readonly clusterId: string | null;
  /** -1 where there is none, or the brokers do not tell. */
  readonly controllerId: number;
  readonly brokers: readonly DescribedNode[];
}

/** A broker, or a controller. */
export interface DescribedNode extends Node {
  /** Whether it is kept out until it has caught up (KIP-841). */
  readonly isFenced: boolean;
}

/** First versions that tell controllers from brokers, and fenced brokers (KIP-919, KIP-1073). */
const ENDPOINT_TYPE_VERSION_MIN = 1;
const FENCED_VERSION_MIN = 2;
const CONTROLLERS = 2;

/**
 * Describes the cluster, through Metadata where brokers lack DescribeCluster.
 *
 * @param options `fenced`: "include" names brokers that are fenced as well
 */
export function describeCluster(
  cluster: Cluster,
  options: { fenced?: "include" | "leave out" } = {},
): Promise<ClusterDescription> {
  return cluster.retry.run("the description of the cluster", async () => {
    const transport = await cluster.any();
    if (!transport.served.some(({ apiKey }) => apiKey === DescribeCluster.request.apiKey)) {
      const { clusterId, controllerId } = await cluster.metadata([]);
      const brokers = [...cluster.nodes.values()].map((node) => ({ ...node, isFenced: false }));
      return { clusterId, controllerId, brokers };
    }
    const version = transport.versionOf(DescribeCluster);
    const controllers = cluster.endpoints === "controllers" && version >= ENDPOINT_TYPE_VERSION_MIN;
    const fenced = options.fenced === "include" && version >= FENCED_VERSION_MIN;
    const response = await transport.send(DescribeCluster, {
      includeClusterAuthorizedOperations: false,
      ...(controllers ? { endpointType: CONTROLLERS } : {}),
      ...(fenced ? { includeFencedBrokers: true } : {}),
    });
    throwIfRefused(response.errorCode, {
      api: "DescribeCluster",
      broker: transport.broker,
      reason: response.errorMessage,
    });
    return {
      clusterId: response.clusterId,
      controllerId: response.controllerId,
      brokers: response.brokers.map(({ brokerId: id, host, port, rack, isFenced }) => ({
        id,
        host,
        port,
        rack,
        isFenced,
      })),
    };
  });
}

/** A broker and the APIs that it serves. */
export interface BrokerApis {
  readonly node: Node;
  readonly apis: readonly ServedApi[];
  /** Where it could not be asked. */
  readonly error: Error | null;
}

/** Asks every broker which APIs it serves. */
export async function brokerApiVersions(cluster: Cluster): Promise<BrokerApis[]> {
  await cluster.retry.run("the list of brokers", () => cluster.refresh([]));
  const answers: BrokerApis[] = [];
  for (const node of cluster.nodes.values()) {
    const found = await cluster.node(node.id).then(
      (transport: Transport) => ({ apis: transport.served, error: null }),
      (error: Error) => ({ apis: [], error }),
    );
    answers.push({ node, ...found });
  }
  return answers;
}

/** One partition in a log folder. */
export interface LogDirReplica extends TopicPartition {
  readonly sizeBytes: number;
  readonly offsetLag: number;
  readonly isFuture: boolean;
}

/** One log folder of a broker. */
export interface LogDir {
  readonly path: string;
  readonly error: BrokerError | null;
  /** -1 where the broker does not say. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly replicas: readonly LogDirReplica[];
}

/**
 * Describes a broker's log folders.
 *
 * @param options `partitions`: only those
 */
export function describeLogDirs(
  cluster: Cluster,
  brokerId: number,
  options: { partitions?: readonly TopicPartition[] } = {},
): Promise<LogDir[]> {
  return cluster.retry.run(`DescribeLogDirs of broker ${brokerId}`, async () => {
    const transport = await cluster.node(brokerId);
    const response = await transport.send(DescribeLogDirs, {
      topics: options.partitions === undefined
        ? null
        : [...byTopic(options.partitions)].map(([topic, list]) => ({
          topic,
          partitions: list.map(({ partition }) => partition),
        })),
    });
    const where = { api: "DescribeLogDirs", broker: transport.broker };
    throwIfRefused(response.errorCode, where);
    return response.results.map((result) => ({
      path: result.logDir,
      error: result.errorCode === ErrorCode.NONE
        ? null
        : new BrokerError(result.errorCode, { ...where, about: result.logDir }),
      totalBytes: result.totalBytes,
      usableBytes: result.usableBytes,
      replicas: result.topics.flatMap(({ name, partitions }) =>
        partitions.map((partition) => ({
          topic: name,
          partition: partition.partitionIndex,
          sizeBytes: partition.partitionSize,
          offsetLag: partition.offsetLag,
          isFuture: partition.isFutureKey,
        }))
      ),
    }));
  });
}

/**
 * Takes a broker out of the cluster's registrations (KIP-500); it must not run any more.
 *
 * @throws {BrokerError} BROKER_ID_NOT_REGISTERED …
 */
export function unregisterBroker(cluster: Cluster, brokerId: number): Promise<void> {
  return cluster.withController(`UnregisterBroker of broker ${brokerId}`, async (transport) => {
    const { errorCode, errorMessage } = await transport.send(UnregisterBroker, { brokerId });
    throwIfRefused(errorCode, {
      api: "UnregisterBroker",
      broker: transport.broker,
      about: `broker ${brokerId}`,
      reason: errorMessage,
    });
  });
}
