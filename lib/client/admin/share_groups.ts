/**
 * Share groups: their members, and from where they read (KIP-932).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import {
  AlterShareGroupOffsets,
  DeleteShareGroupOffsets,
  DescribeShareGroupOffsets,
  ShareGroupDescribe,
} from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import type { Node } from "../nodes.ts";
import { byTopic, type TopicPartition } from "../topic_partition.ts";
import { throwIfFailed, throwIfRefused } from "./refusal.ts";

/** A member of a share group. */
export interface ShareMemberDescription {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
}

/** A described share group. */
export interface ShareGroupDescription {
  readonly groupId: string;
  /** "Stable", "Empty" or "Dead". */
  readonly state: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly coordinator: Node | null;
  readonly members: readonly ShareMemberDescription[];
}

/**
 * Asks whether the brokers have share groups: a list of groups says nothing of it.
 *
 * @throws {UnsupportedApiError} where they have none
 */
export async function requireShareGroups(cluster: Cluster): Promise<void> {
  await cluster.retry.run("the APIs", async () => {
    (await cluster.any()).versionOf(ShareGroupDescribe);
  });
}

/**
 * Describes a share group.
 *
 * @throws {BrokerError} GROUP_ID_NOT_FOUND where there is none of that name
 */
export function describeShareGroup(
  cluster: Cluster,
  groupId: string,
): Promise<ShareGroupDescription> {
  return cluster.withCoordinator(groupId, { what: "the description" }, async (transport) => {
    const { groups } = await transport.send(ShareGroupDescribe, {
      groupIds: [groupId],
      includeAuthorizedOperations: false,
    });
    const where = {
      api: "ShareGroupDescribe",
      broker: transport.broker,
      about: `group ${groupId}`,
    };
    const [group] = groups;
    if (group === undefined) throw new BrokerError(ErrorCode.UNKNOWN_SERVER_ERROR, where);
    throwIfFailed(group.errorCode, { ...where, reason: group.errorMessage });
    return {
      groupId,
      state: group.groupState,
      groupEpoch: group.groupEpoch,
      assignmentEpoch: group.assignmentEpoch,
      coordinator: cluster.nodes.get(await cluster.coordinatorId(groupId)) ?? null,
      members: group.members.map((member) => ({
        memberId: member.memberId,
        memberEpoch: member.memberEpoch,
        clientId: member.clientId,
        host: member.clientHost,
        assignment: member.assignment.topicPartitions.flatMap(({ topicName, partitions }) =>
          partitions.map((partition) => ({ topic: topicName, partition }))
        ),
      })),
    };
  });
}

/** From where a share group reads a partition; -1 where it has not begun. */
export interface ShareOffset extends TopicPartition {
  readonly startOffset: number;
  readonly leaderEpoch: number;
  /** -1 where the broker does not say. */
  readonly lag: number;
}

/** The offsets of a share group, in the broker's order. */
export function describeShareOffsets(cluster: Cluster, groupId: string): Promise<ShareOffset[]> {
  return cluster.withCoordinator(groupId, { what: "the offsets" }, async (transport) => {
    const { groups } = await transport.send(DescribeShareGroupOffsets, {
      groups: [{ groupId, topics: null }],
    });
    const where = { api: "DescribeShareGroupOffsets", broker: transport.broker };
    const offsets: ShareOffset[] = [];
    for (const group of groups) {
      throwIfFailed(group.errorCode, {
        ...where,
        about: `group ${groupId}`,
        reason: group.errorMessage,
      });
      for (const { topicName, partitions } of group.topics) {
        for (const { partitionIndex, startOffset, leaderEpoch, lag, ...rest } of partitions) {
          throwIfFailed(rest.errorCode, { ...where, about: topicName, reason: rest.errorMessage });
          offsets.push({
            topic: topicName,
            partition: partitionIndex,
            startOffset,
            leaderEpoch,
            lag,
          });
        }
      }
    }
    return offsets;
  });
}

/** A partition with the offset from which a group is to read it. */
export interface NewShareOffset extends TopicPartition {
  readonly startOffset: number;
}

/**
 * Sets the offsets of a share group without members.
 *
 * @throws {BrokerError} NON_EMPTY_GROUP …
 */
export function alterShareOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: readonly NewShareOffset[],
): Promise<void> {
  return cluster.withCoordinator(groupId, { what: "AlterShareGroupOffsets" }, async (transport) => {
    const response = await transport.send(AlterShareGroupOffsets, {
      groupId,
      topics: [...byTopic(offsets)].map(([topicName, list]) => ({
        topicName,
        partitions: list.map(({ partition, startOffset }) => ({
          partitionIndex: partition,
          startOffset,
        })),
      })),
    });
    const where = { api: "AlterShareGroupOffsets", broker: transport.broker };
    throwIfFailed(response.errorCode, { ...where, reason: response.errorMessage });
    for (const { topicName, partitions } of response.responses) {
      for (const { errorCode, errorMessage: reason } of partitions) {
        throwIfRefused(errorCode, { ...where, about: topicName, reason });
      }
    }
  });
}

/** What became of a topic. */
export interface DeletedShareOffsets {
  readonly topic: string;
  readonly error: BrokerError | null;
}

/**
 * Deletes the offsets that a share group without members has of topics.
 *
 * @throws {BrokerError} where the group as a whole is refused
 */
export function deleteShareOffsets(
  cluster: Cluster,
  groupId: string,
  topics: readonly string[],
): Promise<DeletedShareOffsets[]> {
  return cluster.withCoordinator(
    groupId,
    { what: "DeleteShareGroupOffsets" },
    async (transport) => {
      const response = await transport.send(DeleteShareGroupOffsets, {
        groupId,
        topics: topics.map((topicName) => ({ topicName })),
      });
      const where = { api: "DeleteShareGroupOffsets", broker: transport.broker };
      throwIfFailed(response.errorCode, { ...where, reason: response.errorMessage });
      return response.responses.map(({ topicName: topic, errorCode, errorMessage: reason }) => ({
        topic,
        error: errorCode === ErrorCode.NONE
          ? null
          : new BrokerError(errorCode, { ...where, about: topic, reason }),
      }));
    },
  );
}
