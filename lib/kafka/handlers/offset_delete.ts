/**
 * OffsetDelete (API key 47), version 0: committed offsets are deleted, of topics that the group
 * does not read now. Partitions without an offset are no error; topics and partitions that do not
 * exist are, and so are topics that a member subscribes to: GROUP_SUBSCRIBED_TO_TOPIC.
 *
 * @module
 */
import { OffsetDeleteRequest, OffsetDeleteResponse } from "../messages/offset_delete.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler, type RequestContext } from "./handler.ts";

type TopicRequest = OffsetDeleteRequest["topics"][number];

export const offsetDelete = handler({
  request: OffsetDeleteRequest,
  response: OffsetDeleteResponse,
  versions: [0, 0],
  async handle(request, context) {
    const answers = request.topics.map((topic) => check(topic, context));
    const deleted = answers.filter(({ existing }) => existing.length > 0);
    // The group is checked even where nothing of it can be deleted, as Kafka does.
    const { errorCode, value } = await context.broker.groups.deleteOffsets(
      request.groupId,
      deleted.map(({ name, existing }) => ({ name, partitions: existing })),
    );
    if (value === null) return { errorCode, topics: [] };
    deleted.forEach((topic, i) => topic.errorCode = value[i]!);
    return { errorCode: ErrorCode.NONE, topics: answers.map(toResponse) };
  },
});

interface Answer {
  name: string;
  indexes: number[];
  /** Those of them that there are. */
  existing: number[];
  /** Of those that there are. */
  errorCode: number;
}

function check({ name, partitions }: TopicRequest, { broker }: RequestContext): Answer {
  const topic = broker.image.topics.get(name);
  const indexes = partitions.map(({ partitionIndex }) => partitionIndex);
  const existing = indexes.filter((index) => topic?.partitions[index] !== undefined);
  return { name, indexes, existing, errorCode: ErrorCode.NONE };
}

function toResponse({ name, indexes, existing, errorCode }: Answer) {
  return {
    name,
    partitions: indexes.map((partitionIndex) => ({
      partitionIndex,
      errorCode: existing.includes(partitionIndex)
        ? errorCode
        : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    })),
  };
}
