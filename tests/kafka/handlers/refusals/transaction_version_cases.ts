/**
 * What transactions refuse in other versions of their APIs: the oldest ones, whose clients know
 * less errors (KIP-588), and those of transaction version 2 (KIP-890).
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
import { EndTxnRequest, EndTxnResponse } from "../../../../lib/kafka/messages/end_txn.ts";
import {
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from "../../../../lib/kafka/messages/txn_offset_commit.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";
import {
  addPartitions,
  type Claim,
  CONCURRENT_TRANSACTIONS,
  emptyId,
  fenced,
  freshProducer,
  futureEpoch,
  honest,
  init,
  otherProducer,
  type Producer,
  unknownId,
} from "./transaction_cases.ts";

const ADD_PARTITIONS = { request: AddPartitionsToTxnRequest, response: AddPartitionsToTxnResponse };
const ADD_OFFSETS = { request: AddOffsetsToTxnRequest, response: AddOffsetsToTxnResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };
const COMMIT = { request: TxnOffsetCommitRequest, response: TxnOffsetCommitResponse };

/** The last versions before PRODUCER_FENCED. */
const UNFENCED_INIT = { version: 3 };
const UNFENCED_VERSION = 1;
/** The versions of KIP-890. */
const BATCH_VERSION = 5;
const END_VERSION = 5;
const COMMIT_VERSION = 5;

async function end(
  target: Target,
  producer: Producer,
  { isCommit = true, version = END_VERSION }: { isCommit?: boolean; version?: number } = {},
) {
  // While markers are written, Kafka says so.
  for (;;) {
    const request = { ...producer, committed: isCommit };
    const told = await target.ask(END, { version, request });
    if (told.errorCode !== CONCURRENT_TRANSACTIONS) return told;
  }
}

function ending(claim: Claim, options: { isCommit?: boolean; version?: number } = {}): Ask {
  return async (target) => await end(target, claim(await freshProducer(target)), options);
}

async function open(target: Target): Promise<Producer> {
  const producer = await freshProducer(target);
  const added = await addPartitions(target, producer, (await freshTopic(target)).name);
  if (added?.errorCode !== 0) throw new Error(`Cannot begin: ${added?.errorCode}`);
  return producer;
}

/** Ends a transaction, and asks for the other end as one who missed the answer. */
function endingOtherwise(wanted: "abort" | "commit"): Ask {
  return async (target) => {
    const isCommit = wanted !== "commit";
    const producer = await open(target);
    const first = await end(target, producer, { isCommit });
    if (first.errorCode !== 0) throw new Error(`Cannot end: ${first.errorCode}`);
    return await end(target, producer, { isCommit: !isCommit });
  };
}

const old = [
  ...refusalsOf("InitProducerId", [
    ["a future epoch of an old client", async (target) => {
      return await init(target, futureEpoch(await freshProducer(target)), UNFENCED_INIT);
    }, "INVALID_PRODUCER_EPOCH"],
    ["a stale epoch", fenced((target, producer) => init(target, producer)), "PRODUCER_FENCED"],
    [
      "a stale epoch of an old client",
      fenced((target, producer) => init(target, producer, UNFENCED_INIT)),
      "INVALID_PRODUCER_EPOCH",
    ],
    ["a transaction that is open", async (target) => {
      const { transactionalId } = await open(target);
      return await init(target, { transactionalId });
    }, "CONCURRENT_TRANSACTIONS"],
    // The id is looked at first; the epoch only after the transaction's end.
    ["an open transaction's future epoch", async (target) => {
      return await init(target, futureEpoch(await open(target)));
    }, "CONCURRENT_TRANSACTIONS"],
    ["an open transaction of another producer", async (target) => {
      return await init(target, otherProducer(await open(target)));
    }, "PRODUCER_FENCED"],
  ]),
  ...refusalsOf("AddOffsetsToTxn", [
    ["a future epoch of an old client", async (target) => {
      const request = { ...futureEpoch(await freshProducer(target)), groupId: "group" };
      return await target.ask(ADD_OFFSETS, { version: UNFENCED_VERSION, request });
    }, "INVALID_PRODUCER_EPOCH"],
    [
      "a fenced producer",
      fenced((target, producer) =>
        target.ask(ADD_OFFSETS, { version: 3, request: { ...producer, groupId: "group" } })
      ),
      "PRODUCER_FENCED",
    ],
  ]),
  ...refusalsOf("EndTxn", [
    [
      "a future epoch of an old client",
      ending(futureEpoch, { version: UNFENCED_VERSION }),
      "INVALID_PRODUCER_EPOCH",
    ],
  ]),
];

