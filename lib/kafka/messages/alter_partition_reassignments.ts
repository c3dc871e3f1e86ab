/**
 * AlterPartitionReassignments (API key 45), versions 0 to 1, flexible: starts and cancels moves of
 * replicas.
 *
 * - 1: whether the number of replicas may change (KIP-860); request adds
 *   allowReplicationFactorChange; response adds allowReplicationFactorChange
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const AlterPartitionReassignmentsRequest = message("AlterPartitionReassignmentsRequest", {
  apiKey: 45,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  timeoutMs: int32({ default: 60000 }),
  allowReplicationFactorChange: boolean({ from: 1, default: true }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      replicas: array(int32(), { nullableFrom: 0, default: null }),
    }),
  }),
});
export type AlterPartitionReassignmentsRequest = Infer<typeof AlterPartitionReassignmentsRequest>;

export const AlterPartitionReassignmentsResponse = message("AlterPartitionReassignmentsResponse", {
  apiKey: 45,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  allowReplicationFactorChange: boolean({ from: 1, default: true, ignorable: true }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  responses: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0 }),
    }),
  }),
});
export type AlterPartitionReassignmentsResponse = Infer<typeof AlterPartitionReassignmentsResponse>;
