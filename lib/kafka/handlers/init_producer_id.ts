/**
 * InitProducerId (API key 22), versions 0 to 5: an id for an idempotent producer.
 *
 * - 3: a producer may ask for its id with the next epoch (KIP-360); without a transactional id the
 *   broker keeps no producers, so it gets a new id, which serves as well
 *
 * Not done: transactional ids are answered with INVALID_REQUEST, which clients do not retry,
 * because no transaction coordinator is served yet.
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import { InitProducerIdRequest, InitProducerIdResponse } from "../messages/init_producer_id.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

export const initProducerId = handler({
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
  versions: [0, 5],
  async handle({ transactionalId }, { broker }) {
    if (transactionalId !== null) return failed(ErrorCode.INVALID_REQUEST);
    try {
      const producerId = BigInt(await broker.producerIds.next());
      return { errorCode: ErrorCode.NONE, producerId, producerEpoch: 0 };
    } catch (error) {
      if (error instanceof DiskFullError) return failed(ErrorCode.COORDINATOR_NOT_AVAILABLE);
      throw error;
    }
  },
});

function failed(errorCode: number) {
  return { errorCode, producerId: -1n, producerEpoch: -1 };
}
