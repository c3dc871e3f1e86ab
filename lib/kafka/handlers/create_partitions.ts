/**
 * CreatePartitions (API key 37), versions 0 to 3: makes topics have more partitions. They can be
 * written to when the answer comes, so the request's time-out has nothing to wait for.
 *
 * The versions differ in form only. Not done: controller mutation quotas (3).
 *
 * @module
 */
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../messages/create_partitions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type TopicRequest = CreatePartitionsRequest["topics"][number];
type TopicResponse = Input<typeof CreatePartitionsResponse>["results"][number];

export const createPartitions = handler({
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
  versions: [0, 3],
  async handle(request, context) {
    const twice = repeated(request.topics.map(({ name }) => name));
    const results: TopicResponse[] = [];
    for (const topic of request.topics) {
      if (!twice.has(topic.name)) results.push(await grow(topic, request, context));
    }
    for (const name of twice) {
      results.push({ name, ...refusal("INVALID_REQUEST", "Duplicate topic name.") });
    }
    return { results };
  },
});

async function grow(
  { name, count, assignments }: TopicRequest,
  { validateOnly }: CreatePartitionsRequest,
  context: RequestContext,
): Promise<TopicResponse> {
  try {
    await context.broker.topics.createPartitions(name, {
      count,
      assignments: assignments?.map(({ brokerIds }) => brokerIds) ?? null,
      validateOnly,
    });
    return { name, errorCode: ErrorCode.NONE };
  } catch (error) {
    return { name, ...refusalOf(error, context) };
  }
}
