/**
 * The topics that rows need.
 *
 * @module
 */
import {
  CreateTopicsRequest,
  CreateTopicsResponse,
} from "../../../../lib/kafka/messages/create_topics.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import type { Target } from "./refusal_case.ts";

export const CREATE_TOPICS = { request: CreateTopicsRequest, response: CreateTopicsResponse };

export type NewTopic = Input<typeof CreateTopicsRequest>["topics"][number];

export const UNKNOWN_TOPIC = "unknown-topic";
/** Of no topic. */
export const UNKNOWN_ID = "EBESExQVFhcYGRobHB0eHw";

/** A topic of one partition, with what a row wants different. */
export function newTopic(name: string, rest: Partial<NewTopic> = {}): NewTopic {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...rest };
}

/** Creates a topic that nothing else uses. */
export async function freshTopic(
  target: Target,
  rest: Partial<NewTopic> = {},
): Promise<{ name: string; topicId: string }> {
  const topic = newTopic(target.freshName(), rest);
  const { topics: [made] } = await target.ask(CREATE_TOPICS, { request: { topics: [topic] } });
  if (made === undefined || made.errorCode !== 0) {
    throw new Error(`Cannot create ${topic.name}: ${made?.errorCode} ${made?.errorMessage}`);
  }
  return { name: topic.name, topicId: made.topicId };
}
