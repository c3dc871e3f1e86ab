/**
 * What Fetch, ListOffsets, OffsetForLeaderEpoch and DeleteRecords refuse.
 *
 * @module
 */
import {
  DeleteRecordsRequest,
  DeleteRecordsResponse,
} from "../../../../lib/kafka/messages/delete_records.ts";
import { FetchRequest, FetchResponse } from "../../../../lib/kafka/messages/fetch.ts";
import {
  ListOffsetsRequest,
  ListOffsetsResponse,
} from "../../../../lib/kafka/messages/list_offsets.ts";
import {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from "../../../../lib/kafka/messages/offset_for_leader_epoch.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { batchOf } from "../../batches.ts";
import { produce } from "./produce_cases.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_ID, UNKNOWN_TOPIC } from "./topics.ts";

const FETCH = { request: FetchRequest, response: FetchResponse };
const LIST_OFFSETS = { request: ListOffsetsRequest, response: ListOffsetsResponse };
const EPOCHS = { request: OffsetForLeaderEpochRequest, response: OffsetForLeaderEpochResponse };
const DELETE_RECORDS = { request: DeleteRecordsRequest, response: DeleteRecordsResponse };

/** The last versions of Fetch that name topics, and that have no sessions. */
const NAMED_VERSION = 12;
const LATEST_TIMESTAMP = -1;
const EARLIEST_TIMESTAMP = -2;
/** Above any leader epoch that a test reaches. */
const FUTURE_EPOCH = 1000;
/** Below the first leader epoch, and not the one that stands for none. */
const PAST_EPOCH = -2;

/** A topic with two records. */
async function filledTopic(target: Target) {
  const topic = await freshTopic(target);
  await produce(target, batchOf(["a", "b"], { timestamp: target.nowMs }), { topic: topic.name });
  return topic;
}

type FetchPartition = Input<typeof FetchRequest>["topics"][number]["partitions"][number];

interface Fetching extends Partial<FetchPartition> {
  topic?: string;
  topicId?: string;
  version?: number;
}

function fetching({ topic, topicId, version = NAMED_VERSION, ...rest }: Fetching): Ask {
  return async (target) => {
    const { name } = await filledTopic(target);
    const partition = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1000, ...rest };
    const named = topicId === undefined ? { topic: topic ?? name } : { topicId };
    const request = {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [{ ...named, partitions: [partition] }],
      forgottenTopicsData: [],
    };
    const { responses } = await target.ask(FETCH, { version, request });
    return responses[0]?.partitions[0];
  };
}

function inSession(sessionId: number, sessionEpoch: number): Ask {
  return (target) => {
    const session = { sessionId, sessionEpoch };
    const request = { maxWaitMs: 0, minBytes: 0, topics: [], forgottenTopicsData: [], ...session };
    return target.ask(FETCH, { request });
  };
}

