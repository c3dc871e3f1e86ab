/**
 * DeleteTopics (API key 20), versions 0 to 6, flexible from 4: deletes topics.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: TOPIC_DELETION_DISABLED
 * - 4: flexible
 * - 5: THROTTLING_QUOTA_EXCEEDED, with a message (KIP-599); response adds responses.errorMessage
 * - 6: by id (KIP-516); request adds topics, drops topicNames; response adds responses.topicId,
 *   responses.name may be null
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string, uuid } from "../schema/mod.ts";

export const DeleteTopicsRequest = message("DeleteTopicsRequest", {
  apiKey: 20,
  versions: [0, 6],
  flexibleFrom: 4,
}, {
  topics: array({
    name: string({ nullableFrom: 6, default: null }),
    topicId: uuid(),
  }, { from: 6 }),
  topicNames: array(string(), { until: 5, ignorable: true }),
  timeoutMs: int32(),
});
export type DeleteTopicsRequest = Infer<typeof DeleteTopicsRequest>;

export const DeleteTopicsResponse = message("DeleteTopicsResponse", {
  apiKey: 20,
  versions: [0, 6],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  responses: array({
    name: string({ nullableFrom: 6 }),
    topicId: uuid({ from: 6, ignorable: true }),
    errorCode: int16(),
    errorMessage: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  }),
});
export type DeleteTopicsResponse = Infer<typeof DeleteTopicsResponse>;
