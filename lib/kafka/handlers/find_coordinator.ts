/**
 * FindCoordinator (API key 10), versions 0 to 6: who coordinates a group or a transactional id. It
 * is this broker, at the address where the client reached it.
 *
 * The first question for a group makes `__consumer_offsets`, that for a transactional id
 * `__transaction_state`; while that cannot be done the answer is COORDINATOR_NOT_AVAILABLE and the
 * client asks again.
 *
 * - 1: transactional ids too, a message with the error
 * - 4: several keys at once
 * - 6: share partitions (KIP-932)
 *
 * Not done: share partitions have no coordinator here, their keys get INVALID_REQUEST, as from a
 * Kafka that has share groups switched off.
 *
 * @module
 */
import { FindCoordinatorRequest, FindCoordinatorResponse } from "../messages/find_coordinator.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { errorMessage } from "../protocol/error_message.ts";
import { handler, type RequestContext } from "./handler.ts";

const KEY_TYPE_GROUP = 0;
const KEY_TYPE_TRANSACTION = 1;
const BATCHED_FROM = 4;

export const findCoordinator = handler({
  request: FindCoordinatorRequest,
  response: FindCoordinatorResponse,
  versions: [0, 6],
  async handle(request, context) {
    if (context.apiVersion < BATCHED_FROM) {
      const found = await find(request.key, { keyType: request.keyType, context });
      return found;
    }
    const coordinators = await Promise.all(request.coordinatorKeys.map(async (key) => {
      return { key, ...await find(key, { keyType: request.keyType, context }) };
    }));
    return { coordinators };
  },
});

async function find(
  key: string,
  { keyType, context }: { keyType: number; context: RequestContext },
) {
  const { broker, connection } = context;
  let errorCode: number = ErrorCode.NONE;
  if (keyType === KEY_TYPE_GROUP) errorCode = await broker.groups.find(key);
  else if (keyType === KEY_TYPE_TRANSACTION) errorCode = await broker.transactions.find(key);
  else errorCode = ErrorCode.INVALID_REQUEST;
  if (errorCode === ErrorCode.NONE) {
    return { errorCode, errorMessage: null, ...broker.nodeFor(connection) };
  }
  return { errorCode, errorMessage: errorMessage(errorCode), nodeId: -1, host: "", port: -1 };
}
