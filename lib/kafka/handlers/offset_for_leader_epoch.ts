/**
 * OffsetForLeaderEpoch (API key 23), versions 0 to 4: where a leader epoch ended, by which clients
 * find out whether what they read was truncated away after a change of leader.
 *
 * A partition has one replica, so no epoch was ever cut short by another here: all of them reach to
 * the log's end, and nobody who asks finds a divergence. One that came from a Kafka has epochs from
 * before, each with its end (lib/kafka/log/leader_epochs.ts).
 *
 * - 1: the epoch that the offset belongs to
 * - 2: the client's own idea of the leader is checked (KIP-320)
 *
 * @module
 */
import {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from "../messages/offset_for_leader_epoch.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { leaderEpochFault } from "./fetch.ts";
import { handler, type RequestContext } from "./handler.ts";

type PartitionRequest = OffsetForLeaderEpochRequest["topics"][number]["partitions"][number];
type PartitionResponse = Input<
  typeof OffsetForLeaderEpochResponse
>["topics"][number]["partitions"][number];

export const offsetForLeaderEpoch = handler({
  request: OffsetForLeaderEpochRequest,
  response: OffsetForLeaderEpochResponse,
  versions: [0, 4],
  handle({ topics }, context) {
    return {
      topics: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((asked) => answer(topic, asked, context)),
      })),
    };
  },
});

function answer(
  topic: string,
  { partition: index, currentLeaderEpoch, leaderEpoch }: PartitionRequest,
  { broker }: RequestContext,
): PartitionResponse {
  const partition = broker.partitions.get(topic, index);
  if (partition === undefined) {
    return { partition: index, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  }
  if (partition.log.offline !== null) {
    return { partition: index, errorCode: ErrorCode.KAFKA_STORAGE_ERROR };
  }
  const errorCode = leaderEpochFault(currentLeaderEpoch, partition.leaderEpoch);
  if (errorCode !== ErrorCode.NONE) return { partition: index, errorCode };
  return { partition: index, errorCode, ...broker.partitions.endOfEpoch(partition, leaderEpoch) };
}
