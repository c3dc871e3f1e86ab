/**
 * DeleteTopics (API key 20), versions 0 to 6: deletes topics, by name or by id. A topic is gone for
 * readers and writers when the answer comes; its files go right after.
 *
 * - 3: TOPIC_DELETION_DISABLED where delete.topic.enable is off; INVALID_REQUEST before
 * - 5: error messages; THROTTLING_QUOTA_EXCEEDED while controller_mutation_rate is used up
 *   (KIP-599); before, all is deleted and the client waits after it
 * - 6: by id; a topic that is named twice, by name, id or one of each, is refused
 *
 * @module
 */
import { ZERO_UUID } from "../../bytes/uuid.ts";
import { DeleteTopicsRequest, DeleteTopicsResponse } from "../messages/delete_topics.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { MutationQuota } from "../quota/mutation_quota.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { mutationQuota } from "./quota_client.ts";
import { type Refusal, refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type TopicResponse = Input<typeof DeleteTopicsResponse>["responses"][number];

/** First version in which clients know TOPIC_DELETION_DISABLED. */
const DISABLED_VERSION_MIN = 3;
/** First version in which clients know THROTTLING_QUOTA_EXCEEDED. */
const STRICT_QUOTA_VERSION_MIN = 5;
/** First version that names topics by id as well. */
const TOPIC_ID_VERSION_MIN = 6;

/** A topic as the request names it: by one of the two, null and zero standing for "not given". */
interface AskedTopic {
  readonly name: string | null;
  readonly topicId: string;
}

/** A topic with both its names, as far as they are known. */
interface Target extends AskedTopic {
  /** Why it is not to be deleted. */
  readonly fault: Refusal | null;
}

export const deleteTopics = handler({
  request: DeleteTopicsRequest,
  response: DeleteTopicsResponse,
  versions: [0, 6],
  async handle(request, context) {
    const asked = context.apiVersion < TOPIC_ID_VERSION_MIN
      ? request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }))
      : request.topics;
    const targets = resolve(asked, context);
    const quota = mutationQuota(context, { strictFrom: STRICT_QUOTA_VERSION_MIN });
    const responses = await Promise.all(targets.map((target) => remove(target, quota, context)));
    return { responses, throttleTimeMs: quota.throttleMs };
  },
});

/** Each topic of the request once. */
function resolve(asked: readonly AskedTopic[], context: RequestContext): Target[] {
  const names = repeated(asked.flatMap(({ name }) => name ?? []));
  const ids = repeated(asked.map(({ topicId }) => topicId).filter((id) => id !== ZERO_UUID));
  const targets = new Map<string, Target>();
  const found = new Set<string>();
  for (const topic of asked) {
    const key = `${topic.name} ${topic.topicId}`;
    if (targets.has(key)) continue;
    const fault = faultOf(topic, { names, ids }, context);
    const target = fault === null ? complete(topic, context) : { ...topic, fault };
    if (target.fault !== null || target.name === null || !found.has(target.name)) {
      targets.set(key, target);
    } else {
      const why = "The provided topic name maps to an ID that was already supplied.";
      targets.set(key, { ...target, fault: invalid(why) });
    }
    if (target.name !== null) found.add(target.name);
  }
  return [...targets.values()];
}

/** What is wrong with the request about this topic, whatever topics there are. */
function faultOf(
  { name, topicId }: AskedTopic,
  twice: { names: ReadonlySet<string>; ids: ReadonlySet<string> },
  { broker, apiVersion }: RequestContext,
): Refusal | null {
  if (!broker.config.deleteTopicEnable) {
    const why = "Topic deletion is disabled.";
    return apiVersion < DISABLED_VERSION_MIN
      ? invalid(why)
      : refusal("TOPIC_DELETION_DISABLED", why);
  }
  if (name === null) {
    if (topicId === ZERO_UUID) return invalid("Neither topic name nor id were specified.");
    return twice.ids.has(topicId) ? invalid("Duplicate topic id.") : null;
  }
  if (topicId !== ZERO_UUID) return invalid("You may not specify both topic name and topic id.");
  return twice.names.has(name) ? invalid("Duplicate topic name.") : null;
}

/** Finds the name to an id, or the id to a name. */
function complete({ name, topicId }: AskedTopic, { broker }: RequestContext): Target {
  const { topics, topicNames } = broker.image;
  if (name !== null) return { name, topicId: topics.get(name)?.id || ZERO_UUID, fault: null };
  const found = topicNames.get(topicId) ?? null;
  return { name: found, topicId, fault: found === null ? refusal("UNKNOWN_TOPIC_ID") : null };
}

async function remove(
  target: Target,
  quota: MutationQuota,
  context: RequestContext,
): Promise<TopicResponse> {
  const { name, topicId, fault } = target;
  if (fault !== null) return { name, topicId, ...fault };
  try {
    quota.record(context.broker.image.topics.get(name ?? "")?.partitions.length ?? 0);
    await context.broker.topics.delete(name ?? "");
    return { name, topicId, errorCode: ErrorCode.NONE };
  } catch (error) {
    return { name, topicId, ...refusalOf(error, context) };
  }
}

function invalid(message: string): Refusal {
  return refusal("INVALID_REQUEST", message);
}
