/**
 * ElectLeaders (API key 43), versions 0 to 2: makes the first replica of a partition its leader
 * again (preferred), or any replica the leader of a partition that has none (unclean).
 *
 * A partition that is led as asked is answered with ELECTION_NOT_NEEDED where it was named, and
 * left out where the request asks for all. The first replica must be alive and in sync for a
 * preferred election; an unclean one takes the first replica that is alive.
 *
 * - 1: unclean elections (KIP-460); an error for the whole answer
 *
 * @module
 */
import {
  type ElectionResult,
  type ElectionType,
  electLeader,
} from "../../metadata/leader_election.ts";
import { ElectLeadersRequest, ElectLeadersResponse } from "../messages/elect_leaders.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusal, refusalOf } from "./refusal.ts";

type TopicResult = Input<typeof ElectLeadersResponse>["replicaElectionResults"][number];
type PartitionResult = TopicResult["partitionResult"][number];

/** By the number that requests carry. */
const ELECTION_TYPES: readonly ElectionType[] = ["preferred", "unclean"];

export const electLeaders = handler({
  request: ElectLeadersRequest,
  response: ElectLeadersResponse,
  versions: [0, 2],
  async handle({ electionType, topicPartitions }, context) {
    const type = ELECTION_TYPES[electionType];
    if (type === undefined) {
      return { errorCode: ErrorCode.INVALID_REQUEST, replicaElectionResults: [] };
    }
    const replicaElectionResults: TopicResult[] = [];
    for (const { topic, partitions } of topicPartitions ?? everyPartition(context)) {
      const results: PartitionResult[] = [];
      for (const partitionId of partitions) {
        results.push(await elect({ topic, index: partitionId, type }, context));
      }
      const told = topicPartitions !== null
        ? results
        : results.filter(({ errorCode }) => errorCode !== ErrorCode.ELECTION_NOT_NEEDED);
      replicaElectionResults.push({ topic, partitionResult: told });
    }
    await context.broker.settled();
    return { errorCode: ErrorCode.NONE, replicaElectionResults };
  },
});

function everyPartition({ broker }: RequestContext) {
  return [...broker.image.topics.values()].map(({ name, partitions }) => ({
    topic: name,
    partitions: partitions.map(({ index }) => index),
  }));
}

async function elect(
  election: { topic: string; index: number; type: ElectionType },
  context: RequestContext,
): Promise<PartitionResult> {
  const partitionId = election.index;
  try {
    const error = await electLeader(election, context.broker.assignment);
    if (error === "NONE") return { partitionId, errorCode: ErrorCode.NONE, errorMessage: null };
    return { partitionId, ...refusal(error, messageOf(error, election)) };
  } catch (error) {
    return { partitionId, ...refusalOf(error, context) };
  }
}

function messageOf(
  error: ElectionResult,
  { topic, index }: { topic: string; index: number },
): string | undefined {
  return error === "UNKNOWN_TOPIC_OR_PARTITION"
    ? `No such partition as ${topic}-${index}`
    : undefined;
}
