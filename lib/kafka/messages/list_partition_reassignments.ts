/**
 * ListPartitionReassignments (API key 46), version 0, flexible: moves of replicas that are under
 * way.
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const ListPartitionReassignmentsRequest = message("ListPartitionReassignmentsRequest", {
  apiKey: 46,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  timeoutMs: int32({ default: 60000 }),
  topics: array({
    name: string(),
    partitionIndexes: array(int32()),
  }, { nullableFrom: 0, default: null }),
});
export type ListPartitionReassignmentsRequest = Infer<typeof ListPartitionReassignmentsRequest>;

export const ListPartitionReassignmentsResponse = message("ListPartitionReassignmentsResponse", {
  apiKey: 46,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      replicas: array(int32()),
      addingReplicas: array(int32()),
      removingReplicas: array(int32()),
    }),
  }),
});
export type ListPartitionReassignmentsResponse = Infer<typeof ListPartitionReassignmentsResponse>;
