/**
 * What the APIs of producers and transactions refuse.
 *
 * @module
 */
import {
  AddOffsetsToTxnRequest,
  AddOffsetsToTxnResponse,
} from "../../../../lib/kafka/messages/add_offsets_to_txn.ts";
import {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from "../../../../lib/kafka/messages/add_partitions_to_txn.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../../../../lib/kafka/messages/describe_producers.ts";
import {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
} from "../../../../lib/kafka/messages/describe_transactions.ts";
import { EndTxnRequest, EndTxnResponse } from "../../../../lib/kafka/messages/end_txn.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../../../lib/kafka/messages/init_producer_id.ts";
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../../../../lib/kafka/messages/list_transactions.ts";
import {
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from "../../../../lib/kafka/messages/txn_offset_commit.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { batchOf } from "../../batches.ts";
import { produce } from "./produce_cases.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";

const INIT = { request: InitProducerIdRequest, response: InitProducerIdResponse };
const ADD_PARTITIONS = { request: AddPartitionsToTxnRequest, response: AddPartitionsToTxnResponse };
const ADD_OFFSETS = { request: AddOffsetsToTxnRequest, response: AddOffsetsToTxnResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };
const COMMIT = { request: TxnOffsetCommitRequest, response: TxnOffsetCommitResponse };
const DESCRIBE = { request: DescribeTransactionsRequest, response: DescribeTransactionsResponse };
const LIST = { request: ListTransactionsRequest, response: ListTransactionsResponse };
const PRODUCERS = { request: DescribeProducersRequest, response: DescribeProducersResponse };

/** Versions before KIP-890's second part: clients say what they add. */
const INIT_VERSION = 4;
const ADD_VERSION = 3;
const END_VERSION = 4;
const COMMIT_VERSION = 3;

export interface Producer {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

export async function init(
  target: Target,
  rest: Partial<Input<typeof InitProducerIdRequest>>,
  { version = INIT_VERSION }: { version?: number } = {},
) {
  const request = { transactionalId: null, transactionTimeoutMs: 60_000, ...rest };
  return await target.ask(INIT, { version, request });
}

function initializing(rest: Partial<Input<typeof InitProducerIdRequest>>): Ask {
  return (target) => init(target, rest);
}

export async function freshProducer(target: Target): Promise<Producer> {
  const transactionalId = target.freshName();
  const { producerId, producerEpoch, errorCode } = await init(target, { transactionalId });
  if (errorCode !== 0) throw new Error(`Cannot init: ${errorCode}`);
  return { transactionalId, producerId, producerEpoch };
}

/** A question of a producer, with what it says of itself changed. */
export type Claim = (producer: Producer) => Producer;

export function unknownId(producer: Producer): Producer {
  return { ...producer, transactionalId: "unknown-transactional-id" };
}

export function otherProducer(producer: Producer): Producer {
  return { ...producer, producerId: producer.producerId + 77n };
}

export function futureEpoch(producer: Producer): Producer {
  return { ...producer, producerEpoch: producer.producerEpoch + 5 };
}

export function honest(producer: Producer): Producer {
  return producer;
}

export function emptyId(producer: Producer): Producer {
  return { ...producer, transactionalId: "" };
}

const inits = refusalsOf("InitProducerId", [
  ["an empty transactional id", initializing({ transactionalId: "" }), "INVALID_REQUEST"],
  [
    "a transaction timeout of 0",
    initializing({ transactionalId: "t", transactionTimeoutMs: 0 }),
    "INVALID_TRANSACTION_TIMEOUT",
  ],
  [
    "a negative transaction timeout",
    initializing({ transactionalId: "t", transactionTimeoutMs: -1 }),
    "INVALID_TRANSACTION_TIMEOUT",
  ],
  [
    "a transaction timeout above the maximum",
    initializing({ transactionalId: "t", transactionTimeoutMs: 900_001 }),
    "INVALID_TRANSACTION_TIMEOUT",
  ],
  [
    "a producer id without epoch",
    initializing({ transactionalId: "t", producerId: 5n }),
    "INVALID_REQUEST",
  ],
  [
    "an epoch without producer id",
    initializing({ transactionalId: "t", producerEpoch: 5 }),
    "INVALID_REQUEST",
  ],
  ["another producer's id", async (target) => {
    const { transactionalId, producerId, producerEpoch } = await freshProducer(target);
    return await init(target, { transactionalId, producerId: producerId + 77n, producerEpoch });
  }, "PRODUCER_FENCED"],
  ["an epoch that never was", async (target) => {
    return await init(target, futureEpoch(await freshProducer(target)));
  }, "PRODUCER_FENCED"],
]);

export async function addPartitions(target: Target, producer: Producer, topic: string, index = 0) {
  const request = {
    v3AndBelowTransactionalId: producer.transactionalId,
    v3AndBelowProducerId: producer.producerId,
    v3AndBelowProducerEpoch: producer.producerEpoch,
    v3AndBelowTopics: [{ name: topic, partitions: [index] }],
  };
  const answer = await target.ask(ADD_PARTITIONS, { version: ADD_VERSION, request });
  const partition = answer.resultsByTopicV3AndBelow[0]?.resultsByPartition[0];
  return partition === undefined ? undefined : { errorCode: partition.partitionErrorCode };
}

function adding(claim: Claim, place: { topic?: string; index?: number } = {}): Ask {
  return async (target) => {
    const producer = claim(await freshProducer(target));
    const topic = place.topic ?? (await freshTopic(target)).name;
    return await addPartitions(target, producer, topic, place.index);
  };
}

/** What a fenced producer asks: another one began with the same transactional id. */
export function fenced(ask: (target: Target, producer: Producer) => ReturnType<Ask>): Ask {
  return async (target) => {
    const producer = await freshProducer(target);
    await init(target, { transactionalId: producer.transactionalId });
    return await ask(target, producer);
  };
}

const additions = refusalsOf("AddPartitionsToTxn", [
  ["an empty transactional id", adding(emptyId), "INVALID_REQUEST"],
  ["an unknown transactional id", adding(unknownId), "INVALID_PRODUCER_ID_MAPPING"],
  ["another producer's id", adding(otherProducer), "INVALID_PRODUCER_ID_MAPPING"],
  ["a future epoch", adding(futureEpoch), "PRODUCER_FENCED"],
  [
    "a fenced producer",
    fenced(async (target, producer) =>
      await addPartitions(target, producer, (await freshTopic(target)).name)
    ),
    "PRODUCER_FENCED",
  ],
  ["an unknown topic", adding(honest, { topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", adding(honest, { index: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
]);

function addingOffsets(claim: Claim): Ask {
  return async (target) => {
    const request = { ...claim(await freshProducer(target)), groupId: "group" };
    return await target.ask(ADD_OFFSETS, { version: 3, request });
  };
}

function ending(claim: Claim): Ask {
  return async (target) => {
    const request = { ...claim(await freshProducer(target)), committed: true };
    return await target.ask(END, { version: END_VERSION, request });
  };
}

const endings = [
  ...refusalsOf("AddOffsetsToTxn", [
    ["an empty transactional id", addingOffsets(emptyId), "INVALID_REQUEST"],
    ["an unknown transactional id", addingOffsets(unknownId), "INVALID_PRODUCER_ID_MAPPING"],
    ["another producer's id", addingOffsets(otherProducer), "INVALID_PRODUCER_ID_MAPPING"],
    ["a future epoch", addingOffsets(futureEpoch), "PRODUCER_FENCED"],
  ]),
  ...refusalsOf("EndTxn", [
    ["an empty transactional id", ending(emptyId), "INVALID_REQUEST"],
    ["an unknown transactional id", ending(unknownId), "INVALID_PRODUCER_ID_MAPPING"],
    ["another producer's id", ending(otherProducer), "INVALID_PRODUCER_ID_MAPPING"],
    ["a future epoch", ending(futureEpoch), "PRODUCER_FENCED"],
    ["no transaction", ending(honest), "INVALID_TXN_STATE"],
    [
      "a fenced producer",
      fenced((target, producer) =>
        target.ask(END, { version: END_VERSION, request: { ...producer, committed: true } })
      ),
      "PRODUCER_FENCED",
    ],
    ["a commit after an abort", async (target) => {
      const producer = await freshProducer(target);
      await addPartitions(target, producer, (await freshTopic(target)).name);
      const version = END_VERSION;
      await target.ask(END, { version, request: { ...producer, committed: false } });
      // While its markers are written, Kafka says so.
      for (;;) {
        const told = await target.ask(END, { version, request: { ...producer, committed: true } });
        if (told.errorCode !== CONCURRENT_TRANSACTIONS) return told;
      }
    }, "INVALID_TXN_STATE"],
  ]),
];

export const CONCURRENT_TRANSACTIONS = 51;

interface OffsetCommit {
  claim?: Claim;
  groupId?: string;
  topic?: string;
  partitionIndex?: number;
  metadata?: string;
  member?: { memberId: string; generationIdOrMemberEpoch: number };
}

function committing(asked: OffsetCommit): Ask {
  return async (target) => {
    const { claim = honest, partitionIndex = 0, metadata = "", member = {} } = asked;
    const groupId = asked.groupId ?? target.freshName();
    const name = asked.topic ?? (await freshTopic(target)).name;
    const producer = await freshProducer(target);
    const added = { ...producer, groupId: groupId === "" ? "other" : groupId };
    await target.ask(ADD_OFFSETS, { version: 3, request: added });
    const partition = { partitionIndex, committedOffset: 1, committedMetadata: metadata };
    const request = {
      ...claim(producer),
      groupId,
      ...member,
      memberId: "",
      topics: [{ name, partitions: [partition] }],
      ...member,
    };
    const { topics } = await target.ask(COMMIT, { version: COMMIT_VERSION, request });
    return topics[0]?.partitions[0];
  };
}

const commits = refusalsOf("TxnOffsetCommit", [
  ["an unknown topic", committing({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", committing({ partitionIndex: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an empty group id", committing({ groupId: "" }), "INVALID_GROUP_ID"],
  ["metadata too large", committing({ metadata: "x".repeat(4097) }), "OFFSET_METADATA_TOO_LARGE"],
  ["an unknown transactional id", committing({ claim: unknownId }), "INVALID_PRODUCER_ID_MAPPING"],
  ["another producer's id", committing({ claim: otherProducer }), "INVALID_PRODUCER_ID_MAPPING"],
  ["a future epoch", committing({ claim: futureEpoch }), "INVALID_PRODUCER_EPOCH"],
  [
    "an unknown member",
    committing({ member: { memberId: "nobody", generationIdOrMemberEpoch: 1 } }),
    "ILLEGAL_GENERATION",
  ],
]);

/** Sends a transactional batch without having said so to the coordinator. */
function unverified(version: number): Ask {
  return async (target) => {
    const { name: topic } = await freshTopic(target);
    const { transactionalId, producerId, producerEpoch } = await freshProducer(target);
    const batch = batchOf(["a"], {
      timestamp: target.nowMs,
      producerId,
      producerEpoch,
      baseSequence: 0,
      isTransactional: true,
    });
    return await produce(target, batch, { topic, version, transactionalId });
  };
}

const lookups = [
  ...refusalsOf("Produce", [
    ["a partition that is not in the transaction", unverified(11), "TRANSACTION_ABORTABLE"],
    ["the same of an older client", unverified(9), "INVALID_TXN_STATE"],
  ]),
  ...refusalsOf("DescribeTransactions", [
    ["an unknown transactional id", async (target) => {
      const request = { transactionalIds: ["unknown-transactional-id"] };
      return (await target.ask(DESCRIBE, { request })).transactionStates[0];
    }, "TRANSACTIONAL_ID_NOT_FOUND"],
    ["an empty transactional id", async (target) => {
      const request = { transactionalIds: [""] };
      return (await target.ask(DESCRIBE, { request })).transactionStates[0];
    }, "INVALID_REQUEST"],
  ]),
  ...refusalsOf("ListTransactions", [
    ["a pattern that is none", async (target) => {
      const asked = { stateFilters: [], producerIdFilters: [], transactionalIdPattern: "(" };
      return await target.ask(LIST, { request: asked });
    }, "INVALID_REGULAR_EXPRESSION"],
  ]),
  ...refusalsOf("DescribeProducers", [
    ["an unknown topic", async (target) => {
      return await describeProducers(target, UNKNOWN_TOPIC, 0);
    }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["an unknown partition", async (target) => {
      return await describeProducers(target, (await freshTopic(target)).name, 7);
    }, "UNKNOWN_TOPIC_OR_PARTITION"],
    [
      "a name with a space",
      async (target) => {
        return await describeProducers(target, "a b", 0);
      },
      "INVALID_TOPIC_EXCEPTION",
      "a b",
    ],
  ]),
];

async function describeProducers(target: Target, name: string, index: number) {
  const request = { topics: [{ name, partitionIndexes: [index] }] };
  return (await target.ask(PRODUCERS, { request })).topics[0]?.partitions[0];
}

export const transactionCases = [...inits, ...additions, ...endings, ...commits, ...lookups];
