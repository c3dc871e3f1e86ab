/**
 * Topics: create, delete, list, and add partitions.
 *
 * @module
 */

import { ZERO_UUID } from "../../bytes/uuid.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { CreatePartitions, CreateTopics, DeleteTopics } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { throwIfRefused } from "./refusal.ts";

/** How long the controller may take, in ms. */
const TIMEOUT_MS = 30_000;
/** Stands for "the broker's default" in CreateTopics (KIP-464). */
const BROKER_DEFAULT = -1;

/** A topic to create. */
export interface NewTopic {
  readonly name: string;
  /** The broker's default where left out. */
  readonly partitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
  /** Broker ids of the replicas, by partition; instead of the two numbers. */
  readonly replicaAssignment?: readonly (readonly number[])[] | undefined;
  readonly configs?: ReadonlyMap<string, string>;
}

/** A topic that was created; -1 and null where an old broker does not say. */
export interface CreatedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: number;
  readonly replicationFactor: number;
}

/**
 * Creates a topic.
 *
 * @param options `mode`: "validate" checks without creating
 * @throws {BrokerError} TOPIC_ALREADY_EXISTS, INVALID_CONFIG …
 */
export function createTopic(
  cluster: Cluster,
  topic: NewTopic,
  options: { mode?: "create" | "validate" } = {},
): Promise<CreatedTopic> {
  const assignments = topic.replicaAssignment ?? [];
  const assigned = assignments.length > 0;
  return cluster.withController(`CreateTopics of ${topic.name}`, async (transport) => {
    const response = await transport.send(CreateTopics, {
      topics: [{
        name: topic.name,
        numPartitions: assigned ? BROKER_DEFAULT : topic.partitions ?? BROKER_DEFAULT,
        replicationFactor: assigned ? BROKER_DEFAULT : topic.replicationFactor ?? BROKER_DEFAULT,
        assignments: assignments.map((brokerIds, partitionIndex) => ({
          partitionIndex,
          brokerIds: [...brokerIds],
        })),
        configs: [...topic.configs ?? []].map(([name, value]) => ({ name, value })),
      }],
      timeoutMs: TIMEOUT_MS,
      ...(options.mode === "validate" ? { validateOnly: true } : {}),
    });
    const [answer] = response.topics;
    const where = { api: "CreateTopics", broker: transport.broker, about: `topic ${topic.name}` };
    if (answer === undefined) throw new BrokerError(ErrorCode.UNKNOWN_SERVER_ERROR, where);
    throwIfRefused(answer.errorCode, { ...where, reason: answer.errorMessage });
    return {
      name: answer.name,
      topicId: answer.topicId,
      partitions: answer.numPartitions,
      replicationFactor: answer.replicationFactor,
    };
  });
}

/**
 * Deletes topics.
 *
 * @throws {BrokerError} the first refusal; the other topics may be deleted nonetheless
 */
export async function deleteTopics(cluster: Cluster, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await cluster.withController(`DeleteTopics of ${names.join(", ")}`, async (transport) => {
    const version = transport.versionOf(DeleteTopics);
    const response = await transport.send(DeleteTopics, {
      // Version 6 names topics by name or by id.
      ...(version >= 6
        ? { topics: names.map((name) => ({ name, topicId: ZERO_UUID })) }
        : { topicNames: [...names] }),
      timeoutMs: TIMEOUT_MS,
    });
    for (const name of names) cluster.forget(name);
    for (const { name, errorCode, errorMessage } of response.responses) {
      throwIfRefused(errorCode, {
        api: "DeleteTopics",
        broker: transport.broker,
        about: `topic ${name}`,
        reason: errorMessage,
      });
    }
  });
}

/** A topic that is to have more partitions. */
export interface MorePartitions {
  readonly name: string;
  /** The number in all. */
  readonly count: number;
  /** Broker ids of the replicas of each new partition. */
  readonly replicaAssignment?: readonly (readonly number[])[] | undefined;
}

/**
 * Adds partitions.
 *
 * @throws {BrokerError} the first refusal
 */
export async function createPartitions(
  cluster: Cluster,
  topics: readonly MorePartitions[],
): Promise<void> {
  await cluster.withController("CreatePartitions", async (transport) => {
    const response = await transport.send(CreatePartitions, {
      topics: topics.map(({ name, count, replicaAssignment }) => ({
        name,
        count,
        assignments: replicaAssignment?.map((brokerIds) => ({ brokerIds: [...brokerIds] })) ?? null,
      })),
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
    });
    for (const { name, errorCode, errorMessage } of response.results) {
      cluster.forget(name);
      throwIfRefused(errorCode, {
        api: "CreatePartitions",
        broker: transport.broker,
        about: `topic ${name}`,
        reason: errorMessage,
      });
    }
  });
}

/** A topic in a list. */
export interface TopicListing {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
}

/** All topics, in the broker's order. */
export async function listTopics(cluster: Cluster): Promise<TopicListing[]> {
  const { topics } = await cluster.retry.run("the list of topics", () => cluster.metadata("all"));
  return topics.flatMap(({ name, topicId, isInternal, errorCode }) =>
    name === null || errorCode !== ErrorCode.NONE ? [] : [{ name, topicId, isInternal }]
  );
}
