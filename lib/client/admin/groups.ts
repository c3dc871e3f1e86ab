/**
 * Groups: list, describe, delete. Groups of both protocols, the classic one and KIP-848's, are
 * described in the same terms.
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import {
  ConsumerGroupDescribe,
  DeleteGroups,
  DescribeGroups,
  LeaveGroup,
  ListGroups,
} from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { CONSUMER_PROTOCOL_TYPE, readAssignment } from "../consumer_protocol.ts";
import { hasCode, UnsupportedApiError } from "../errors.ts";
import type { Node } from "../nodes.ts";
import type { TopicPartition } from "../topic_partition.ts";
import type { Transport } from "../transport.ts";
import { throwIfFailed } from "./refusal.ts";

/** A group in a list. */
export interface GroupListing {
  readonly groupId: string;
  /** "consumer", "connect", or empty for one that only stores offsets. */
  readonly protocolType: string;
  /** As the broker says it ("Stable"), empty where it does not. */
  readonly state: string;
  /** "classic", "consumer" …, as the broker says it; empty where it does not. */
  readonly type: string;
}

/**
 * Lists the groups of all brokers.
 *
 * @param options `states`, `types`: only those
 */
export async function listGroups(
  cluster: Cluster,
  options: { states?: readonly string[]; types?: readonly string[] } = {},
): Promise<GroupListing[]> {
  await cluster.retry.run("the list of brokers", () => cluster.refresh([]));
  const listings: GroupListing[] = [];
  for (const id of cluster.nodes.keys()) {
    listings.push(
      ...await cluster.retry.run(
        "ListGroups",
        async () => await listOn(await cluster.node(id), options),
      ),
    );
  }
  return listings;
}

async function listOn(
  transport: Transport,
  { states = [], types = [] }: { states?: readonly string[]; types?: readonly string[] },
): Promise<GroupListing[]> {
  const version = transport.versionOf(ListGroups);
  const { errorCode, groups } = await transport.send(ListGroups, {
    ...(version >= 4 ? { statesFilter: [...states] } : {}),
    ...(version >= 5 ? { typesFilter: [...types] } : {}),
  });
  throwIfFailed(errorCode, { api: "ListGroups", broker: transport.broker });
  return groups.map(({ groupId, protocolType, groupState, groupType }) => ({
    groupId,
    protocolType,
    state: groupState,
    type: groupType,
  }));
}

/** A member of a described group. */
export interface MemberDescription {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
  /** Null in classic groups. */
  readonly memberEpoch: number | null;
  readonly targetAssignment: readonly TopicPartition[] | null;
}

/** A described group. */
export interface GroupDescription {
  readonly groupId: string;
  readonly type: "Classic" | "Consumer";
  /** As the broker says it: "Stable", "Empty" … */
  readonly state: string;
  readonly protocolType: string;
  /** How partitions are shared out, empty where no generation has chosen. */
  readonly assignor: string;
  /** Null in classic groups. */
  readonly groupEpoch: number | null;
  readonly targetAssignmentEpoch: number | null;
  readonly coordinator: Node | null;
  readonly members: readonly MemberDescription[];
}

/**
 * Describes a group.
 *
 * @throws {BrokerError} GROUP_ID_NOT_FOUND where there is none of that name
 */
export async function describeGroup(
  cluster: Cluster,
  groupId: string,
  options: { timeoutMs?: number } = {},
): Promise<GroupDescription> {
  const coordinatorOf = async () => cluster.nodes.get(await cluster.coordinatorId(groupId)) ?? null;
  const what = { what: "the description", ...options };
  return await cluster.withCoordinator(groupId, what, async (transport) => {
    const described = await describeConsumerGroup(transport, groupId) ??
      await describeClassicGroup(transport, groupId);
    return { ...described, coordinator: await coordinatorOf() };
  });
}

type Described = Omit<GroupDescription, "coordinator">;

