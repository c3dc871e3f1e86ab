/**
 * What WriteTxnMarkers refuses: markers of producers, and of coordinators, that others replaced.
 *
 * @module
 */
import {
  WriteTxnMarkersRequest,
  WriteTxnMarkersResponse,
} from "../../../../lib/kafka/messages/write_txn_markers.ts";
import { batchOf } from "../../batches.ts";
import { produce } from "./produce_cases.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";
import { init } from "./transaction_cases.ts";

const MARKERS = { request: WriteTxnMarkersRequest, response: WriteTxnMarkersResponse };

/** The epoch that the producer of a case wrote with, and that of its coordinator. */
const PRODUCER_EPOCH = 5;
const COORDINATOR_EPOCH = 7;

interface Marker {
  topic: string;
  producerId: bigint;
  partition?: number;
  producerEpoch?: number;
  coordinatorEpoch?: number;
}

async function mark(target: Target, { topic, producerId, partition = 0, ...epochs }: Marker) {
  const marker = {
    producerId,
    producerEpoch: PRODUCER_EPOCH,
    transactionResult: false,
    topics: [{ name: topic, partitionIndexes: [partition] }],
    coordinatorEpoch: COORDINATOR_EPOCH,
    ...epochs,
  };
  const answer = await target.ask(MARKERS, { version: 1, request: { markers: [marker] } });
  return answer.markers[0]?.topics[0]?.partitions[0];
}

/** Marks a partition that the producer wrote to. */
function marking(rest: Partial<Marker>): Ask {
  return async (target) => {
    const { name: topic } = await freshTopic(target);
    const { producerId } = await init(target, {});
    const batch = batchOf(["a"], {
      timestamp: target.nowMs,
      producerId,
      producerEpoch: PRODUCER_EPOCH,
      baseSequence: 0,
    });
    const written = await produce(target, batch, { topic });
    if (written?.errorCode !== 0) throw new Error(`Cannot produce: ${written?.errorCode}`);
    const first = await mark(target, { topic, producerId });
    if (first?.errorCode !== 0) throw new Error(`Cannot mark: ${first?.errorCode}`);
    return await mark(target, { topic, producerId, ...rest });
  };
}

export const markerCases = refusalsOf("WriteTxnMarkers", [
  ["an unknown topic", marking({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", marking({ partition: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a negative partition", marking({ partition: -1 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a stale epoch", marking({ producerEpoch: PRODUCER_EPOCH - 1 }), "INVALID_PRODUCER_EPOCH"],
  [
    "a stale coordinator",
    marking({ coordinatorEpoch: COORDINATOR_EPOCH - 1 }),
    "TRANSACTION_COORDINATOR_FENCED",
  ],
  [
    "a stale coordinator of a newer producer",
    marking({ producerEpoch: PRODUCER_EPOCH + 1, coordinatorEpoch: COORDINATOR_EPOCH - 1 }),
    "TRANSACTION_COORDINATOR_FENCED",
  ],
  [
    "a stale epoch and a stale coordinator",
    marking({ producerEpoch: PRODUCER_EPOCH - 1, coordinatorEpoch: COORDINATOR_EPOCH - 1 }),
    "INVALID_PRODUCER_EPOCH",
  ],
]);
