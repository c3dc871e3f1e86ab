/**
 * Which partitions a Fetch request means: those it names, or, in a fetch session (KIP-227), those
 * of the session as the request changes it.
 *
 * @module
 */
import { ZERO_UUID } from "../../bytes/uuid.ts";
import {
  type FetchSession,
  FINAL_EPOCH,
  INITIAL_EPOCH,
  sessionKey,
  type SessionPartition,
} from "../log/fetch_sessions.ts";
import type { FetchRequest } from "../messages/fetch.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { RequestContext } from "./handler.ts";

/** First version that names topics by id. */
const TOPIC_ID_VERSION_MIN = 13;

/** What an answer says of one partition, as far as it can be news. */
interface PartitionNews {
  errorCode: number;
  highWatermark: number;
  logStartOffset?: number | undefined;
  records: Uint8Array | null;
}

/** A request, resolved. */
export interface FetchPlan {
  /** The error for the whole request. */
  errorCode: number;
  /** 0 where there is no session. */
  sessionId: number;
  partitions: SessionPartition[];
  /** True where the answer about a partition must be sent; notes it as sent. */
  takeNews(partition: SessionPartition, news: PartitionNews): boolean;
}

/** Resolves a request against the sessions. */
export function planFetch(request: FetchRequest, context: RequestContext): FetchPlan {
  const { fetchSessions } = context.broker;
  const { sessionId, sessionEpoch } = request;
  if (sessionEpoch === FINAL_EPOCH || sessionEpoch === INITIAL_EPOCH) {
    if (sessionId !== 0) fetchSessions.remove(sessionId);
    const partitions = new Map<string, SessionPartition>();
    addAsked(partitions, request, context);
    const list = [...partitions.values()];
    if (sessionEpoch === FINAL_EPOCH || list.length === 0) return fullPlan(0, list);
    return fullPlan(fetchSessions.create(partitions).id, list);
  }
  const session = fetchSessions.use(sessionId, sessionEpoch);
  if (typeof session === "string") {
    return { ...fullPlan(0, []), errorCode: ErrorCode[session] };
  }
  if (usesTopicIds(session) !== context.apiVersion >= TOPIC_ID_VERSION_MIN) {
    return { ...fullPlan(0, []), errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR };
  }
  for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
    for (const index of partitions) {
      const name = nameOf({ topic, topicId }, context);
      session.partitions.delete(sessionKey(name, topicId, index));
    }
  }
  addAsked(session.partitions, request, context);
  if (session.partitions.size === 0) {
    fetchSessions.remove(sessionId);
    return fullPlan(0, []);
  }
  for (const partition of session.partitions.values()) {
    // A topic that was not there yet when the client first named its id.
    if (partition.topic === "") partition.topic = nameOf(partition, context);
  }
  return sessionPlan(session);
}

/** A session is never empty, and all of its partitions were named in the same way. */
function usesTopicIds({ partitions }: FetchSession): boolean {
  const [first] = partitions.values();
  return first !== undefined && first.topicId !== ZERO_UUID;
}

function nameOf(
  { topic, topicId }: { topic: string; topicId: string },
  { apiVersion, broker }: RequestContext,
): string {
  if (apiVersion < TOPIC_ID_VERSION_MIN) return topic;
  return broker.image.topicNames.get(topicId) ?? "";
}

/** Takes in the partitions that the request names, as new ones or as changes. */
function addAsked(
  partitions: Map<string, SessionPartition>,
  request: FetchRequest,
  context: RequestContext,
): void {
  for (const asked of request.topics) {
    const topic = nameOf(asked, context);
    const topicId = context.apiVersion < TOPIC_ID_VERSION_MIN ? ZERO_UUID : asked.topicId;
    for (
      const { partition, fetchOffset, partitionMaxBytes, currentLeaderEpoch } of asked.partitions
    ) {
      const key = sessionKey(topic, topicId, partition);
      const known = partitions.get(key);
      if (known !== undefined) {
        known.fetchOffset = fetchOffset;
        known.bytesMax = partitionMaxBytes;
        known.currentLeaderEpoch = currentLeaderEpoch;
        continue;
      }
      partitions.set(key, {
        topic,
        topicId,
        index: partition,
        fetchOffset,
        bytesMax: partitionMaxBytes,
        currentLeaderEpoch,
        highWatermark: -1,
        logStartOffset: -1,
        lastErrorCode: ErrorCode.NONE,
      });
    }
  }
}

/** Everything is answered; what was answered is noted for the session, if there is one. */
function fullPlan(sessionId: number, partitions: SessionPartition[]): FetchPlan {
  return {
    errorCode: ErrorCode.NONE,
    sessionId,
    partitions,
    takeNews(partition, news) {
      note(partition, news);
      return true;
    },
  };
}

function sessionPlan(session: FetchSession): FetchPlan {
  return {
    errorCode: ErrorCode.NONE,
    sessionId: session.id,
    partitions: [...session.partitions.values()],
    takeNews(partition, news) {
      const isNews = (news.records?.length ?? 0) > 0 || news.errorCode !== ErrorCode.NONE ||
        news.highWatermark !== partition.highWatermark ||
        (news.logStartOffset ?? -1) !== partition.logStartOffset;
      if (!isNews) return false;
      note(partition, news);
      if ((news.records?.length ?? 0) > 0) {
        // Served: the others come first next time, so that a bounded answer starves none.
        const key = sessionKey(partition.topic, partition.topicId, partition.index);
        if (session.partitions.delete(key)) session.partitions.set(key, partition);
      }
      return true;
    },
  };
}

function note(partition: SessionPartition, news: PartitionNews): void {
  // After an error the partition is news, even where nothing else has changed.
  partition.highWatermark = news.errorCode === ErrorCode.NONE ? news.highWatermark : -1;
  partition.logStartOffset = news.logStartOffset ?? -1;
  partition.lastErrorCode = news.errorCode;
}
