/**
 * AlterPartitionReassignments (API key 45), versions 0 and 1: gives partitions other replicas. On
 * one broker that is the assignment they have, which is done at once; a reassignment is never under
 * way, so there is none to cancel.
 *
 * - 1: the number of replicas may be held (KIP-860)
 *
 * @module
 */
import { reassignPartition } from "../../metadata/partition_reassignment.ts";
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from "../messages/alter_partition_reassignments.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusal, refusalOf } from "./refusal.ts";

type PartitionRequest = AlterPartitionReassignmentsRequest["topics"][number]["partitions"][number];
type TopicResponse = Input<typeof AlterPartitionReassignmentsResponse>["responses"][number];
type PartitionResponse = TopicResponse["partitions"][number];

export const alterPartitionReassignments = handler({
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
  versions: [0, 1],
  async handle({ topics, allowReplicationFactorChange }, context) {
    const responses: TopicResponse[] = [];
    const replicationFactor = allowReplicationFactorChange ? "change" : "keep";
    for (const { name, partitions } of topics) {
      const results: PartitionResponse[] = [];
      for (const partition of partitions) {
        results.push(await reassign(partition, { topic: name, replicationFactor }, context));
      }
      responses.push({ name, partitions: results });
    }
    await context.broker.settled();
    return {
      allowReplicationFactorChange,
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      responses,
    };
  },
});

async function reassign(
  { partitionIndex, replicas }: PartitionRequest,
  { topic, replicationFactor }: { topic: string; replicationFactor: "change" | "keep" },
  context: RequestContext,
): Promise<PartitionResponse> {
  try {
    const target = { topic, index: partitionIndex, replicas, replicationFactor } as const;
    const { error, message } = await reassignPartition(target, context.broker.assignment);
    if (error !== "NONE") return { partitionIndex, ...refusal(error, message) };
    return { partitionIndex, errorCode: ErrorCode.NONE, errorMessage: null };
  } catch (error) {
    return { partitionIndex, ...refusalOf(error, context) };
  }
}
