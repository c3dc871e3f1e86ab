/**
 * FindCoordinator (API key 10), versions 0 to 6, flexible from 3: which broker coordinates a group,
 * a transactional id or a share partition.
 *
 * - 1: transaction coordinators too (KIP-98); request adds keyType; response adds throttleTimeMs
 *   and errorMessage
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: flexible
 * - 4: several keys at once (KIP-699); request adds coordinatorKeys, drops key; response adds
 *   coordinators, drops errorCode, errorMessage, nodeId, host and port
 * - 5: the client understands TRANSACTION_ABORTABLE (KIP-890)
 * - 6: share coordinators (KIP-932)
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const FindCoordinatorRequest = message("FindCoordinatorRequest", {
  apiKey: 10,
  versions: [0, 6],
  flexibleFrom: 3,
}, {
  key: string({ until: 3 }),
  keyType: int8({ from: 1 }),
  coordinatorKeys: array(string(), { from: 4 }),
});
export type FindCoordinatorRequest = Infer<typeof FindCoordinatorRequest>;

export const FindCoordinatorResponse = message("FindCoordinatorResponse", {
  apiKey: 10,
  versions: [0, 6],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16({ until: 3 }),
  errorMessage: string({ from: 1, until: 3, nullableFrom: 1, ignorable: true }),
  nodeId: int32({ until: 3 }),
  host: string({ until: 3 }),
  port: int32({ until: 3 }),
  coordinators: array({
    key: string(),
    nodeId: int32(),
    host: string(),
    port: int32(),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 4 }),
  }, { from: 4 }),
});
export type FindCoordinatorResponse = Infer<typeof FindCoordinatorResponse>;
