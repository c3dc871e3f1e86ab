/**
 * TxnOffsetCommit (API key 28), versions 0 to 6: a group's progress is stored as part of a
 * transaction and counts when that commits. The group's partition of `__consumer_offsets` must be
 * in the transaction; partitions of topics that do not exist get an error of their own.
 *
 * - 0 and 1: the answer to a coordinator that loads is COORDINATOR_NOT_AVAILABLE, since the clients
 *   of these versions stop at any other (KAFKA-7296)
 * - 2: leader epochs
 * - 3: the member says who it is, and one that was replaced is refused (KIP-447)
 * - 4: a transaction that must be aborted is TRANSACTION_ABORTABLE, before INVALID_TXN_STATE
 * - 5: the group's partition joins the transaction by this; before, AddOffsetsToTxn has brought it
 *   in, which is verified (KIP-890)
 * - 6: topics by id
 *
 * @module
 */
import type { OffsetToCommit } from "../group/commit_offsets.ts";
import { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from "../messages/txn_offset_commit.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { GROUP_METADATA_TOPIC } from "../topic/topic_name.ts";
import { CommitTopics } from "./commit_topics.ts";
import { handler, type RequestContext } from "./handler.ts";

const LOAD_IN_PROGRESS_FROM = 2;
const ABORTABLE_FROM = 4;
const IMPLICIT_ADD_FROM = 5;
const TOPIC_IDS_FROM = 6;

export const txnOffsetCommit = handler({
  request: TxnOffsetCommitRequest,
  response: TxnOffsetCommitResponse,
  versions: [0, 6],
  async handle(request, context) {
    const topics = new CommitTopics(request.topics, {
      byId: context.apiVersion >= TOPIC_IDS_FROM,
      image: context.broker.image,
    });
    const stored = topics.existing();
    if (stored.length > 0) {
      const offsets = stored.map(({ commit }) => commit);
      const { errorCode, value } = await commitOffsets(request, context, { offsets });
      const failure = errorFor(errorCode, context.apiVersion);
      stored.forEach((partition, i) => partition.errorCode = value?.[i] ?? failure);
    }
    return { topics: topics.answer() };
  },
});

function commitOffsets(
  request: TxnOffsetCommitRequest,
  { broker, apiVersion }: RequestContext,
  { offsets }: { offsets: readonly OffsetToCommit[] },
) {
  const { groupId, transactionalId, producerEpoch } = request;
  const producerId = Number(request.producerId);
  return broker.groups.commitTransactionalOffsets({
    groupId,
    generationId: request.generationIdOrMemberEpoch,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId,
    transaction: { producerId, producerEpoch },
    offsets,
    admit: () =>
      broker.transactions.admit({
        transactionalId,
        producerId,
        producerEpoch,
        partitions: [{
          topic: GROUP_METADATA_TOPIC,
          partition: broker.groups.partitionFor(groupId),
        }],
        canAdd: apiVersion >= IMPLICIT_ADD_FROM,
      }),
  });
}

/** The code for a failed commit that clients of this version know. */
function errorFor(errorCode: number, apiVersion: number): number {
  if (errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS && apiVersion < LOAD_IN_PROGRESS_FROM) {
    return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  }
  // Producers expect a stale epoch by this name from the group's side.
  if (errorCode === ErrorCode.PRODUCER_FENCED) return ErrorCode.INVALID_PRODUCER_EPOCH;
  if (errorCode === ErrorCode.TRANSACTION_ABORTABLE && apiVersion < ABORTABLE_FROM) {
    return ErrorCode.INVALID_TXN_STATE;
  }
  return errorCode;
}
