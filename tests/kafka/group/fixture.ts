/**
 * A group coordinator on memory logs and a memory clock, and members that speak to it.
 *
 * @module
 */
import { Writer } from "../../../lib/bytes/writer.ts";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import type { JoinRequest } from "../../../lib/kafka/group/classic/join.ts";
import type { JoinReply, SyncReply } from "../../../lib/kafka/group/classic/member.ts";
import type { SyncRequest } from "../../../lib/kafka/group/classic/sync.ts";
import type { OffsetCommit, OffsetToCommit } from "../../../lib/kafka/group/commit_offsets.ts";
import type { TransactionalOffsetCommit } from "../../../lib/kafka/group/commit_transactional_offsets.ts";
import { DEFAULT_GROUP_CONFIG, type GroupConfig } from "../../../lib/kafka/group/group_config.ts";
import type { GroupGrowth } from "../../../lib/kafka/group/group_growth.ts";
import { GroupCoordinator } from "../../../lib/kafka/group/group_coordinator.ts";
import { ConsumerProtocolSubscription } from "../../../lib/kafka/messages/consumer_protocol.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import type { TransactionMarker } from "../../../lib/state_machine/record_log.ts";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";

export const GROUP = "group-1";
export const SESSION_TIMEOUT_MS = 10_000;
export const REBALANCE_TIMEOUT_MS = 60_000;
/** Whose transactions these are, unless a test says otherwise. */
export const PRODUCER = { producerId: 7, producerEpoch: 3 };

type GivenOffset = Partial<OffsetToCommit> & { offset: number };

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i++) await Promise.resolve();
}

/** Whether a promise is settled once everything that can run has run. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true, () => settled = true);
  await settle();
  return settled;
}

/** Bytes of a text, for assignments and the like. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A consumer's subscription, as it travels in JoinGroup. */
export function subscription(...topics: string[]): Uint8Array {
  const writer = new Writer();
  writer.int16(1);
  ConsumerProtocolSubscription.encode(writer, 1, { topics });
  return writer.finish();
}

/** One broker's coordinator; several may follow each other on the same logs. */
export class Fixture {
  readonly clock: MemoryClock;
  readonly logs: Map<number, MemoryRecordLog>;
  readonly logger = new MemoryLogger();
  readonly random: SeededRandom;
  readonly config: GroupConfig;
  readonly groups: GroupCoordinator;

  constructor(
    { config = {}, logs = new Map(), clock = new MemoryClock(), seed = 1, growth }: {
      config?: Partial<GroupConfig>;
      logs?: Map<number, MemoryRecordLog>;
      clock?: MemoryClock;
      seed?: number;
      growth?: GroupGrowth;
    } = {},
  ) {
    this.clock = clock;
    this.logs = logs;
    this.random = new SeededRandom(seed);
    this.config = { ...DEFAULT_GROUP_CONFIG, offsetsTopicNumPartitions: 1, ...config };
    this.groups = new GroupCoordinator({
      config: this.config,
      clock: this.clock,
      random: this.random,
      logger: this.logger,
      ...(growth === undefined ? {} : { growth }),
      logFor: (partition) => this.log(partition),
    });
  }

  log(partition = 0): MemoryRecordLog {
    let log = this.logs.get(partition);
    if (log === undefined) this.logs.set(partition, log = new MemoryRecordLog());
    return log;
  }

  /** A coordinator that finds on disk what this one left there; this one is not told. */
  async restarted(config: Partial<GroupConfig> = this.config): Promise<Fixture> {
    const logs = new Map<number, MemoryRecordLog>();
    for (const [partition, log] of this.logs) {
      logs.set(partition, new MemoryRecordLog(log.flushedEntries));
    }
    const next = new Fixture({ config, logs, clock: new MemoryClock(this.clock.nowMs()), seed: 2 });
    await next.groups.start(logs.keys());
    return next;
  }

  /** Moves time, then lets everything run. */
  async advance(ms: number): Promise<void> {
    await settle();
    this.clock.advance(ms);
    await settle();
  }

  join(request: Partial<JoinRequest> = {}): Promise<JoinReply> {
    return this.groups.joinGroup({
      groupId: GROUP,
      memberId: "",
      groupInstanceId: null,
      clientId: "client",
      clientHost: "/127.0.0.1",
      protocolType: "consumer",
      terms: {
        sessionTimeoutMs: SESSION_TIMEOUT_MS,
        rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
        protocols: [{ name: "range", metadata: subscription("topic") }],
      },
      reason: null,
      takesMemberId: false,
      skipsAssignment: true,
      ...request,
    });
  }

