/**
 * `KAFKA_CREATE_TOPICS`, as wurstmeister's image has it: topics that are made at the start where
 * they are missing.
 *
 *     KAFKA_CREATE_TOPICS=orders:3:1,users:1:1:compact
 *
 * Name, partitions, replicas, and the cleanup policy where it is not delete; another word in place
 * of the comma is KAFKA_CREATE_TOPICS_SEPARATOR.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import type { NewTopic, Topics } from "../kafka/topic/topics.ts";
import { TopicError } from "../kafka/topic/topic_error.ts";

const FORM = /^([^:]+):(\d+):(\d+)(?::([a-z,]+))?$/;

/** What topics are made with. */
export interface WantedTopicServices {
  readonly topics: Pick<Topics, "create">;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** Makes the topics; one that cannot be made is a warning, and the start goes on. */
export async function createWantedTopics(
  { topics, variables, logger }: WantedTopicServices,
): Promise<void> {
  const separator = variables["KAFKA_CREATE_TOPICS_SEPARATOR"] || ",";
  const wanted = (variables["KAFKA_CREATE_TOPICS"] ?? "").split(separator)
    .map((text) => text.trim()).filter((text) => text !== "");
  for (const text of wanted) {
    const topic = wantedTopic(text);
    if (topic === null) {
      logger.warn(
        `KAFKA_CREATE_TOPICS: cannot read ${text}: it must be name:partitions:replicas, with the ` +
          "cleanup policy behind them where one is wanted",
      );
      continue;
    }
    try {
      await topics.create(topic);
      logger.info("made a topic that KAFKA_CREATE_TOPICS names", { topic: topic.name });
    } catch (error) {
      if (error instanceof TopicError && error.error === "TOPIC_ALREADY_EXISTS") continue;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`KAFKA_CREATE_TOPICS: cannot make ${text}: ${reason}`);
    }
  }
}

function wantedTopic(text: string): NewTopic | null {
  const [, name, partitions, replicationFactor, policy] = FORM.exec(text) ?? [];
  if (name === undefined) return null;
  return {
    name,
    partitions: Number(partitions),
    replicationFactor: Number(replicationFactor),
    assignments: [],
    configs: new Map(policy === undefined ? [] : [["cleanup.policy", policy]]),
  };
}
