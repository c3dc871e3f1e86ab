import { describe, expect, test } from "bun:test";
import { loadServerConfig } from "../../../lib/config/server_config.ts";
import { addedReplicas, replicasFor } from "../../../lib/kafka/topic/replica_placement.ts";
import { TopicError } from "../../../lib/kafka/topic/topic_error.ts";
import type { ClusterImage, TopicImage } from "../../../lib/metadata/cluster_image.ts";

const { config } = loadServerConfig({
  overrides: ["num.partitions=4", "default.replication.factor=3"],
});

function imageOf(...ids: number[]): ClusterImage {
  return {
    clusterId: "c",
    controllerId: 1,
    brokers: new Map(ids.map((id) => [id, { id, endpoints: [], rack: null }])),
    topics: new Map(),
    topicNames: new Map(),
    brokerConfigs: new Map(),
    groupConfigs: new Map(),
    clientMetricsConfigs: new Map(),
    clientQuotas: new Map(),
    features: { levels: new Map(), epoch: 0 },
  };
}

function newTopic(rest: Partial<Parameters<typeof replicasFor>[0]> = {}) {
  return { name: "t", partitions: 2, replicationFactor: 1, assignments: [], ...rest };
}

function topicOf(...replicas: number[][]): TopicImage {
  return {
    name: "t",
    id: "i",
    configs: new Map(),
    partitions: replicas.map((each, index) => ({
      index,
      leader: each[0] ?? -1,
      leaderEpoch: 0,
      replicas: each,
      isr: each,
    })),
  };
}

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof TopicError) return error.error;
    throw error;
  }
  return "NONE";
}

describe("replicasFor()", () => {
  test("goes round the brokers, in order of id", () => {
    const topic = newTopic({ partitions: 4, replicationFactor: 2 });
    expect(replicasFor(topic, imageOf(3, 1, 2), config)).toEqual([[1, 2], [2, 3], [3, 1], [1, 2]]);
  });

  test("-1 stands for the broker's defaults, replicas clamped to the live brokers", () => {
    const topic = newTopic({ partitions: -1, replicationFactor: -1 });
    expect(replicasFor(topic, imageOf(1), config)).toEqual([[1], [1], [1], [1]]);
    expect(replicasFor(topic, imageOf(1, 2, 3, 4), config)[0]).toEqual([1, 2, 3]);
  });

  test("internal topics are clamped to the live brokers, whatever is asked for", () => {
    const topic = newTopic({ name: "__consumer_offsets", replicationFactor: 3 });
    expect(replicasFor(topic, imageOf(1), config)).toEqual([[1], [1]]);
    expect(errorOf(() => replicasFor(newTopic({ replicationFactor: 3 }), imageOf(1), config)))
      .toBe("INVALID_REPLICATION_FACTOR");
  });

  test("an assignment is taken as it is", () => {
    const assignments = [[2, 1], [1, 2]];
    const topic = newTopic({ partitions: -1, replicationFactor: -1, assignments });
    expect(replicasFor(topic, imageOf(1, 2), config)).toEqual(assignments);
  });

  test("all partitions of an assignment have as many replicas", () => {
    const assignments = [[1, 2], [1]];
    const topic = newTopic({ partitions: -1, replicationFactor: -1, assignments });
    expect(() => replicasFor(topic, imageOf(1, 2), config)).toThrow(
      "The manual partition assignment includes a partition with 1 replica(s), but this is not " +
        "consistent with previous partitions, which have 2 replica(s).",
    );
  });

  test("one request cannot ask for more partitions than a machine could hold", () => {
    const topic = newTopic({ partitions: 2 ** 31 - 1 });
    expect(errorOf(() => replicasFor(topic, imageOf(1), config))).toBe("INVALID_PARTITIONS");
  });
});

describe("addedReplicas()", () => {
  const cluster = { image: imageOf(1, 2), config };

  test("have as many replicas as the topic's other partitions", () => {
    const added = addedReplicas(topicOf([1, 2]), { count: 3, assignments: null }, cluster);
    expect(added).toEqual([[1, 2], [2, 1]]);
  });

  test("assigned with another number of replicas are refused", () => {
    const wanted = { count: 2, assignments: [[1, 2]] };
    expect(() => addedReplicas(topicOf([1]), wanted, cluster)).toThrow(
      "The manual partition assignment includes a partition with 2 replica(s), but this is not " +
        "consistent with previous partitions, which have 1 replica(s).",
    );
  });

  test("must be as many as are added", () => {
    const wanted = { count: 2, assignments: [[1], [2]] };
    expect(() => addedReplicas(topicOf([1]), wanted, cluster)).toThrow(
      "Attempted to add 1 additional partition(s), but only 2 assignment(s) were specified.",
    );
  });
});
