/**
 * ApiVersions (API key 18), versions 0 to 5, flexible from 3: which APIs and versions the broker
 * serves, and its features.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: the client's name and version (KIP-511), features (KIP-584); the response header stays
 *   version 0; request adds clientSoftwareName and clientSoftwareVersion; response adds
 *   supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures and zkMigrationReady; flexible
 * - 4: features whose lowest version is 0
 * - 5: the cluster and node that the client means (KIP-1242); request adds clusterId and nodeId
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int64, message, string } from "../schema/mod.ts";

export const ApiVersionsRequest = message("ApiVersionsRequest", {
  apiKey: 18,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  clientSoftwareName: string({ from: 3, ignorable: true }),
  clientSoftwareVersion: string({ from: 3, ignorable: true }),
  clusterId: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  nodeId: int32({ from: 5, default: -1, ignorable: true }),
});
export type ApiVersionsRequest = Infer<typeof ApiVersionsRequest>;

export const ApiVersionsResponse = message("ApiVersionsResponse", {
  apiKey: 18,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  errorCode: int16(),
  apiKeys: array({
    apiKey: int16(),
    minVersion: int16(),
    maxVersion: int16(),
  }),
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  supportedFeatures: array({
    name: string(),
    minVersion: int16(),
    maxVersion: int16(),
  }, { from: 3, ignorable: true, tag: 0 }),
  finalizedFeaturesEpoch: int64({ from: 3, default: -1, ignorable: true, tag: 1 }),
  finalizedFeatures: array({
    name: string(),
    maxVersionLevel: int16(),
    minVersionLevel: int16(),
  }, { from: 3, ignorable: true, tag: 2 }),
  zkMigrationReady: boolean({ from: 3, ignorable: true, tag: 3 }),
});
export type ApiVersionsResponse = Infer<typeof ApiVersionsResponse>;
