/**
 * Which partitions kafka-get-offsets.sh means: `--topic-partitions topic1:1,topic2:0-3,:5-`, or
 * `--topic` with `--partitions`.
 *
 * @module
 */

import type { TopicPartition } from "../../client/topic_partition.ts";
import type { ParsedArguments } from "../arguments.ts";
import { TerseError } from "../terse_error.ts";
import { topicPattern } from "../topic_filter.ts";

/** Chooses topics and partitions. */
export interface PartitionRules {
  topic(name: string): boolean;
  partition(partition: TopicPartition): boolean;
}

/**
 * Reads the options.
 *
 * @throws {TerseError} where they cannot be, or do not go together
 */
export function partitionRules(parsed: ParsedArguments): PartitionRules {
  const patterns = parsed.get("topic-partitions");
  if (patterns === undefined) return byTopic(parsed.get("topic") ?? ".*", parsed.get("partitions"));
  if (parsed.has("topic") || parsed.has("partitions")) {
    throw new TerseError("--topic-partitions cannot be used with --topic or --partitions");
  }
  const rules = patterns.split(",").map(parseRule);
  return {
    topic: (name) => rules.some((rule) => rule.topic(name)),
    partition: (partition) => rules.some((rule) => rule.partition(partition)),
  };
}

function byTopic(pattern: string, numbers: string | undefined): PartitionRules {
  const regex = topicPattern(pattern);
  const partitions = (numbers ?? "").split(",").filter((text) => text !== "").map((text) => {
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    throw new TerseError(
      "--partitions expects a comma separated list of numeric partition ids, but received: " +
        numbers,
    );
  });
  return {
    topic: (name) => regex.test(name),
    partition: ({ topic, partition }) =>
      regex.test(topic) && (partitions.length === 0 || partitions.includes(partition)),
  };
}

function parseRule(text: string): PartitionRules {
  const match = /^([^:,]*)(?::(?:(\d*)|(?:(\d*)-(\d*))))?$/.exec(text);
  if (match === null) throw new TerseError(`Invalid rule specification: ${text}`);
  const [, topic = "", only = "", from = "", until = ""] = match;
  const regex = topicPattern(topic === "" ? ".*" : topic);
  const low = Number(only === "" ? from : only);
  const high = only === "" ? (until === "" ? Infinity : Number(until)) : low + 1;
  return {
    topic: (name) => regex.test(name),
    partition: (each) => regex.test(each.topic) && each.partition >= low && each.partition < high,
  };
}
