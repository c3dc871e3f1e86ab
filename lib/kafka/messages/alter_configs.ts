/**
 * AlterConfigs (API key 33), versions 0 to 2, flexible from 2: replaces the whole config of
 * resources (IncrementalAlterConfigs came after it).
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const AlterConfigsRequest = message("AlterConfigsRequest", {
  apiKey: 33,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: string({ nullableFrom: 0 }),
    }),
  }),
  validateOnly: boolean(),
});
export type AlterConfigsRequest = Infer<typeof AlterConfigsRequest>;

export const AlterConfigsResponse = message("AlterConfigsResponse", {
  apiKey: 33,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    resourceType: int8(),
    resourceName: string(),
  }),
});
export type AlterConfigsResponse = Infer<typeof AlterConfigsResponse>;
