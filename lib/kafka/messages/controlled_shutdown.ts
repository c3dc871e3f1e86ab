/**
 * ControlledShutdown (API key 7), versions 0 to 3, flexible from 3: a broker that stops asks the
 * controller to move its leaderships (ZooKeeper mode).
 *
 * - 0: its request header has no client id
 * - 1: its request header has the client id
 * - 2: the broker's epoch (KIP-380); request adds brokerEpoch
 * - 3: flexible
 *
 * @module
 */

import { array, bigint64, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const ControlledShutdownRequest = message("ControlledShutdownRequest", {
  apiKey: 7,
  versions: [0, 3],
  flexibleFrom: 3,
}, {
  brokerId: int32(),
  brokerEpoch: bigint64({ from: 2, default: -1n, ignorable: true }),
});
export type ControlledShutdownRequest = Infer<typeof ControlledShutdownRequest>;

export const ControlledShutdownResponse = message("ControlledShutdownResponse", {
  apiKey: 7,
  versions: [0, 3],
  flexibleFrom: 3,
}, {
  errorCode: int16(),
  remainingPartitions: array({
    topicName: string(),
    partitionIndex: int32(),
  }),
});
export type ControlledShutdownResponse = Infer<typeof ControlledShutdownResponse>;
