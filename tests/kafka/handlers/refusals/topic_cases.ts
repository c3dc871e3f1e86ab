/**
 * What CreateTopics, CreatePartitions, DeleteTopics and DescribeTopicPartitions refuse.
 *
 * @module
 */
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../../../../lib/kafka/messages/create_partitions.ts";
import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from "../../../../lib/kafka/messages/delete_topics.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../../../../lib/kafka/messages/describe_topic_partitions.ts";
import { ZERO_UUID } from "../../../../lib/bytes/uuid.ts";
import { MetadataRequest, MetadataResponse } from "../../../../lib/kafka/messages/metadata.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { CREATE_TOPICS, freshTopic, type NewTopic, newTopic } from "./topics.ts";
import { UNKNOWN_ID, UNKNOWN_TOPIC } from "./topics.ts";

const CREATE_PARTITIONS = { request: CreatePartitionsRequest, response: CreatePartitionsResponse };
const DELETE_TOPICS = { request: DeleteTopicsRequest, response: DeleteTopicsResponse };
const DESCRIBE_PARTITIONS = {
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
};
const METADATA = { request: MetadataRequest, response: MetadataResponse };

type Growth = Input<typeof CreatePartitionsRequest>["topics"][number];
type Deletion = NonNullable<Input<typeof DeleteTopicsRequest>["topics"]>[number];

function creating(...topics: NewTopic[]): Ask {
  return async (target) => (await target.ask(CREATE_TOPICS, { request: { topics } })).topics[0];
}

function named(name: string): Ask {
  return creating(newTopic(name));
}

/** A topic with a good name and something else wrong. */
function described(rest: Partial<NewTopic>): Ask {
  return creating(newTopic("refused", rest));
}

function placed(...assignments: NewTopic["assignments"]): Ask {
  return described({ numPartitions: -1, replicationFactor: -1, assignments });
}

function configured(name: string, value: string | null): Ask {
  return described({ configs: [{ name, value }] });
}

/** One broker's id that the target lacks. */
const ABSENT = 4711;

function at(partitionIndex: number, ...brokerIds: number[]) {
  return { partitionIndex, brokerIds };
}

