/**
 * WriteTxnMarkers (API key 27), versions 1 and 2: ends transactions in the partitions named. The
 * broker's own coordinator does not come this way; `kafka-transactions.sh abort` does, for a
 * transaction that hangs.
 *
 * - 1: flexible
 * - 2: the transaction's version, which says how strictly epochs are compared (KIP-1228)
 *
 * @module
 */
import { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from "../messages/write_txn_markers.ts";
import { writeMarker } from "../transaction/write_marker.ts";
import type { Broker } from "./broker.ts";
import { handler } from "./handler.ts";

type MarkerRequest = WriteTxnMarkersRequest["markers"][number];

export const writeTxnMarkers = handler({
  request: WriteTxnMarkersRequest,
  response: WriteTxnMarkersResponse,
  versions: [1, 2],
  async handle({ markers }, { broker }) {
    return { markers: await Promise.all(markers.map((marker) => write(marker, broker))) };
  },
});

async function write(asked: MarkerRequest, broker: Broker) {
  const marker = {
    producerId: Number(asked.producerId),
    producerEpoch: asked.producerEpoch,
    coordinatorEpoch: asked.coordinatorEpoch,
    isCommit: asked.transactionResult,
    transactionVersion: asked.transactionVersion,
  };
  const { image, partitions, groups, clock, config } = broker;
  const nowMs = clock.nowMs();
  const destinations = { image, partitions, groups, nowMs, mustFlush: config.acksAllFlushEnable };
  const topics = asked.topics.map(async ({ name, partitionIndexes }) => ({
    name,
    partitions: await Promise.all(partitionIndexes.map(async (partitionIndex) => {
      const place = { topic: name, partition: partitionIndex };
      return { partitionIndex, errorCode: await writeMarker(place, marker, destinations) };
    })),
  }));
  return { producerId: asked.producerId, topics: await Promise.all(topics) };
}
