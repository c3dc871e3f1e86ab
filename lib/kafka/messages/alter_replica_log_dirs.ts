/**
 * AlterReplicaLogDirs (API key 34), versions 0 to 2, flexible from 2: moves replicas between the
 * log directories of one broker.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const AlterReplicaLogDirsRequest = message("AlterReplicaLogDirsRequest", {
  apiKey: 34,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  dirs: array({
    path: string(),
    topics: array({
      name: string(),
      partitions: array(int32()),
    }),
  }),
});
export type AlterReplicaLogDirsRequest = Infer<typeof AlterReplicaLogDirsRequest>;

export const AlterReplicaLogDirsResponse = message("AlterReplicaLogDirsResponse", {
  apiKey: 34,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
});
export type AlterReplicaLogDirsResponse = Infer<typeof AlterReplicaLogDirsResponse>;