const creations = refusalsOf("CreateTopics", [
  ["an empty name", named(""), "INVALID_TOPIC_EXCEPTION", "empty"],
  ["the name .", named("."), "INVALID_TOPIC_EXCEPTION", "'.'"],
  ["the name ..", named(".."), "INVALID_TOPIC_EXCEPTION", "'..'"],
  ["a name of 250 characters", named("x".repeat(250)), "INVALID_TOPIC_EXCEPTION", "249"],
  ["a name with a space", named("a b"), "INVALID_TOPIC_EXCEPTION", "a b"],
  ["a name with a slash", named("a/b"), "INVALID_TOPIC_EXCEPTION", "a/b"],
  ["a name with a letter of no ASCII", named("é"), "INVALID_TOPIC_EXCEPTION", "é"],
  ["a name with a line break", named("a\n"), "INVALID_TOPIC_EXCEPTION", "a\n"],
  [
    "a name that differs by . and _ only",
    async (target) => {
      const { name } = await freshTopic(target, {});
      await target.ask(CREATE_TOPICS, { request: { topics: [newTopic(`${name}.x`)] } });
      return await named(`${name}_x`)(target);
    },
    "INVALID_TOPIC_EXCEPTION",
    ".x",
  ],
  [
    "a topic that exists",
    async (target) => {
      return await named((await freshTopic(target)).name)(target);
    },
    "TOPIC_ALREADY_EXISTS",
    "already exists",
  ],
  [
    "a topic twice in one request",
    creating(newTopic("twice"), newTopic("twice")),
    "INVALID_REQUEST",
    "Duplicate",
  ],
  ["no partitions", described({ numPartitions: 0 }), "INVALID_PARTITIONS"],
  ["-2 partitions", described({ numPartitions: -2 }), "INVALID_PARTITIONS"],
  ["no replicas", described({ replicationFactor: 0 }), "INVALID_REPLICATION_FACTOR", "0"],
  ["-2 replicas", described({ replicationFactor: -2 }), "INVALID_REPLICATION_FACTOR"],
  [
    "more replicas than brokers",
    described({ replicationFactor: 3 }),
    "INVALID_REPLICATION_FACTOR",
    "3",
  ],
  ["places and a number of partitions", (target) => {
    return described({ replicationFactor: -1, assignments: [at(0, target.brokerId)] })(target);
  }, "INVALID_REQUEST"],
  ["places and a number of replicas", (target) => {
    return described({ numPartitions: -1, assignments: [at(0, target.brokerId)] })(target);
  }, "INVALID_REQUEST"],
  ["a place on a broker that is none", placed(at(0, ABSENT)), "INVALID_REPLICA_ASSIGNMENT", "4711"],
  ["a place on a negative broker", placed(at(0, -1)), "INVALID_REPLICA_ASSIGNMENT", "-1"],
  [
    "a broker twice for one partition",
    (target) => {
      return placed(at(0, target.brokerId, target.brokerId))(target);
    },
    "INVALID_REPLICA_ASSIGNMENT",
    "1",
  ],
  ["a partition without places", placed(at(0)), "INVALID_REPLICA_ASSIGNMENT"],
  [
    "places that leave out a partition",
    (target) => {
      return placed(at(0, target.brokerId), at(2, target.brokerId))(target);
    },
    "INVALID_REPLICA_ASSIGNMENT",
    "partitions",
  ],
  [
    "places twice for one partition",
    (target) => {
      return placed(at(0, target.brokerId), at(0, target.brokerId))(target);
    },
    "INVALID_REPLICA_ASSIGNMENT",
    "partition 0",
  ],
  ["places of different lengths", (target) => {
    return placed(at(0, target.brokerId), at(1, target.brokerId, ABSENT))(target);
  }, "INVALID_REPLICA_ASSIGNMENT"],
  [
    "a setting that is none",
    configured("no.such.setting", "1"),
    "INVALID_CONFIG",
    "no.such.setting",
  ],
  ["a number that is none", configured("retention.ms", "soon"), "INVALID_CONFIG", "soon"],
  ["a number too small", configured("retention.ms", "-2"), "INVALID_CONFIG", "-2"],
  ["a number too large", configured("segment.bytes", "9999999999"), "INVALID_CONFIG", "9999999999"],
  ["a segment too small", configured("segment.bytes", "1"), "INVALID_CONFIG", "segment.bytes"],
  [
    "a cleanup policy that is none",
    configured("cleanup.policy", "shred"),
    "INVALID_CONFIG",
    "shred",
  ],
  [
    "a compression type that is none",
    configured("compression.type", "rar"),
    "INVALID_CONFIG",
    "rar",
  ],
  ["a level that gzip lacks", configured("compression.gzip.level", "10"), "INVALID_CONFIG", "10"],
  [
    "a timestamp type that is none",
    configured("message.timestamp.type", "Never"),
    "INVALID_CONFIG",
    "Never",
  ],
  ["a ratio above 1", configured("min.cleanable.dirty.ratio", "1.5"), "INVALID_CONFIG", "1.5"],
  [
    "no in-sync replicas",
    configured("min.insync.replicas", "0"),
    "INVALID_CONFIG",
    "min.insync.replicas",
  ],
  [
    "a truth value that is none",
    configured("preallocate", "maybe"),
    "INVALID_CONFIG",
    "preallocate",
  ],
  ["a setting without value", configured("retention.ms", null), "INVALID_CONFIG", "retention.ms"],
  [
    "a lag of compaction above its maximum",
    described({
      configs: [
        { name: "min.compaction.lag.ms", value: "20" },
        { name: "max.compaction.lag.ms", value: "10" },
      ],
    }),
    "INVALID_CONFIG",
    "min.compaction.lag.ms",
  ],
]);

/** Grows a topic of two partitions. */
function growing(rest: Partial<Growth>): Ask {
  return async (target) => {
    const { name } = await freshTopic(target, { numPartitions: 2 });
    return await grow(target, { name, count: 3, assignments: null, ...rest });
  };
}

async function grow(target: Target, ...topics: Growth[]) {
  const request = { topics, timeoutMs: 1000, validateOnly: false };
  return (await target.ask(CREATE_PARTITIONS, { request })).results[0];
}

