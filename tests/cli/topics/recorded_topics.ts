/**
 * The topics of recorded runs of Kafka 4.3, and the script run against them.
 *
 * @module
 */

import { kafkaTopics } from "../../../lib/cli/kafka_topics.ts";
import { DescribeConfigs, DescribeTopicPartitions } from "../../../lib/client/apis.ts";
import { MemoryKafka } from "../../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "../recording_terminal.ts";

const SERVER = ["--bootstrap-server", "127.0.0.1:29092"];

/** The topics of the recorded runs of Kafka 4.3, with their ids. */
export function recordedKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("hello.kafka2", 2, "NzCkEr0BTPqjSf-3_eVQfw");
  kafka.createTopic("hello_kafka", 1, "1yfbSc_6TDuWweMKX0XD0Q");
  kafka.createTopic("hellok", 3, "UWHHm8XzSAmiZfW5g4jL7A");
  kafka.broker.on(DescribeTopicPartitions, ({ topics }) => ({
    topics: topics.map(({ name }) => {
      const topic = kafka.topics.get(name)!;
      return {
        errorCode: 0,
        name,
        topicId: topic.id,
        isInternal: false,
        partitions: topic.partitions.map((_, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: 1,
          replicaNodes: [1],
          isrNodes: [1],
          eligibleLeaderReplicas: [],
          lastKnownElr: [],
          offlineReplicas: [],
        })),
      };
    }),
  }));
  const config = (name: string, value: string) => ({
    name,
    value,
    readOnly: false,
    isSensitive: false,
    configSource: 1,
  });
  kafka.broker.on(DescribeConfigs, ({ resources }) => ({
    results: resources.map(({ resourceType, resourceName }) => ({
      errorCode: 0,
      errorMessage: null,
      resourceType,
      resourceName,
      configs: [
        config("min.insync.replicas", "1"),
        ...(resourceName === "hello.kafka2"
          ? [config("cleanup.policy", "compact"), config("retention.ms", "172800000")]
          : []),
        { ...config("segment.bytes", "1073741824"), configSource: 5 },
      ],
    })),
  }));
  return kafka;
}

export async function runTopics(kafka: MemoryKafka, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await kafkaTopics.run([...SERVER, ...args], terminal, environmentOf(kafka));
  return { exitCode, out: terminal.out, err: terminal.err };
}
