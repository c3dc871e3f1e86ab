/**
 * ListConfigResources (API key 74), versions 0 to 1, flexible: names of resources that have
 * configs; version 0 was ListClientMetricsResources.
 *
 * - 1: any type of resource (KIP-1142); request adds resourceTypes; response adds
 *   configResources.resourceType
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const ListConfigResourcesRequest = message("ListConfigResourcesRequest", {
  apiKey: 74,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  resourceTypes: array(int8(), { from: 1 }),
});
export type ListConfigResourcesRequest = Infer<typeof ListConfigResourcesRequest>;

export const ListConfigResourcesResponse = message("ListConfigResourcesResponse", {
  apiKey: 74,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  configResources: array({
    resourceName: string(),
    resourceType: int8({ from: 1, default: 16, ignorable: true }),
  }),
});
export type ListConfigResourcesResponse = Infer<typeof ListConfigResourcesResponse>;
