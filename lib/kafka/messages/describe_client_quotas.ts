/**
 * DescribeClientQuotas (API key 48), versions 0 to 1, flexible from 1: quotas by user, client id
 * and address.
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
  int8,
  message,
  string,
} from "../schema/mod.ts";

export const DescribeClientQuotasRequest = message("DescribeClientQuotasRequest", {
  apiKey: 48,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  components: array({
    entityType: string(),
    matchType: int8(),
    match: string({ nullableFrom: 0 }),
  }),
  strict: boolean(),
});
export type DescribeClientQuotasRequest = Infer<typeof DescribeClientQuotasRequest>;

export const DescribeClientQuotasResponse = message("DescribeClientQuotasResponse", {
  apiKey: 48,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  entries: array({
    entity: array({
      entityType: string(),
      entityName: string({ nullableFrom: 0 }),
    }),
    values: array({
      key: string(),
      value: float64(),
    }),
  }, { nullableFrom: 0 }),
});
export type DescribeClientQuotasResponse = Infer<typeof DescribeClientQuotasResponse>;
