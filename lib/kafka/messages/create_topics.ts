/**
 * CreateTopics (API key 19), versions 0 to 7, flexible from 5: creates topics.
 *
 * - 1: validation without creating; request adds validateOnly; response adds topics.errorMessage
 * - 2: response adds throttleTimeMs
 * - 3: throttled after the answer, not before (KIP-219)
 * - 4: -1 for the broker's default of partitions and replicas (KIP-464)
 * - 5: the configs of the new topic in the answer (KIP-525); response adds
 *   topics.topicConfigErrorCode, topics.numPartitions, topics.replicationFactor and topics.configs;
 *   flexible
 * - 6: THROTTLING_QUOTA_EXCEEDED (KIP-599)
 * - 7: topic ids (KIP-516); response adds topics.topicId
 *
 * @module
 */

import {
  array,
  boolean,
  type Infer,
  int16,
  int32,
  int8,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const CreateTopicsRequest = message("CreateTopicsRequest", {
  apiKey: 19,
  versions: [0, 7],
  flexibleFrom: 5,
}, {
  topics: array({
    name: string(),
    numPartitions: int32(),
    replicationFactor: int16(),
    assignments: array({
      partitionIndex: int32(),
      brokerIds: array(int32()),
    }),
    configs: array({
      name: string(),
      value: string({ nullableFrom: 0 }),
    }),
  }),
  timeoutMs: int32({ default: 60000 }),
  validateOnly: boolean({ from: 1 }),
});
export type CreateTopicsRequest = Infer<typeof CreateTopicsRequest>;

export const CreateTopicsResponse = message("CreateTopicsResponse", {
  apiKey: 19,
  versions: [0, 7],
  flexibleFrom: 5,
}, {
  throttleTimeMs: int32({ from: 2, ignorable: true }),
  topics: array({
    name: string(),
    topicId: uuid({ from: 7, ignorable: true }),
    errorCode: int16(),
    errorMessage: string({ from: 1, nullableFrom: 1, ignorable: true }),
    topicConfigErrorCode: int16({ from: 5, ignorable: true, tag: 0 }),
    numPartitions: int32({ from: 5, default: -1, ignorable: true }),
    replicationFactor: int16({ from: 5, default: -1, ignorable: true }),
    configs: array({
      name: string(),
      value: string({ nullableFrom: 5 }),
      readOnly: boolean(),
      configSource: int8({ default: -1 }),
      isSensitive: boolean(),
    }, { from: 5, nullableFrom: 5, ignorable: true }),
  }),
});
export type CreateTopicsResponse = Infer<typeof CreateTopicsResponse>;
