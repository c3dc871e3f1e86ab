/**
 * AddPartitionsToTxn (API key 24), versions 0 to 5: partitions that a transaction is about to write
 * to. Where one of them does not exist none is added: the others get OPERATION_NOT_ATTEMPTED.
 *
 * - 2: PRODUCER_FENCED; before, INVALID_PRODUCER_EPOCH (KIP-588)
 * - 4: several transactions at once, which may also be asked about only (verifyOnly); sent between
 *   brokers, and by nobody to a single one (KIP-890)
 * - 5: TRANSACTION_ABORTABLE is known
 *
 * @module
 */
import {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from "../messages/add_partitions_to_txn.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { EPOCH_BUMP_VERSION } from "../transaction/transaction_metadata.ts";
import { fencedCode } from "./fenced_code.ts";
import { handler, type RequestContext } from "./handler.ts";

type TransactionRequest = AddPartitionsToTxnRequest["transactions"][number];

const PRODUCER_FENCED_FROM = 2;
const BATCHED_FROM = 4;

export const addPartitionsToTxn = handler({
  request: AddPartitionsToTxnRequest,
  response: AddPartitionsToTxnResponse,
  versions: [0, 5],
  async handle(request, context) {
    if (context.apiVersion >= BATCHED_FROM) {
      const results = request.transactions.map(async (transaction) => ({
        transactionalId: transaction.transactionalId,
        topicResults: await answer(transaction, context),
      }));
      return { resultsByTransaction: await Promise.all(results) };
    }
    const transaction = {
      transactionalId: request.v3AndBelowTransactionalId,
      producerId: request.v3AndBelowProducerId,
      producerEpoch: request.v3AndBelowProducerEpoch,
      verifyOnly: false,
      topics: request.v3AndBelowTopics,
    };
    return { resultsByTopicV3AndBelow: await answer(transaction, context) };
  },
});

async function answer(transaction: TransactionRequest, context: RequestContext) {
  const codes = await codesFor(transaction, context);
  let i = 0;
  return transaction.topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex) => {
      return { partitionIndex, partitionErrorCode: codes[i++]! };
    }),
  }));
}

/** An error code for each partition, in their order. */
async function codesFor(
  asked: TransactionRequest,
  { apiVersion, broker }: RequestContext,
): Promise<number[]> {
  const partitions = asked.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => ({ topic: name, partition }))
  );
  const missing = partitions.map(({ topic, partition }) =>
    broker.image.topics.get(topic)?.partitions[partition] === undefined
  );
  if (missing.includes(true)) {
    return missing.map((isMissing) =>
      isMissing ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.OPERATION_NOT_ATTEMPTED
    );
  }
  const request = {
    transactionalId: asked.transactionalId,
    producerId: Number(asked.producerId),
    producerEpoch: asked.producerEpoch,
    partitions,
  };
  if (asked.verifyOnly) return await broker.transactions.verifyPartitions(request);
  const errorCode = await broker.transactions.addPartitions({
    ...request,
    clientTransactionVersion: apiVersion >= BATCHED_FROM ? EPOCH_BUMP_VERSION : 0,
  });
  const code = fencedCode(errorCode, { apiVersion, knownFrom: PRODUCER_FENCED_FROM });
  return partitions.map(() => code);
}