const growths = refusalsOf("CreatePartitions", [
  ["an unknown topic", growing({ name: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["no partitions", growing({ count: 0 }), "INVALID_PARTITIONS", "0"],
  ["-1 partitions", growing({ count: -1 }), "INVALID_PARTITIONS", "-1"],
  ["fewer partitions", growing({ count: 1 }), "INVALID_PARTITIONS", "2"],
  ["as many partitions", growing({ count: 2 }), "INVALID_PARTITIONS", "2"],
  ["too few places", growing({ assignments: [] }), "INVALID_REPLICA_ASSIGNMENT", "0"],
  [
    "too many places",
    (target) => {
      const brokerIds = [target.brokerId];
      return growing({ assignments: [{ brokerIds }, { brokerIds }] })(target);
    },
    "INVALID_REPLICA_ASSIGNMENT",
    "2",
  ],
  [
    "a place on a broker that is none",
    growing({ assignments: [{ brokerIds: [ABSENT] }] }),
    "INVALID_REPLICA_ASSIGNMENT",
    "4711",
  ],
  ["a broker twice", (target) => {
    return growing({ assignments: [{ brokerIds: [target.brokerId, target.brokerId] }] })(target);
  }, "INVALID_REPLICA_ASSIGNMENT"],
  [
    "an empty place",
    growing({ assignments: [{ brokerIds: [] }] }),
    "INVALID_REPLICA_ASSIGNMENT",
  ],
  [
    "a topic twice in one request",
    async (target) => {
      const { name } = await freshTopic(target);
      const topic = { name, count: 3, assignments: null };
      return await grow(target, topic, topic);
    },
    "INVALID_REQUEST",
    "Duplicate",
  ],
]);

function deleting(...topics: Deletion[]): Ask {
  return async (target) => {
    const request = { topics, timeoutMs: 1000 };
    return (await target.ask(DELETE_TOPICS, { request })).responses[0];
  };
}

const deletions = refusalsOf("DeleteTopics", [
  [
    "an unknown name",
    deleting({ name: UNKNOWN_TOPIC, topicId: ZERO_UUID }),
    "UNKNOWN_TOPIC_OR_PARTITION",
  ],
  ["an unknown id", deleting({ name: null, topicId: UNKNOWN_ID }), "UNKNOWN_TOPIC_ID"],
  [
    "neither name nor id",
    deleting({ name: null, topicId: ZERO_UUID }),
    "INVALID_REQUEST",
    "Neither",
  ],
  ["name and id", deleting({ name: "both", topicId: UNKNOWN_ID }), "INVALID_REQUEST", "both"],
  [
    "a name twice",
    deleting({ name: "twice", topicId: ZERO_UUID }, { name: "twice", topicId: ZERO_UUID }),
    "INVALID_REQUEST",
    "Duplicate",
  ],
  [
    "an id twice",
    deleting({ name: null, topicId: UNKNOWN_ID }, { name: null, topicId: UNKNOWN_ID }),
    "INVALID_REQUEST",
    "Duplicate",
  ],
  [
    "a name and its id",
    async (target) => {
      const { name, topicId } = await freshTopic(target);
      const request = {
        topics: [{ name, topicId: ZERO_UUID }, { name: null, topicId }],
        timeoutMs: 1000,
      };
      const { responses } = await target.ask(DELETE_TOPICS, { request });
      return responses.find(({ errorCode }) => errorCode !== 0);
    },
    "INVALID_REQUEST",
    "already supplied",
  ],
]);

function finding(topic: { name: string | null; topicId?: string }): Ask {
  return async (target) => {
    const request = { topics: [topic], allowAutoTopicCreation: false };
    return (await target.ask(METADATA, { request })).topics[0];
  };
}

/** Describes a topic from where a page before is said to have ended. */
function goingOnAt(partitionIndex: number, topicName?: string): Ask {
  return async (target) => {
    const { name } = await freshTopic(target);
    const cursor = { topicName: topicName ?? name, partitionIndex };
    const request = { topics: [{ name }], cursor };
    return (await target.ask(DESCRIBE_PARTITIONS, { request })).topics[0];
  };
}

const lookups = [
  ...refusalsOf("Metadata", [
    ["an unknown name", finding({ name: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
    ["an unknown id", finding({ name: null, topicId: UNKNOWN_ID }), "UNKNOWN_TOPIC_ID"],
    ["a name with a space", finding({ name: "a b" }), "INVALID_TOPIC_EXCEPTION"],
    ["an empty name", finding({ name: "" }), "INVALID_TOPIC_EXCEPTION"],
  ]),
  ...refusalsOf("DescribeTopicPartitions", [
    ["an unknown name", async (target) => {
      const request = { topics: [{ name: UNKNOWN_TOPIC }] };
      return (await target.ask(DESCRIBE_PARTITIONS, { request })).topics[0];
    }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a name with a space", async (target) => {
      const request = { topics: [{ name: "a b" }] };
      return (await target.ask(DESCRIBE_PARTITIONS, { request })).topics[0];
    }, "INVALID_TOPIC_EXCEPTION"],
    ["an empty name", async (target) => {
      const request = { topics: [{ name: "" }] };
      return (await target.ask(DESCRIBE_PARTITIONS, { request })).topics[0];
    }, "INVALID_TOPIC_EXCEPTION"],
    ["a negative partition to go on with", goingOnAt(-1), "INVALID_REQUEST"],
    ["another topic to go on with", goingOnAt(0, "another"), "INVALID_REQUEST"],
    ["an earlier topic to go on with", goingOnAt(0, "!"), "INVALID_REQUEST"],
  ]),
];

export const topicCases = [...creations, ...growths, ...deletions, ...lookups];
