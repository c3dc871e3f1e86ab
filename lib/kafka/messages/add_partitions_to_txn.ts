/**
 * AddPartitionsToTxn (API key 24), versions 0 to 5, flexible from 3: partitions that a transaction
 * is about to write to.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: PRODUCER_FENCED in place of INVALID_PRODUCER_EPOCH (KIP-588)
 * - 3: flexible
 * - 4: several transactions at once, between brokers (KIP-890); request adds transactions, drops
 *   v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch and v3AndBelowTopics;
 *   response adds errorCode and resultsByTransaction, drops resultsByTopicV3AndBelow
 * - 5: the client understands TRANSACTION_ABORTABLE (KIP-890)
 *
 * @module
 */

import {
  array,
  bigint64,
  boolean,
  type Infer,
  int16,
  int32,
  message,
  string,
} from "../schema/mod.ts";

const addPartitionsToTxnTopic = {
  name: string(),
  partitions: array(int32()),
};

export const AddPartitionsToTxnRequest = message("AddPartitionsToTxnRequest", {
  apiKey: 24,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  transactions: array({
    transactionalId: string(),
    producerId: bigint64(),
    producerEpoch: int16(),
    verifyOnly: boolean(),
    topics: array(addPartitionsToTxnTopic),
  }, { from: 4 }),
  v3AndBelowTransactionalId: string({ until: 3 }),
  v3AndBelowProducerId: bigint64({ until: 3 }),
  v3AndBelowProducerEpoch: int16({ until: 3 }),
  v3AndBelowTopics: array(addPartitionsToTxnTopic, { until: 3 }),
});
export type AddPartitionsToTxnRequest = Infer<typeof AddPartitionsToTxnRequest>;

const addPartitionsToTxnPartitionResult = {
  partitionIndex: int32(),
  partitionErrorCode: int16(),
};

const addPartitionsToTxnTopicResult = {
  name: string(),
  resultsByPartition: array(addPartitionsToTxnPartitionResult),
};

export const AddPartitionsToTxnResponse = message("AddPartitionsToTxnResponse", {
  apiKey: 24,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ from: 4, ignorable: true }),
  resultsByTransaction: array({
    transactionalId: string(),
    topicResults: array(addPartitionsToTxnTopicResult),
  }, { from: 4 }),
  resultsByTopicV3AndBelow: array(addPartitionsToTxnTopicResult, { until: 3 }),
});
export type AddPartitionsToTxnResponse = Infer<typeof AddPartitionsToTxnResponse>;