const ends = refusalsOf("EndTxn of version 5", [
  ["an empty transactional id", ending(emptyId), "INVALID_REQUEST"],
  ["an unknown transactional id", ending(unknownId), "INVALID_PRODUCER_ID_MAPPING"],
  ["another producer's id", ending(otherProducer), "INVALID_PRODUCER_ID_MAPPING"],
  ["a future epoch", ending(futureEpoch), "PRODUCER_FENCED"],
  ["an abort of a future epoch", ending(futureEpoch, { isCommit: false }), "PRODUCER_FENCED"],
  ["a fenced producer", fenced((target, producer) => end(target, producer)), "PRODUCER_FENCED"],
  ["a commit of no transaction", ending(honest), "INVALID_TXN_STATE"],
  ["a commit after an abort", endingOtherwise("commit"), "INVALID_TXN_STATE"],
  ["an abort after a commit", endingOtherwise("abort"), "INVALID_TXN_STATE"],
  ["an open transaction's future epoch", async (target) => {
    return await end(target, futureEpoch(await open(target)));
  }, "PRODUCER_FENCED"],
  ["a second commit with the next epoch", async (target) => {
    const producer = await open(target);
    const { producerId, producerEpoch } = await end(target, producer);
    return await end(target, { ...producer, producerId, producerEpoch });
  }, "INVALID_TXN_STATE"],
  ["an epoch before the last one", async (target) => {
    const producer = await open(target);
    const first = await end(target, producer);
    const next = { ...producer, producerEpoch: first.producerEpoch };
    await end(target, next, { isCommit: false });
    return await end(target, producer);
  }, "PRODUCER_FENCED"],
]);

interface Batched {
  claim?: Claim;
  topic?: string;
  partitions?: number[];
  verifyOnly?: boolean;
}

async function addBatched(target: Target, producer: Producer, asked: Omit<Batched, "claim">) {
  const { partitions = [0], verifyOnly = false } = asked;
  const name = asked.topic ?? (await freshTopic(target)).name;
  const transactions = [{ ...producer, verifyOnly, topics: [{ name, partitions }] }];
  const answer = await target.ask(ADD_PARTITIONS, {
    version: BATCH_VERSION,
    request: { transactions },
  });
  const added = answer.resultsByTransaction[0]?.topicResults[0]?.resultsByPartition
    .find(({ partitionIndex }) => partitionIndex === partitions[0]);
  return added === undefined ? undefined : { errorCode: added.partitionErrorCode };
}

function batched({ claim = honest, ...asked }: Batched): Ask {
  return async (target) => await addBatched(target, claim(await freshProducer(target)), asked);
}

function verified(asked: Batched): Ask {
  return batched({ ...asked, verifyOnly: true });
}

