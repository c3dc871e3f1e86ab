/**
 * IncrementalAlterConfigs (API key 44), versions 0 to 1, flexible from 1: sets, deletes, appends to
 * and subtracts from single configs.
 *
 * - 1: flexible
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const IncrementalAlterConfigsRequest = message("IncrementalAlterConfigsRequest", {
  apiKey: 44,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      configOperation: int8(),
      value: string({ nullableFrom: 0 }),
    }),
  }),
  validateOnly: boolean(),
});
export type IncrementalAlterConfigsRequest = Infer<typeof IncrementalAlterConfigsRequest>;

export const IncrementalAlterConfigsResponse = message("IncrementalAlterConfigsResponse", {
  apiKey: 44,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    resourceType: int8(),
    resourceName: string(),
  }),
});
export type IncrementalAlterConfigsResponse = Infer<typeof IncrementalAlterConfigsResponse>;
