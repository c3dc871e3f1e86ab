/**
 * InitProducerId (API key 22), versions 0 to 6, flexible from 2: a producer id and epoch for an
 * idempotent or transactional producer.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: a producer may name the id it has, to bump its epoch (KIP-360); request adds producerId and
 *   producerEpoch
 * - 4: PRODUCER_FENCED in place of INVALID_PRODUCER_EPOCH (KIP-588)
 * - 5: the client understands TRANSACTION_ABORTABLE (KIP-890)
 * - 6: two-phase commit (KIP-939); not final in Kafka 4.4; request adds enable2Pc and
 *   keepPreparedTxn; response adds ongoingTxnProducerId and ongoingTxnProducerEpoch
 *
 * @module
 */

import { bigint64, boolean, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const InitProducerIdRequest = message("InitProducerIdRequest", {
  apiKey: 22,
  versions: [0, 6],
  flexibleFrom: 2,
}, {
  transactionalId: string({ nullableFrom: 0 }),
  transactionTimeoutMs: int32(),
  producerId: bigint64({ from: 3, default: -1n }),
  producerEpoch: int16({ from: 3, default: -1 }),
  enable2Pc: boolean({ from: 6 }),
  keepPreparedTxn: boolean({ from: 6 }),
});
export type InitProducerIdRequest = Infer<typeof InitProducerIdRequest>;

export const InitProducerIdResponse = message("InitProducerIdResponse", {
  apiKey: 22,
  versions: [0, 6],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerId: bigint64({ default: -1n }),
  producerEpoch: int16(),
  ongoingTxnProducerId: bigint64({ from: 6, default: -1n }),
  ongoingTxnProducerEpoch: int16({ from: 6, default: -1 }),
});
export type InitProducerIdResponse = Infer<typeof InitProducerIdResponse>;
