/**
 * CreatePartitions (API key 37), versions 0 to 3, flexible from 2: adds partitions to topics.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: THROTTLING_QUOTA_EXCEEDED (KIP-599)
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const CreatePartitionsRequest = message("CreatePartitionsRequest", {
  apiKey: 37,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  topics: array({
    name: string(),
    count: int32(),
    assignments: array({
      brokerIds: array(int32()),
    }, { nullableFrom: 0 }),
  }),
  timeoutMs: int32(),
  validateOnly: boolean(),
});
export type CreatePartitionsRequest = Infer<typeof CreatePartitionsRequest>;

export const CreatePartitionsResponse = message("CreatePartitionsResponse", {
  apiKey: 37,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    name: string(),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
  }),
});
export type CreatePartitionsResponse = Infer<typeof CreatePartitionsResponse>;
