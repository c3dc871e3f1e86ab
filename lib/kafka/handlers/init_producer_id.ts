/**
 * InitProducerId (API key 22), versions 0 to 5: an id and an epoch for an idempotent producer, or
 * for one with a transactional id, whose older producers are fenced by it.
 *
 * - 3: a producer may ask for the next epoch of the id it has (KIP-360); without a transactional id
 *   the broker keeps no producers, so it gets a new id, which serves as well
 * - 4: PRODUCER_FENCED; before, INVALID_PRODUCER_EPOCH (KIP-588)
 * - 5: the client knows TRANSACTION_ABORTABLE (KIP-890)
 *
 * Not done: version 6, two-phase commit (KIP-939).
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import { InitProducerIdRequest, InitProducerIdResponse } from "../messages/init_producer_id.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../transaction/transaction_metadata.ts";
import type { Broker } from "./broker.ts";
import { fencedCode } from "./fenced_code.ts";
import { handler } from "./handler.ts";

const PRODUCER_FENCED_FROM = 4;

export const initProducerId = handler({
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
  versions: [0, 5],
  async handle(request, { apiVersion, broker }) {
    const { transactionalId, transactionTimeoutMs: timeoutMs, producerEpoch } = request;
    const producerId = Number(request.producerId);
    const hasId = producerId !== NO_PRODUCER_ID;
    if (hasId !== (producerEpoch !== NO_PRODUCER_EPOCH)) return failed(ErrorCode.INVALID_REQUEST);
    if (transactionalId === null) return await newProducer(broker);
    const current = hasId ? { producerId, producerEpoch } : null;
    const answer = await broker.transactions.initProducerId({
      transactionalId,
      timeoutMs,
      current,
    });
    return {
      errorCode: fencedCode(answer.errorCode, { apiVersion, knownFrom: PRODUCER_FENCED_FROM }),
      producerId: BigInt(answer.producerId),
      producerEpoch: answer.producerEpoch,
    };
  },
});

/** A producer without a transactional id. */
async function newProducer(broker: Broker) {
  try {
    const producerId = BigInt(await broker.producerIds.next());
    return { errorCode: ErrorCode.NONE, producerId, producerEpoch: 0 };
  } catch (error) {
    if (error instanceof DiskFullError) return failed(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    throw error;
  }
}

function failed(errorCode: number) {
  return { errorCode, producerId: -1n, producerEpoch: -1 };
}
