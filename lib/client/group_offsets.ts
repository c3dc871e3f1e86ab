/**
 * A group's committed offsets: read, commit, delete, through its coordinator. The consumer commits
 * with its generation, tools without one to a group that has no members.
 *
 * @module
 */

import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { throwIfFailed } from "./admin/refusal.ts";
import { OffsetCommit, OffsetDelete, OffsetFetch } from "./apis.ts";
import type { Cluster } from "./cluster.ts";
import { BrokerError } from "./errors.ts";
import type { Lane } from "./nodes.ts";
import { byTopic, partitionKey, type TopicPartition } from "./topic_partition.ts";
import type { Transport } from "./transport.ts";

/** Topics by name; from version 10 on they are named by id, which gains us nothing. */
const NAMES_VERSION_MAX = 9;
/** From this version on, one OffsetFetch asks for several groups. */
const GROUPS_VERSION = 8;

/** One committed offset. */
export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  /** -1 where it was not told. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** One offset to commit. */
export interface OffsetToCommit extends TopicPartition {
  readonly offset: number;
  readonly leaderEpoch?: number;
  readonly metadata?: string;
}

/** Who commits: a member of a generation, or nobody (the defaults). */
export interface Committer {
  readonly generationId?: number;
  readonly memberId?: string;
  readonly groupInstanceId?: string | null;
}

type FetchedTopics = readonly {
  readonly name: string;
  readonly partitions: readonly {
    readonly partitionIndex: number;
    readonly committedOffset: number;
    readonly committedLeaderEpoch: number;
    readonly metadata: string | null;
    readonly errorCode: number;
  }[];
}[];

/**
 * Reads committed offsets; partitions without one are left out.
 *
 * @param options `partitions`: which, all where left out; `requireStable`: "stable" waits for open
 * transactions (KIP-447)
 * @throws {BrokerError} where the group cannot be asked
 */
export function fetchOffsets(
  cluster: Cluster,
  group: string,
  options: {
    partitions?: readonly TopicPartition[];
    requireStable?: "stable" | "as it is";
    timeoutMs?: number;
  } = {},
): Promise<CommittedOffset[]> {
  const what = { what: "OffsetFetch", ...options };
  return cluster.withCoordinator(group, what, async (transport) => {
    const version = transport.versionOf(OffsetFetch, NAMES_VERSION_MAX);
    const topics = options.partitions === undefined
      ? null
      : [...byTopic(options.partitions)].map(([name, list]) => ({
        name,
        partitionIndexes: list.map(({ partition }) => partition),
      }));
    const stable = options.requireStable === "stable" && version >= 7
      ? { requireStable: true }
      : {};
    const asked = version >= GROUPS_VERSION
      ? { groups: [{ groupId: group, topics }] }
      : { groupId: group, topics };
    const response = await transport.send(OffsetFetch, { ...asked, ...stable }, {
      versionMax: NAMES_VERSION_MAX,
    });
    const answer = response.groups[0] ?? response;
    const where = { api: "OffsetFetch", broker: transport.broker };
    throwIfFailed(answer.errorCode, { ...where, about: `group ${group}` });
    return committed(answer.topics, where);
  });
}

function committed(
  topics: FetchedTopics,
  where: { api: string; broker: string },
): CommittedOffset[] {
  const offsets: CommittedOffset[] = [];
  for (const { name, partitions } of topics) {
    for (const answer of partitions) {
      throwIfFailed(answer.errorCode, {
        ...where,
        about: partitionKey(name, answer.partitionIndex),
      });
      if (answer.committedOffset < 0) continue;
      offsets.push({
        topic: name,
        partition: answer.partitionIndex,
        offset: answer.committedOffset,
        leaderEpoch: answer.committedLeaderEpoch,
        metadata: answer.metadata ?? "",
      });
    }
  }
  return offsets;
}

/**
 * Commits offsets.
 *
 * @param options who commits; `lane`: which connection
 * @throws {BrokerError} the first refusal, for example UNKNOWN_MEMBER_ID where the group has
 * members and the committer is none of them
 */
export function commitOffsets(
  cluster: Cluster,
  group: string,
  options: { offsets: readonly OffsetToCommit[]; lane?: Lane; timeoutMs?: number } & Committer,
): Promise<void> {
  const what = { what: "OffsetCommit", ...options };
  return cluster.withCoordinator(group, what, async (transport) => {
    const version = transport.versionOf(OffsetCommit, NAMES_VERSION_MAX);
    const response = await transport.send(OffsetCommit, {
      groupId: group,
      generationIdOrMemberEpoch: options.generationId ?? -1,
      memberId: options.memberId ?? "",
      ...(version >= 7 ? { groupInstanceId: options.groupInstanceId ?? null } : {}),
      topics: [...byTopic(options.offsets)].map(([name, list]) => ({
        name,
        partitions: list.map(({ partition, offset, leaderEpoch, metadata }) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch ?? -1,
          committedMetadata: metadata ?? "",
        })),
      })),
    }, { versionMax: NAMES_VERSION_MAX });
    for (const { name, partitions } of response.topics) {
      for (const { partitionIndex, errorCode } of partitions) {
        const about = partitionKey(name, partitionIndex);
        throwIfFailed(errorCode, { api: "OffsetCommit", broker: transport.broker, about });
      }
    }
  });
}

/** What became of one partition's offset. */
export interface DeletedOffset extends TopicPartition {
  readonly error: BrokerError | null;
}

/**
 * Deletes committed offsets of topics to which no member is subscribed (KIP-496).
 *
 * @returns what became of each partition
 * @throws {BrokerError} where the group as a whole refuses
 */
export function deleteOffsets(
  cluster: Cluster,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<DeletedOffset[]> {
  return cluster.withCoordinator(group, { what: "OffsetDelete" }, async (transport) => {
    const response = await transport.send(OffsetDelete, {
      groupId: group,
      topics: [...byTopic(partitions)].map(([name, list]) => ({
        name,
        partitions: list.map(({ partition }) => ({ partitionIndex: partition })),
      })),
    });
    throwIfFailed(response.errorCode, where(transport, `group ${group}`));
    return response.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        topic: name,
        partition: partitionIndex,
        error: errorCode === ErrorCode.NONE
          ? null
          : new BrokerError(errorCode, where(transport, partitionKey(name, partitionIndex))),
      }))
    );
  });
}

function where(transport: Transport, about: string) {
  return { api: "OffsetDelete", broker: transport.broker, about };
}
