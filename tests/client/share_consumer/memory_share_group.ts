/**
 * The broker's side of share groups in memory: members, sessions with their epochs, and for each
 * partition which offsets are acquired, by whom, how often. It answers as Kafka 4.3 does, as far as
 * a client can tell; one group, one broker, {@linkcode MemoryKafka} beneath.
 *
 * @module
 */

import * as apis from "../../../lib/client/apis.ts";
import { AcknowledgeType } from "../../../lib/client/share_consumer/acknowledgements.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import type { MemoryKafka } from "../memory_kafka.ts";

interface Acquirable {
  state: "available" | "acquired" | "done";
  memberId: string;
  deliveryCount: number;
}

interface Session {
  epoch: number;
  partitions: Set<string>;
}

/** What a member said of an offset. */
export interface Acknowledged {
  readonly partition: string;
  readonly offset: number;
  readonly type: number;
}

type AcknowledgedTopics = readonly {
  topicId: string;
  partitions: readonly {
    partitionIndex: number;
    acknowledgementBatches: readonly {
      firstOffset: number;
      lastOffset: number;
      acknowledgeTypes: readonly number[];
    }[];
  }[];
}[];

const HEARTBEAT_INTERVAL_MS = 5_000;
const EMPTY = { errorCode: 0, acquisitionLockTimeoutMs: 0, responses: [], nodeEndpoints: [] };

/** The one share group. */
export class MemoryShareGroup {
  /** Epochs by member id. */
  readonly members = new Map<string, number>();
  readonly sessions = new Map<string, Session>();
  /** All that was acknowledged, in the order in which it came. */
  readonly acknowledged: Acknowledged[] = [];
  /** What the next ShareFetch is answered, once. */
  nextFetchError: number = ErrorCode.NONE;
  readonly #kafka: MemoryKafka;
  readonly #topic: string;
  readonly #offsets = new Map<string, Acquirable>();

  constructor(kafka: MemoryKafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#serveGroup();
    this.#serveRecords();
  }

  /** Where an offset stands. */
  stateOf(partition: number, offset: number): Acquirable {
    const key = `${partition} ${offset}`;
    const known = this.#offsets.get(key) ?? { state: "available", memberId: "", deliveryCount: 0 };
    this.#offsets.set(key, known);
    return known;
  }

