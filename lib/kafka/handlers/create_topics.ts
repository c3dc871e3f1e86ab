/**
 * CreateTopics (API key 19), versions 0 to 7: creates topics, each by itself, in the order of the
 * request; a name that stands twice is refused. A topic can be written to when the answer comes,
 * so the request's time-out has nothing to wait for.
 *
 * - 1: validateOnly; error messages
 * - 4: -1 asks for the broker's default of partitions and replicas; taken in every version
 * - 5: the answer tells the counts and the new topic's settings (KIP-525)
 * - 7: topic ids; the zero id where the topic was only validated
 *
 * - 6: THROTTLING_QUOTA_EXCEEDED while controller_mutation_rate is used up (KIP-599); before, all
 *   is created and the client waits after it
 *
 * Not done: create.topic.policy.class.name.
 *
 * @module
 */
import { ConfigSource } from "../../config/config_source.ts";
import { describeTopicConfig, validateTopicOverrides } from "../../config/topic_override.ts";
import { CreateTopicsRequest, CreateTopicsResponse } from "../messages/create_topics.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { MutationQuota } from "../quota/mutation_quota.ts";
import type { Input } from "../schema/mod.ts";
import { TopicError } from "../topic/topic_error.ts";
import type { NewTopic } from "../topic/topics.ts";
import { handler, type RequestContext } from "./handler.ts";
import { mutationQuota } from "./quota_client.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type TopicRequest = CreateTopicsRequest["topics"][number];
type TopicResponse = Input<typeof CreateTopicsResponse>["topics"][number];

/** First version in which clients know THROTTLING_QUOTA_EXCEEDED. */
const STRICT_QUOTA_VERSION_MIN = 6;

export const createTopics = handler({
  request: CreateTopicsRequest,
  response: CreateTopicsResponse,
  versions: [0, 7],
  async handle(request, context) {
    const twice = repeated(request.topics.map(({ name }) => name));
    const topics: TopicResponse[] = [];
    const quota = mutationQuota(context, { strictFrom: STRICT_QUOTA_VERSION_MIN });
    for (const topic of request.topics) {
      if (!twice.has(topic.name)) topics.push(await create(topic, { request, quota }, context));
    }
    for (const name of twice) {
      topics.push({ name, ...refusal("INVALID_REQUEST", "Duplicate topic name.") });
    }
    return { topics, throttleTimeMs: quota.throttleMs };
  },
});

async function create(
  asked: TopicRequest,
  { request, quota }: { request: CreateTopicsRequest; quota: MutationQuota },
  context: RequestContext,
): Promise<TopicResponse> {
  const { topics } = context.broker;
  try {
    const topic = newTopic(asked);
    const checked = topics.check(topic);
    quota.record(checked.length);
    if (request.validateOnly) return describe(topic, checked, context);
    const { id, partitions } = await topics.create(topic, checked);
    const replicas = partitions.map((partition) => partition.replicas);
    return { ...describe(topic, replicas, context), topicId: id };
  } catch (error) {
    return { name: asked.name, ...refusalOf(error, context) };
  }
}

/** @throws TopicError where the request's part for the topic is not even a description of one */
function newTopic(asked: TopicRequest): NewTopic {
  const fault = validateTopicOverrides(
    new Map(asked.configs.map(({ name, value }) => [name, value])),
  );
  if (fault !== null) throw new TopicError("INVALID_CONFIG", fault);
  return {
    name: asked.name,
    partitions: asked.numPartitions,
    replicationFactor: asked.replicationFactor,
    assignments: assignmentsOf(asked),
    configs: new Map(asked.configs.map(({ name, value }) => [name, value ?? ""])),
  };
}

/** Replicas by partition index. */
function assignmentsOf({ assignments }: TopicRequest): number[][] {
  const byIndex = new Map<number, number[]>();
  for (const { partitionIndex, brokerIds } of assignments) {
    if (byIndex.has(partitionIndex)) {
      throw invalidAssignment(
        `Found multiple manual partition assignments for partition ${partitionIndex}`,
      );
    }
    byIndex.set(partitionIndex, brokerIds);
  }
  return Array.from({ length: byIndex.size }, (_, index) => {
    const brokerIds = byIndex.get(index);
    if (brokerIds !== undefined) return brokerIds;
    throw invalidAssignment("partitions should be a consecutive 0-based integer sequence");
  });
}

function invalidAssignment(message: string): TopicError {
  return new TopicError("INVALID_REPLICA_ASSIGNMENT", message);
}

function describe(
  { name, configs }: NewTopic,
  replicas: readonly (readonly number[])[],
  { broker }: RequestContext,
): TopicResponse {
  return {
    name,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    numPartitions: replicas.length,
    replicationFactor: replicas[0]?.length ?? -1,
    configs: describeTopicConfig(broker.config, { overrides: configs }).map((row) => ({
      name: row.name,
      value: row.value,
      readOnly: row.readOnly,
      configSource: ConfigSource[row.source],
      isSensitive: row.sensitive,
    })),
  };
}