const fetches = refusalsOf("Fetch", [
  ["an unknown topic", fetching({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown topic id", fetching({ topicId: UNKNOWN_ID, version: 13 }), "UNKNOWN_TOPIC_ID"],
  ["an unknown partition", fetching({ partition: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an offset beyond the end", fetching({ fetchOffset: 3 }), "OFFSET_OUT_OF_RANGE"],
  ["a negative offset", fetching({ fetchOffset: -1 }), "OFFSET_OUT_OF_RANGE"],
  ["an offset before the start", async (target) => {
    const { name: topic } = await filledTopic(target);
    await deleteRecords(target, { topic, offset: 1 });
    const request = {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [{
        topic,
        partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }],
      }],
      forgottenTopicsData: [],
    };
    const { responses } = await target.ask(FETCH, { version: NAMED_VERSION, request });
    return responses[0]?.partitions[0];
  }, "OFFSET_OUT_OF_RANGE"],
  ["a future leader epoch", fetching({ currentLeaderEpoch: FUTURE_EPOCH }), "UNKNOWN_LEADER_EPOCH"],
  ["an unknown session", inSession(4711, 3), "FETCH_SESSION_ID_NOT_FOUND"],
  ["a session's wrong epoch", async (target) => {
    const { topicId } = await filledTopic(target);
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];
    const { sessionId } = await target.ask(FETCH, {
      request: {
        maxWaitMs: 0,
        minBytes: 0,
        sessionId: 0,
        sessionEpoch: 0,
        topics: [{ topicId, partitions }],
        forgottenTopicsData: [],
      },
    });
    return await inSession(sessionId, 9)(target);
  }, "INVALID_FETCH_SESSION_EPOCH"],
]);

interface Listing {
  topic?: string;
  partitionIndex?: number;
  timestamp?: number;
  currentLeaderEpoch?: number;
  twice?: boolean;
  version?: number;
}

function listing({ topic, version, twice = false, ...rest }: Listing): Ask {
  return async (target) => {
    const { name } = await filledTopic(target);
    const partition = { partitionIndex: 0, timestamp: LATEST_TIMESTAMP, ...rest };
    const partitions = twice ? [partition, partition] : [partition];
    const request = { replicaId: -1, topics: [{ name: topic ?? name, partitions }] };
    const { topics } = await target.ask(LIST_OFFSETS, {
      request,
      ...version === undefined ? {} : { version },
    });
    return topics[0]?.partitions[0];
  };
}

const listings = refusalsOf("ListOffsets", [
  ["an unknown topic", listing({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", listing({ partitionIndex: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a partition twice", listing({ twice: true }), "INVALID_REQUEST"],
  ["a future leader epoch", listing({ currentLeaderEpoch: FUTURE_EPOCH }), "UNKNOWN_LEADER_EPOCH"],
  ["a past leader epoch", listing({ currentLeaderEpoch: PAST_EPOCH }), "FENCED_LEADER_EPOCH"],
  [
    "a past leader epoch of an unknown partition",
    listing({ currentLeaderEpoch: PAST_EPOCH, partitionIndex: 7 }),
    "UNKNOWN_TOPIC_OR_PARTITION",
  ],
  [
    "the end of the local log in version 7",
    listing({ timestamp: -4, version: 7 }),
    "UNSUPPORTED_VERSION",
  ],
  ["a time that stands for nothing", listing({ timestamp: -99 }), "UNSUPPORTED_VERSION"],
  [
    "the largest timestamp in version 6",
    listing({ timestamp: -3, version: 6 }),
    "UNSUPPORTED_VERSION",
  ],
]);

function endOfEpoch(
  rest: { topic?: string; partition?: number; currentLeaderEpoch?: number },
): Ask {
  return async (target) => {
    const { name } = await filledTopic(target);
    const { topic = name, ...given } = rest;
    const partitions = [{ partition: 0, leaderEpoch: 0, ...given }];
    const request = { replicaId: -1, topics: [{ topic, partitions }] };
    return (await target.ask(EPOCHS, { request })).topics[0]?.partitions[0];
  };
}

const epochs = refusalsOf("OffsetForLeaderEpoch", [
  ["an unknown topic", endOfEpoch({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", endOfEpoch({ partition: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  [
    "a future leader epoch",
    endOfEpoch({ currentLeaderEpoch: FUTURE_EPOCH }),
    "UNKNOWN_LEADER_EPOCH",
  ],
  ["a past leader epoch", endOfEpoch({ currentLeaderEpoch: PAST_EPOCH }), "FENCED_LEADER_EPOCH"],
]);

async function deleteRecords(
  target: Target,
  { topic, offset, partitionIndex = 0 }: { topic: string; offset: number; partitionIndex?: number },
) {
  const partitions = [{ partitionIndex, offset }];
  const request = { timeoutMs: 1000, topics: [{ name: topic, partitions }] };
  return (await target.ask(DELETE_RECORDS, { request })).topics[0]?.partitions[0];
}

function deleting(rest: { topic?: string; offset?: number; partitionIndex?: number }): Ask {
  return async (target) => {
    const { name } = await filledTopic(target);
    return await deleteRecords(target, { topic: name, offset: 1, ...rest });
  };
}

const deletions = refusalsOf("DeleteRecords", [
  ["an unknown topic", deleting({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", deleting({ partitionIndex: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an offset beyond the end", deleting({ offset: 3 }), "OFFSET_OUT_OF_RANGE"],
  ["an offset of -2", deleting({ offset: EARLIEST_TIMESTAMP }), "OFFSET_OUT_OF_RANGE"],
  ["a topic that is compacted only", async (target) => {
    const { name } = await freshTopic(target, {
      configs: [{ name: "cleanup.policy", value: "compact" }],
    });
    return await deleteRecords(target, { topic: name, offset: 0 });
  }, "POLICY_VIOLATION"],
]);

export const readCases = [...fetches, ...listings, ...epochs, ...deletions];
