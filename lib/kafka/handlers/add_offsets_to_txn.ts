/**
 * AddOffsetsToTxn (API key 25), versions 0 to 4: a transaction is about to commit offsets of a
 * group, so the group's partition of `__consumer_offsets` takes part in it. Clients of KIP-890 do
 * without: TxnOffsetCommit 5 adds it by itself.
 *
 * - 2: PRODUCER_FENCED; before, INVALID_PRODUCER_EPOCH (KIP-588)
 * - 4: TRANSACTION_ABORTABLE is known
 *
 * @module
 */
import { AddOffsetsToTxnRequest, AddOffsetsToTxnResponse } from "../messages/add_offsets_to_txn.ts";
import { GROUP_METADATA_TOPIC } from "../topic/topic_name.ts";
import { fencedCode } from "./fenced_code.ts";
import { handler } from "./handler.ts";

const PRODUCER_FENCED_FROM = 2;

export const addOffsetsToTxn = handler({
  request: AddOffsetsToTxnRequest,
  response: AddOffsetsToTxnResponse,
  versions: [0, 4],
  async handle({ transactionalId, producerId, producerEpoch, groupId }, { apiVersion, broker }) {
    const partition = broker.groups.partitionFor(groupId);
    const errorCode = await broker.transactions.addPartitions({
      transactionalId,
      producerId: Number(producerId),
      producerEpoch,
      partitions: [{ topic: GROUP_METADATA_TOPIC, partition }],
      clientTransactionVersion: 0,
    });
    return { errorCode: fencedCode(errorCode, { apiVersion, knownFrom: PRODUCER_FENCED_FROM }) };
  },
});
