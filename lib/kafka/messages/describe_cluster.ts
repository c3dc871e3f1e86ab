/**
 * DescribeCluster (API key 60), versions 0 to 2, flexible: brokers, controller and cluster id, for
 * admin tools.
 *
 * - 1: brokers or controllers (KIP-919); request adds endpointType; response adds endpointType
 * - 2: fenced brokers too (KIP-1073); request adds includeFencedBrokers; response adds
 *   brokers.isFenced
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const DescribeClusterRequest = message("DescribeClusterRequest", {
  apiKey: 60,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  includeClusterAuthorizedOperations: boolean(),
  endpointType: int8({ from: 1, default: 1 }),
  includeFencedBrokers: boolean({ from: 2 }),
});
export type DescribeClusterRequest = Infer<typeof DescribeClusterRequest>;

export const DescribeClusterResponse = message("DescribeClusterResponse", {
  apiKey: 60,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0, default: null }),
  endpointType: int8({ from: 1, default: 1 }),
  clusterId: string(),
  controllerId: int32({ default: -1 }),
  brokers: array({
    brokerId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullableFrom: 0, default: null }),
    isFenced: boolean({ from: 2 }),
  }),
  clusterAuthorizedOperations: int32({ default: -2147483648 }),
});
export type DescribeClusterResponse = Infer<typeof DescribeClusterResponse>;
