/**
 * AlterClientQuotas (API key 49), versions 0 to 1, flexible from 1: sets and removes quotas.
 *
 * - 1: flexible
 *
 * @module
 */

import {
  array,
  boolean,
  float64,
  type Infer,
  int16,
  int32,
  message,
  string,
} from "../schema/mod.ts";

export const AlterClientQuotasRequest = message("AlterClientQuotasRequest", {
  apiKey: 49,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  entries: array({
    entity: array({
      entityType: string(),
      entityName: string({ nullableFrom: 0 }),
    }),
    ops: array({
      key: string(),
      value: float64(),
      remove: boolean(),
    }),
  }),
  validateOnly: boolean(),
});
export type AlterClientQuotasRequest = Infer<typeof AlterClientQuotasRequest>;

export const AlterClientQuotasResponse = message("AlterClientQuotasResponse", {
  apiKey: 49,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  entries: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    entity: array({
      entityType: string(),
      entityName: string({ nullableFrom: 0 }),
    }),
  }),
});
export type AlterClientQuotasResponse = Infer<typeof AlterClientQuotasResponse>;