  #serveGroup(): void {
    this.#kafka.broker.on(apis.ShareGroupHeartbeat, ({ memberId, memberEpoch }) => {
      const known = this.members.get(memberId);
      if (memberEpoch === -1) {
        this.members.delete(memberId);
        return { errorCode: 0, memberId, memberEpoch: -1, heartbeatIntervalMs: 0 };
      }
      if (memberEpoch > 0 && known !== memberEpoch) {
        const errorCode = ErrorCode.UNKNOWN_MEMBER_ID;
        return { errorCode, memberId, memberEpoch: 0, heartbeatIntervalMs: 0 };
      }
      this.members.set(memberId, 1);
      const topic = this.#kafka.topics.get(this.#topic);
      const topicPartitions = topic === undefined
        ? []
        : [{ topicId: topic.id, partitions: topic.partitions.map((_, index) => index) }];
      return {
        errorCode: 0,
        memberId,
        memberEpoch: 1,
        heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
        assignment: { topicPartitions },
      };
    });
  }

  #serveRecords(): void {
    this.#kafka.broker.on(apis.ShareFetch, async (request) => {
      const memberId = request.memberId ?? "";
      const errorCode = this.#enter(memberId, request.shareSessionEpoch);
      if (errorCode !== ErrorCode.NONE) return { ...EMPTY, errorCode };
      const session = this.sessions.get(memberId)!;
      for (const { topicId, partitions } of request.topics) {
        for (const each of partitions) session.partitions.add(`${topicId}:${each.partitionIndex}`);
      }
      for (const { topicId, partitions } of request.forgottenTopicsData) {
        for (const each of partitions) session.partitions.delete(`${topicId}:${each}`);
      }
      this.#acknowledge(memberId, request.topics);
      if (!this.#hasAvailable(session)) {
        await new Promise<void>((resolve) =>
          this.#kafka.clock.setTimer(request.maxWaitMs, resolve)
        );
      }
      return { ...EMPTY, responses: this.#acquire(memberId) };
    });
    this.#kafka.broker.on(apis.ShareAcknowledge, (request) => {
      const memberId = request.memberId ?? "";
      const errorCode = this.#enter(memberId, request.shareSessionEpoch);
      if (errorCode !== ErrorCode.NONE) return { ...EMPTY, errorCode };
      this.#acknowledge(memberId, request.topics);
      if (request.shareSessionEpoch === -1) this.#release(memberId);
      return EMPTY;
    });
  }

  /** Counts a request of a session, as KIP-932 says; returns what is wrong with it. */
  #enter(memberId: string, epoch: number): number {
    const error = this.nextFetchError;
    this.nextFetchError = ErrorCode.NONE;
    if (error !== ErrorCode.NONE) {
      this.sessions.delete(memberId);
      this.#release(memberId);
      return error;
    }
    const session = this.sessions.get(memberId);
    if (epoch === 0) {
      this.sessions.set(memberId, { epoch: 1, partitions: new Set() });
      return ErrorCode.NONE;
    }
    if (session === undefined) return ErrorCode.SHARE_SESSION_NOT_FOUND;
    if (epoch === -1) this.sessions.delete(memberId);
    else if (session.epoch++ !== epoch) return ErrorCode.INVALID_SHARE_SESSION_EPOCH;
    return ErrorCode.NONE;
  }

  #acknowledge(memberId: string, topics: AcknowledgedTopics): void {
    for (const { partitions } of topics) {
      for (const { partitionIndex, acknowledgementBatches } of partitions) {
        for (const { firstOffset, lastOffset, acknowledgeTypes } of acknowledgementBatches) {
          const type = acknowledgeTypes[0]!;
          for (let offset = firstOffset; offset <= lastOffset; offset++) {
            const at = this.stateOf(partitionIndex, offset);
            if (at.state !== "acquired" || at.memberId !== memberId) {
              throw new Error(`Offset ${offset} of ${partitionIndex} is not acquired`);
            }
            at.state = type === AcknowledgeType.RELEASE ? "available" : "done";
            this.acknowledged.push({ partition: `${partitionIndex}`, offset, type });
          }
        }
      }
    }
  }

  #release(memberId: string): void {
    for (const at of this.#offsets.values()) {
      if (at.state === "acquired" && at.memberId === memberId) at.state = "available";
    }
  }

  #hasAvailable({ partitions }: Session): boolean {
    return this.#read(partitions).some(({ log, index }) =>
      Array.from({ length: log.endOffset }, (_, offset) => this.stateOf(index, offset))
        .some(({ state }) => state === "available")
    );
  }

  #read(partitions: ReadonlySet<string>) {
    const topic = this.#kafka.topics.get(this.#topic);
    return (topic?.partitions ?? []).map((log, index) => ({ topicId: topic!.id, log, index }))
      .filter(({ topicId, index }) => partitions.has(`${topicId}:${index}`));
  }

  #acquire(memberId: string) {
    const session = this.sessions.get(memberId);
    return this.#read(session?.partitions ?? new Set()).map(({ topicId, log, index }) => {
      const acquiredRecords = [];
      for (let offset = 0; offset < log.endOffset; offset++) {
        const at = this.stateOf(index, offset);
        if (at.state !== "available") continue;
        Object.assign(at, { state: "acquired", memberId, deliveryCount: at.deliveryCount + 1 });
        acquiredRecords.push({
          firstOffset: offset,
          lastOffset: offset,
          deliveryCount: at.deliveryCount,
        });
      }
      return {
        topicId,
        partitions: [{
          partitionIndex: index,
          errorCode: 0,
          acknowledgeErrorCode: 0,
          currentLeader: { leaderId: 1, leaderEpoch: 0 },
          records: Buffer.concat(log.batches.map(({ bytes }) => bytes)),
          acquiredRecords,
        }],
      };
    });
  }
}