  sync(request: Partial<SyncRequest> & { memberId: string }): Promise<SyncReply> {
    return this.groups.syncGroup(GROUP, {
      generationId: 1,
      groupInstanceId: null,
      protocolType: "consumer",
      protocolName: "range",
      assignments: [],
      ...request,
    });
  }

  heartbeat(memberId: string, generationId: number, groupInstanceId: string | null = null) {
    return this.groups.heartbeat(GROUP, { memberId, generationId, groupInstanceId });
  }

  commit(
    offsets: GivenOffset[],
    commit: Partial<OffsetCommit> = {},
  ): Promise<number[]> {
    return this.groups.commitOffsets({
      groupId: GROUP,
      generationId: -1,
      memberId: "",
      groupInstanceId: null,
      retentionMs: null,
      groupMissingCode: ErrorCode.ILLEGAL_GENERATION,
      ...commit,
      offsets: offsets.map(offsetToCommit),
    });
  }

  /** As TxnOffsetCommit, of a transaction that its coordinator lets in. @returns error codes */
  async commitInTransaction(
    offsets: GivenOffset[],
    commit: Partial<TransactionalOffsetCommit> = {},
  ): Promise<number[]> {
    const { errorCode, value } = await this.groups.commitTransactionalOffsets({
      groupId: GROUP,
      generationId: -1,
      memberId: "",
      groupInstanceId: null,
      transaction: PRODUCER,
      admit: () => ErrorCode.NONE,
      ...commit,
      offsets: offsets.map(offsetToCommit),
    });
    return value ?? offsets.map(() => errorCode);
  }

  /** Writes a transaction's marker. @returns an error code */
  endTransaction(end: "commit" | "abort", marker: Partial<TransactionMarker> = {}) {
    return this.groups.completeTransaction(0, {
      ...PRODUCER,
      coordinatorEpoch: 0,
      transactionVersion: 1,
      isCommit: end === "commit",
      ...marker,
    });
  }

  /** The error code of OffsetFetch for one partition, with requireStable. */
  async stability(topic = "topic", partition = 0): Promise<number> {
    const asked = [{ name: topic, partitionIndexes: [partition] }];
    const { value } = await this.groups.fetchOffsets(GROUP, { asked, requireStable: true });
    return value[0]!.partitions[0]!.errorCode;
  }

  /** The offset committed for one partition, -1 where there is none. */
  async committed(topic = "topic", partition = 0, groupId = GROUP): Promise<number> {
    const asked = [{ name: topic, partitionIndexes: [partition] }];
    const { value } = await this.groups.fetchOffsets(groupId, { asked, requireStable: false });
    return value[0]!.partitions[0]!.committedOffset;
  }

  /** State by DescribeGroups. */
  async state(groupId = GROUP): Promise<string> {
    return (await this.groups.describeGroup(groupId)).groupState;
  }

  /**
   * Members that have joined one after another and synced: a Stable group. The first leads.
   * Assignments are "for " and the member's place.
   */
  async stable(...requests: Partial<JoinRequest>[]): Promise<JoinReply[]> {
    const replies = await this.joined(...requests);
    const leader = replies.find((reply) => reply.members.length > 0)!;
    const assignments = replies.map(({ memberId }, i) => {
      return { memberId, assignment: bytes(`for ${i}`) };
    });
    await Promise.all(replies.map((reply, i) =>
      this.sync({
        memberId: reply.memberId,
        generationId: reply.generationId ?? -1,
        groupInstanceId: requests[i]!.groupInstanceId ?? null,
        assignments: reply === leader ? assignments : [],
      })
    ));
    return replies;
  }

  /** Members that have joined together: a group in CompletingRebalance. */
  async joined(...requests: Partial<JoinRequest>[]): Promise<JoinReply[]> {
    const joins = requests.map((request) => this.join(request));
    await this.advance(this.config.groupInitialRebalanceDelayMs);
    await this.advance(this.config.groupInitialRebalanceDelayMs);
    return await Promise.all(joins);
  }
}

function offsetToCommit(given: GivenOffset): OffsetToCommit {
  return {
    topic: "topic",
    topicId: ZERO_UUID,
    partition: 0,
    leaderEpoch: -1,
    metadata: "",
    commitTimestampMs: null,
    ...given,
  };
}
