/**
 * OffsetCommit (API key 8), versions 0 to 10: a group's progress is stored, on disk before the
 * answer. Partitions that do not exist get an error of their own; the others are stored.
 *
 * - 0: meant for ZooKeeper, kept with all others here; the client is no member of a group
 * - 1: members and generations; the client says when it committed
 * - 2 to 4: the client says how long to keep the offset
 * - 6: leader epochs; 7: static members
 * - 9: GROUP_ID_NOT_FOUND where a member's group is gone, ILLEGAL_GENERATION before
 * - 10: topics by id
 *
 * Not done: the errors of version 9 that are of the newer group protocol (KIP-848).
 *
 * @module
 */
import { OffsetCommitRequest, OffsetCommitResponse } from "../messages/offset_commit.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { CommitTopics } from "./commit_topics.ts";
import { handler } from "./handler.ts";

const GROUP_ID_NOT_FOUND_FROM = 9;
const TOPIC_IDS_FROM = 10;
const BROKERS_RETENTION = -1n;
/** Longer than any clock goes, and safe to add to a timestamp. */
const RETENTION_MS_MAX = 2n ** 52n;

export const offsetCommit = handler({
  request: OffsetCommitRequest,
  response: OffsetCommitResponse,
  versions: [0, 10],
  async handle(request, context) {
    const topics = new CommitTopics(request.topics, {
      byId: context.apiVersion >= TOPIC_IDS_FROM,
      image: context.broker.image,
    });
    const stored = topics.existing();
    if (stored.length > 0) {
      const codes = await context.broker.groups.commitOffsets({
        groupId: request.groupId,
        generationId: request.generationIdOrMemberEpoch,
        memberId: request.memberId,
        groupInstanceId: request.groupInstanceId,
        retentionMs: retentionMs(request.retentionTimeMs),
        offsets: stored.map(({ commit }) => commit),
        groupMissingCode: context.apiVersion >= GROUP_ID_NOT_FOUND_FROM
          ? ErrorCode.GROUP_ID_NOT_FOUND
          : ErrorCode.ILLEGAL_GENERATION,
      });
      stored.forEach((partition, i) => partition.errorCode = codes[i]!);
    }
    return { topics: topics.answer() };
  },
});

function retentionMs(asked: bigint): number | null {
  if (asked === BROKERS_RETENTION) return null;
  return Number(asked < RETENTION_MS_MAX ? asked : RETENTION_MS_MAX);
}
