/**
 * ElectLeaders (API key 43), versions 0 to 2, flexible from 2: elects preferred or unclean leaders
 * of partitions.
 *
 * - 1: unclean elections (KIP-460); request adds electionType; response adds errorCode
 * - 2: flexible
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const ElectLeadersRequest = message("ElectLeadersRequest", {
  apiKey: 43,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  electionType: int8({ from: 1 }),
  topicPartitions: array({
    topic: string(),
    partitions: array(int32()),
  }, { nullableFrom: 0 }),
  timeoutMs: int32({ default: 60000 }),
});
export type ElectLeadersRequest = Infer<typeof ElectLeadersRequest>;

export const ElectLeadersResponse = message("ElectLeadersResponse", {
  apiKey: 43,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ from: 1 }),
  replicaElectionResults: array({
    topic: string(),
    partitionResult: array({
      partitionId: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0 }),
    }),
  }),
});
export type ElectLeadersResponse = Infer<typeof ElectLeadersResponse>;
