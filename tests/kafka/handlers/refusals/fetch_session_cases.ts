/**
 * What fetch sessions refuse (KIP-227).
 *
 * @module
 */
import { FetchRequest, FetchResponse } from "../../../../lib/kafka/messages/fetch.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_ID } from "./topics.ts";

const FETCH = { request: FetchRequest, response: FetchResponse };

/** The last version that names topics, and the first that gives their ids. */
const NAMED_VERSION = 12;
const ID_VERSION = 13;
/** Ends a session, or does without one. */
const FINAL_EPOCH = -1;

type Topic = Input<typeof FetchRequest>["topics"][number];

interface Asked {
  sessionId: number;
  sessionEpoch: number;
  topics?: Topic[];
  forgottenTopicsData?: { topic?: string; topicId?: string; partitions: number[] }[];
}

async function ask(target: Target, asked: Asked, version = ID_VERSION) {
  const request = { maxWaitMs: 0, minBytes: 0, topics: [], forgottenTopicsData: [], ...asked };
  return await target.ask(FETCH, { version, request });
}

const PARTITIONS = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];

/** Begins a session of one partition; its next epoch is 1. */
async function begin(target: Target, version = ID_VERSION) {
  const { name: topic, topicId } = await freshTopic(target);
  const topics = [{ ...version === ID_VERSION ? { topicId } : { topic }, partitions: PARTITIONS }];
  const { sessionId } = await ask(target, { sessionId: 0, sessionEpoch: 0, topics }, version);
  if (sessionId === 0) throw new Error("No fetch session was made");
  return { sessionId, topicId };
}

function beginning(
  then: (target: Target, session: { sessionId: number; topicId: string }) => ReturnType<Ask>,
): Ask {
  return async (target) => await then(target, await begin(target));
}

export const fetchSessionCases = refusalsOf("Fetch", [
  [
    "an epoch without a session",
    (target) => ask(target, { sessionId: 0, sessionEpoch: 1 }),
    "FETCH_SESSION_ID_NOT_FOUND",
  ],
  [
    "a negative session",
    (target) => ask(target, { sessionId: -5, sessionEpoch: 1 }),
    "FETCH_SESSION_ID_NOT_FOUND",
  ],
  [
    "an epoch below that which ends sessions",
    beginning((target, { sessionId }) => ask(target, { sessionId, sessionEpoch: -2 })),
    "INVALID_FETCH_SESSION_EPOCH",
  ],
  [
    "a session's epoch for the second time",
    beginning(async (target, { sessionId }) => {
      const { errorCode } = await ask(target, { sessionId, sessionEpoch: 1 });
      if (errorCode !== 0) throw new Error(`The first was refused: ${errorCode}`);
      return await ask(target, { sessionId, sessionEpoch: 1 });
    }),
    "INVALID_FETCH_SESSION_EPOCH",
  ],
  [
    "a session that was ended",
    beginning(async (target, { sessionId }) => {
      await ask(target, { sessionId, sessionEpoch: FINAL_EPOCH });
      return await ask(target, { sessionId, sessionEpoch: 1 });
    }),
    "FETCH_SESSION_ID_NOT_FOUND",
  ],
  [
    "a session that another one replaced",
    beginning(async (target, { sessionId, topicId }) => {
      const topics = [{ topicId, partitions: PARTITIONS }];
      await ask(target, { sessionId, sessionEpoch: 0, topics });
      return await ask(target, { sessionId, sessionEpoch: 1 });
    }),
    "FETCH_SESSION_ID_NOT_FOUND",
  ],
  [
    "a session whose partitions were all forgotten",
    beginning(async (target, { sessionId, topicId }) => {
      const forgottenTopicsData = [{ topicId, partitions: [0] }];
      const answer = await ask(target, { sessionId, sessionEpoch: 1, forgottenTopicsData });
      if (answer.errorCode !== 0) throw new Error(`Cannot forget: ${answer.errorCode}`);
      return await ask(target, { sessionId, sessionEpoch: 2 });
    }),
    "FETCH_SESSION_ID_NOT_FOUND",
  ],
  [
    "a session of ids without them",
    beginning((target, { sessionId }) => {
      return ask(target, { sessionId, sessionEpoch: 1 }, NAMED_VERSION);
    }),
    "FETCH_SESSION_TOPIC_ID_ERROR",
  ],
  ["a session of names with ids", async (target) => {
    const { sessionId } = await begin(target, NAMED_VERSION);
    return await ask(target, { sessionId, sessionEpoch: 1 });
  }, "FETCH_SESSION_TOPIC_ID_ERROR"],
  [
    "an unknown topic id that joins a session",
    beginning(async (target, { sessionId }) => {
      const topics = [{ topicId: UNKNOWN_ID, partitions: PARTITIONS }];
      const { responses } = await ask(target, { sessionId, sessionEpoch: 1, topics });
      return responses.find(({ topicId }) => topicId === UNKNOWN_ID)?.partitions[0];
    }),
    "UNKNOWN_TOPIC_ID",
  ],
  [
    "an unknown partition that joins a session",
    beginning(async (target, { sessionId, topicId }) => {
      const partitions = [{ partition: 7, fetchOffset: 0, partitionMaxBytes: 1000 }];
      const topics = [{ topicId, partitions }];
      const { responses } = await ask(target, { sessionId, sessionEpoch: 1, topics });
      return responses[0]?.partitions[0];
    }),
    "UNKNOWN_TOPIC_OR_PARTITION",
  ],
]);
