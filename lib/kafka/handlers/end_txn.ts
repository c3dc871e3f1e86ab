/**
 * EndTxn (API key 26), versions 0 to 5: commits or aborts a transaction. The answer says that the
 * decision is on disk; readers of committed records see it a moment later, when the markers are
 * written.
 *
 * - 2: PRODUCER_FENCED; before, INVALID_PRODUCER_EPOCH (KIP-588)
 * - 4: TRANSACTION_ABORTABLE is known
 * - 5: the epoch is bumped at every end, and the answer tells the id and epoch that the producer
 *   goes on with; a transaction without partitions may be aborted (KIP-890)
 *
 * @module
 */
import { EndTxnRequest, EndTxnResponse } from "../messages/end_txn.ts";
import { fencedCode } from "./fenced_code.ts";
import { handler } from "./handler.ts";

const PRODUCER_FENCED_FROM = 2;
const EPOCH_BUMP_FROM = 5;

export const endTxn = handler({
  request: EndTxnRequest,
  response: EndTxnResponse,
  versions: [0, 5],
  async handle({ transactionalId, producerId, producerEpoch, committed }, { apiVersion, broker }) {
    const answer = await broker.transactions.endTransaction({
      transactionalId,
      producerId: Number(producerId),
      producerEpoch,
      isCommit: committed,
      bumpsEpoch: apiVersion >= EPOCH_BUMP_FROM,
    });
    return {
      errorCode: fencedCode(answer.errorCode, { apiVersion, knownFrom: PRODUCER_FENCED_FROM }),
      producerId: BigInt(answer.producerId),
      producerEpoch: answer.producerEpoch,
    };
  },
});