/** Null where the group is not of the new protocol, or the broker does not know that. */
async function describeConsumerGroup(
  transport: Transport,
  groupId: string,
): Promise<Described | null> {
  try {
    const { groups } = await transport.send(ConsumerGroupDescribe, {
      groupIds: [groupId],
      includeAuthorizedOperations: false,
    });
    const group = groups[0]!;
    throwIfFailed(group.errorCode, about(transport, groupId, group.errorMessage));
    return {
      groupId,
      type: "Consumer",
      state: group.groupState,
      protocolType: CONSUMER_PROTOCOL_TYPE,
      assignor: group.assignorName,
      groupEpoch: group.groupEpoch,
      targetAssignmentEpoch: group.assignmentEpoch,
      members: group.members.map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.instanceId,
        clientId: member.clientId,
        host: member.clientHost,
        memberEpoch: member.memberEpoch,
        assignment: flat(member.assignment.topicPartitions),
        targetAssignment: flat(member.targetAssignment.topicPartitions),
      })),
    };
  } catch (error) {
    const classic = error instanceof UnsupportedApiError ||
      hasCode(error, ErrorCode.GROUP_ID_NOT_FOUND) || hasCode(error, ErrorCode.UNSUPPORTED_VERSION);
    if (classic) return null;
    throw error;
  }
}

function flat(topics: readonly { topicName: string; partitions: readonly number[] }[]) {
  return topics.flatMap(({ topicName, partitions }) =>
    partitions.map((partition) => ({ topic: topicName, partition }))
  );
}

async function describeClassicGroup(transport: Transport, groupId: string): Promise<Described> {
  const { groups } = await transport.send(DescribeGroups, { groups: [groupId] });
  const group = groups[0]!;
  throwIfFailed(group.errorCode, about(transport, groupId, group.errorMessage));
  const isConsumer = group.protocolType === CONSUMER_PROTOCOL_TYPE || group.protocolType === "";
  return {
    groupId,
    type: "Classic",
    state: group.groupState,
    protocolType: group.protocolType,
    assignor: group.protocolData,
    groupEpoch: null,
    targetAssignmentEpoch: null,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      host: member.clientHost,
      memberEpoch: null,
      assignment: isConsumer ? readAssignment(member.memberAssignment) : [],
      targetAssignment: null,
    })),
  };
}

/** What became of one group. */
export interface DeletedGroup {
  readonly groupId: string;
  readonly error: Error | null;
}

/** Deletes groups that have no members; says for each what became of it. */
export async function deleteGroups(
  cluster: Cluster,
  groupIds: readonly string[],
): Promise<DeletedGroup[]> {
  const results: DeletedGroup[] = [];
  for (const groupId of groupIds) {
    const error = await deleteGroup(cluster, groupId).then(() => null, asError);
    results.push({ groupId, error });
  }
  return results;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Deletes one group.
 *
 * @throws {BrokerError} NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND …
 */
export function deleteGroup(cluster: Cluster, groupId: string): Promise<void> {
  return cluster.withCoordinator(groupId, { what: "DeleteGroups" }, async (transport) => {
    const { results } = await transport.send(DeleteGroups, { groupsNames: [groupId] });
    for (const { errorCode, errorMessage } of results) {
      throwIfFailed(errorCode, {
        api: "DeleteGroups",
        broker: transport.broker,
        about: `group ${groupId}`,
        reason: errorMessage,
      });
    }
  });
}

/**
 * Removes members from a group, which then rebalances without them (KIP-571).
 *
 * @throws {BrokerError} the first refusal
 */
export function removeMembers(
  cluster: Cluster,
  groupId: string,
  members: readonly Pick<MemberDescription, "memberId" | "groupInstanceId">[],
): Promise<void> {
  return cluster.withCoordinator(groupId, { what: "LeaveGroup" }, async (transport) => {
    const response = await transport.send(LeaveGroup, {
      groupId,
      members: members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId })),
    });
    const where = { api: "LeaveGroup", broker: transport.broker, about: `group ${groupId}` };
    throwIfFailed(response.errorCode, where);
    for (const { errorCode } of response.members) throwIfFailed(errorCode, where);
  });
}

function about(transport: Transport, groupId: string, reason: string | null) {
  return { api: "DescribeGroups", broker: transport.broker, about: `group ${groupId}`, reason };
}