const additions = [
  ...refusalsOf("AddPartitionsToTxn of version 5", [
    ["an empty transactional id", batched({ claim: emptyId }), "INVALID_REQUEST"],
    ["an unknown transactional id", batched({ claim: unknownId }), "INVALID_PRODUCER_ID_MAPPING"],
    ["another producer's id", batched({ claim: otherProducer }), "INVALID_PRODUCER_ID_MAPPING"],
    ["a future epoch", batched({ claim: futureEpoch }), "PRODUCER_FENCED"],
    [
      "a fenced producer",
      fenced((target, producer) => addBatched(target, producer, {})),
      "PRODUCER_FENCED",
    ],
    ["an unknown topic", batched({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
    ["an unknown partition", batched({ partitions: [7] }), "UNKNOWN_TOPIC_OR_PARTITION"],
    [
      "a partition besides an unknown one",
      batched({ partitions: [0, 7] }),
      "OPERATION_NOT_ATTEMPTED",
    ],
    ["one of two transactions", async (target) => {
      const good = await freshProducer(target);
      const bad = futureEpoch(await freshProducer(target));
      const topics = [{ name: (await freshTopic(target)).name, partitions: [0] }];
      const transactions = [good, bad].map((producer) => ({
        ...producer,
        verifyOnly: false,
        topics,
      }));
      const answer = await target.ask(ADD_PARTITIONS, {
        version: BATCH_VERSION,
        request: { transactions },
      });
      const codes = new Map(answer.resultsByTransaction.map((result) => {
        return [result.transactionalId, result.topicResults[0]?.resultsByPartition[0]];
      }));
      if (codes.get(good.transactionalId)?.partitionErrorCode !== 0) {
        throw new Error("The good transaction was refused");
      }
      return { errorCode: codes.get(bad.transactionalId)?.partitionErrorCode ?? 0 };
    }, "PRODUCER_FENCED"],
  ]),
  ...refusalsOf("AddPartitionsToTxn that only asks", [
    ["an empty transactional id", verified({ claim: emptyId }), "INVALID_REQUEST"],
    ["an unknown transactional id", verified({ claim: unknownId }), "INVALID_PRODUCER_ID_MAPPING"],
    ["another producer's id", verified({ claim: otherProducer }), "INVALID_PRODUCER_ID_MAPPING"],
    ["a future epoch", verified({ claim: futureEpoch }), "PRODUCER_FENCED"],
    ["an unknown topic", verified({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
    ["no transaction", verified({}), "TRANSACTION_ABORTABLE"],
    ["a partition that is not in the transaction", async (target) => {
      return await addBatched(target, await open(target), { verifyOnly: true });
    }, "TRANSACTION_ABORTABLE"],
  ]),
  ...refusalsOf("AddPartitionsToTxn", [
    ["a future epoch of an old client", async (target) => {
      const { transactionalId, producerId, producerEpoch } = futureEpoch(
        await freshProducer(target),
      );
      const request = {
        v3AndBelowTransactionalId: transactionalId,
        v3AndBelowProducerId: producerId,
        v3AndBelowProducerEpoch: producerEpoch,
        v3AndBelowTopics: [{ name: (await freshTopic(target)).name, partitions: [0] }],
      };
      const answer = await target.ask(ADD_PARTITIONS, { version: UNFENCED_VERSION, request });
      const code = answer.resultsByTopicV3AndBelow[0]?.resultsByPartition[0]?.partitionErrorCode;
      return code === undefined ? undefined : { errorCode: code };
    }, "INVALID_PRODUCER_EPOCH"],
  ]),
];

async function commit(
  target: Target,
  producer: Producer,
  { version = COMMIT_VERSION, partitionIndex = 0 }: {
    version?: number;
    partitionIndex?: number;
  } = {},
) {
  const partition = { partitionIndex, committedOffset: 1, committedMetadata: "" };
  const topics = [{ name: (await freshTopic(target)).name, partitions: [partition] }];
  const request = { ...producer, groupId: target.freshName(), memberId: "", topics };
  const answer = await target.ask(COMMIT, { version, request });
  return answer.topics[0]?.partitions[0];
}

function committing(
  claim: Claim,
  options: { version?: number; partitionIndex?: number } = {},
): Ask {
  return async (target) => await commit(target, claim(await freshProducer(target)), options);
}

const commits = refusalsOf("TxnOffsetCommit", [
  ["a fenced producer in version 5", fenced((t, p) => commit(t, p)), "INVALID_PRODUCER_EPOCH"],
  ["a future epoch in version 5", committing(futureEpoch), "INVALID_PRODUCER_EPOCH"],
  [
    "an unknown transactional id in version 5",
    committing(unknownId),
    "INVALID_PRODUCER_ID_MAPPING",
  ],
  ["another producer's id in version 5", committing(otherProducer), "INVALID_PRODUCER_ID_MAPPING"],
  [
    "an unknown partition in version 5",
    committing(honest, { partitionIndex: 7 }),
    "UNKNOWN_TOPIC_OR_PARTITION",
  ],
  [
    "a group that is not in the transaction",
    committing(honest, { version: 4 }),
    "TRANSACTION_ABORTABLE",
  ],
  ["the same of an older client", committing(honest, { version: 3 }), "INVALID_TXN_STATE"],
]);

export const transactionVersionCases = [...old, ...ends, ...additions, ...commits];
