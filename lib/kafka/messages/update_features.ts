/**
 * UpdateFeatures (API key 57), versions 0 to 2, flexible: raises and lowers the cluster's finalized
 * features.
 *
 * - 1: kinds of upgrade and validation without change (KIP-778); request adds
 *   featureUpdates.upgradeType and validateOnly, drops featureUpdates.allowDowngrade
 * - 2: one error for the whole answer; response drops results
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const UpdateFeaturesRequest = message("UpdateFeaturesRequest", {
  apiKey: 57,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  timeoutMs: int32({ default: 60000 }),
  featureUpdates: array({
    feature: string(),
    maxVersionLevel: int16(),
    allowDowngrade: boolean({ until: 0 }),
    upgradeType: int8({ from: 1, default: 1 }),
  }),
  validateOnly: boolean({ from: 1 }),
});
export type UpdateFeaturesRequest = Infer<typeof UpdateFeaturesRequest>;

export const UpdateFeaturesResponse = message("UpdateFeaturesResponse", {
  apiKey: 57,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  results: array({
    feature: string(),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
  }, { until: 1, ignorable: true }),
});
export type UpdateFeaturesResponse = Infer<typeof UpdateFeaturesResponse>;
