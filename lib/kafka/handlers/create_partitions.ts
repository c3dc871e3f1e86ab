/**
 * CreatePartitions (API key 37), versions 0 to 3: makes topics have more partitions. They can be
 * written to when the answer comes, so the request's time-out has nothing to wait for.
 *
 * - 3: THROTTLING_QUOTA_EXCEEDED while controller_mutation_rate is used up (KIP-599); before, all
 *   is created and the client waits after it
 *
 * @module
 */
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../messages/create_partitions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { MutationQuota } from "../quota/mutation_quota.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { mutationQuota } from "./quota_client.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type TopicRequest = CreatePartitionsRequest["topics"][number];
type TopicResponse = Input<typeof CreatePartitionsResponse>["results"][number];

/** First version in which clients know THROTTLING_QUOTA_EXCEEDED. */
const STRICT_QUOTA_VERSION_MIN = 3;

export const createPartitions = handler({
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
  versions: [0, 3],
  async handle(request, context) {
    const twice = repeated(request.topics.map(({ name }) => name));
    const results: TopicResponse[] = [];
    const quota = mutationQuota(context, { strictFrom: STRICT_QUOTA_VERSION_MIN });
    for (const topic of request.topics) {
      if (!twice.has(topic.name)) results.push(await grow(topic, { request, quota }, context));
    }
    for (const name of twice) {
      results.push({ name, ...refusal("INVALID_REQUEST", "Duplicate topic name.") });
    }
    return { results, throttleTimeMs: quota.throttleMs };
  },
});

async function grow(
  { name, count, assignments }: TopicRequest,
  { request, quota }: { request: CreatePartitionsRequest; quota: MutationQuota },
  context: RequestContext,
): Promise<TopicResponse> {
  try {
    await context.broker.topics.createPartitions(name, {
      count,
      assignments: assignments?.map(({ brokerIds }) => brokerIds) ?? null,
      validateOnly: request.validateOnly,
      admit: (partitions) => quota.record(partitions),
    });
    return { name, errorCode: ErrorCode.NONE };
  } catch (error) {
    return { name, ...refusalOf(error, context) };
  }
}
