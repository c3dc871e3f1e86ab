/**
 * DescribeConfigs (API key 32), versions 0 to 4, flexible from 4: configs of topics, brokers,
 * groups and loggers, with where each value is from.
 *
 * - 1: where each value is from, synonyms (KIP-226); request adds includeSynonyms; response adds
 *   configs.configSource and configs.synonyms, drops configs.isDefault
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: types and documentation (KIP-569); request adds includeDocumentation; response adds
 *   configs.configType and configs.documentation
 * - 4: flexible
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const DescribeConfigsRequest = message("DescribeConfigsRequest", {
  apiKey: 32,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configurationKeys: array(string(), { nullableFrom: 0 }),
  }),
  includeSynonyms: boolean({ from: 1 }),
  includeDocumentation: boolean({ from: 3 }),
});
export type DescribeConfigsRequest = Infer<typeof DescribeConfigsRequest>;

export const DescribeConfigsResponse = message("DescribeConfigsResponse", {
  apiKey: 32,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: string({ nullableFrom: 0 }),
      readOnly: boolean(),
      isDefault: boolean({ until: 0 }),
      configSource: int8({ from: 1, default: -1, ignorable: true }),
      isSensitive: boolean(),
      synonyms: array({
        name: string(),
        value: string({ nullableFrom: 1 }),
        source: int8(),
      }, { from: 1, ignorable: true }),
      configType: int8({ from: 3, ignorable: true }),
      documentation: string({ from: 3, nullableFrom: 3, ignorable: true }),
    }),
  }),
});
export type DescribeConfigsResponse = Infer<typeof DescribeConfigsResponse>;
