/**
 * One member of a classic consumer group: joins, shares partitions out where it is the leader,
 * keeps alive by heartbeats, and leaves.
 *
 * | state    | what happens                                   | next                              |
 * |----------|------------------------------------------------|-----------------------------------|
 * | out      | nothing                                        | joining, when the consumer polls  |
 * | joining  | JoinGroup, SyncGroup, again where told         | in                                |
 * | in       | heartbeats                                     | out: rebalance, fenced, left      |
 *
 * @module
 */

import type { Timer } from "../../io/clock.ts";
import type { JoinGroupResponse } from "../../kafka/messages/join_group.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { Heartbeat, JoinGroup, LeaveGroup, SyncGroup } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import {
  CONSUMER_PROTOCOL_TYPE,
  readAssignment,
  readSubscription,
  writeAssignment,
  writeSubscription,
} from "../consumer_protocol.ts";
import { BrokerError, DisconnectedError, hasCode, mayRetry } from "../errors.ts";
import type { Lane } from "../nodes.ts";
import type { TopicPartition } from "../topic_partition.ts";
import type { Transport } from "../transport.ts";
import { assignRange, RANGE } from "./range_assignor.ts";

/** A member's settings, by Kafka's names. */
export interface MembershipOptions {
  readonly groupId: string;
  /** group.instance.id, null for a dynamic member. */
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly lane: Lane;
  /** Called when the consumer should poll: the group rebalances. */
  readonly onChange: () => void;
  readonly onWarning: (text: string) => void;
}

/** JoinGroup is answered when all members have come, so it may take the whole rebalance. */
const JOIN_MARGIN_MS = 5_000;
const NO_GENERATION = -1;

/** Errors that say: another generation is being formed, join it. */
const REJOIN_CODES: readonly number[] = [
  ErrorCode.REBALANCE_IN_PROGRESS,
  ErrorCode.MEMBER_ID_REQUIRED,
];
/** Errors that say: the member is gone, join as a new one. */
const LOST_CODES: readonly number[] = [ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.ILLEGAL_GENERATION];

/** A member of a group. */
export class Membership {
  memberId = "";
  generationId = NO_GENERATION;
  readonly #cluster: Cluster;
  readonly #options: MembershipOptions;
  #state: "out" | "joining" | "in" = "out";
  #heartbeat: Timer | null = null;
  #lastPollMs: number;
  /** Partition counts by which this member, as the leader, has shared out; null for followers. */
  #sharedCounts: ReadonlyMap<string, number> | null = null;
  #closed = false;

  constructor(cluster: Cluster, options: MembershipOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#lastPollMs = cluster.clock.monotonicMs();
  }

  /** Whether the consumer must call {@linkcode Membership.join} to go on. */
  get mustJoin(): boolean {
    return this.#state === "out";
  }

  /** Takes note that a poll begins: as long as it waits, the consumer is alive. */
  pollBegins(): void {
    this.#lastPollMs = Infinity;
  }

  /** Takes note that a poll ends: the next one is due within max.poll.interval.ms. */
  pollEnds(): void {
    this.#lastPollMs = this.#cluster.clock.monotonicMs();
  }

  /** Leaves the present generation at the next poll, to join another one. */
  requestRejoin(): void {
    if (this.#state !== "in") return;
    this.#stopHeartbeat();
    this.#state = "out";
    this.#options.onChange();
  }

  /** Asks for a new sharing out where this member leads and topics have grown or come. */
  checkCounts(): void {
    if (this.#sharedCounts === null) return;
    for (const [topic, count] of this.#sharedCounts) {
      const now = this.#cluster.known(topic)?.partitions.length ?? 0;
      if (now !== count) return this.requestRejoin();
    }
  }

  /**
   * Joins the group, until it succeeds.
   *
   * @param topics what to subscribe to
   * @param owned the partitions held so far
   * @returns the partitions to read from now on
   * @throws {BrokerError} where the group does not take this member
   */
  async join(
    topics: readonly string[],
    owned: readonly TopicPartition[],
  ): Promise<TopicPartition[]> {
    this.#state = "joining";
    try {
      for (let attempts = 0;; attempts++) {
        try {
          const partitions = await this.#joinOnce(topics, owned);
          this.#state = "in";
          this.#scheduleHeartbeat();
          return partitions;
        } catch (error) {
          await this.#recover(error, attempts);
        }
      }
    } catch (error) {
      this.#state = "out";
      throw error;
    }
  }

  /** Leaves the group, so that the others need not wait for the session to end. */
  async leave(): Promise<void> {
    this.#stopHeartbeat();
    const wasMember = this.memberId !== "";
    // A static member keeps its place for a restart within the session timeout (KIP-345).
    if (wasMember && this.#options.groupInstanceId === null) {
      await this.#sendLeave().catch(() => {/* the session will end by itself */});
    }
    this.#forget();
    this.#state = "out";
  }

  /** Ends heartbeats and what is under way. */
  close(): void {
    this.#closed = true;
    this.#stopHeartbeat();
    this.#cluster.closeLane(this.#options.lane);
  }

  async #joinOnce(
    topics: readonly string[],
    owned: readonly TopicPartition[],
  ): Promise<TopicPartition[]> {
    const { groupId, groupInstanceId, sessionTimeoutMs, maxPollIntervalMs } = this.#options;
    const transport = await this.#coordinator();
    const version = transport.versionOf(JoinGroup);
    const joined = await transport.send(JoinGroup, {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: maxPollIntervalMs,
      memberId: this.memberId,
      ...(version >= 5 ? { groupInstanceId } : {}),
      protocolType: CONSUMER_PROTOCOL_TYPE,
      protocols: [{ name: RANGE, metadata: subscription(topics, owned) }],
    }, { timeoutMs: maxPollIntervalMs + JOIN_MARGIN_MS });
    if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) this.memberId = joined.memberId;
    this.#check(joined.errorCode, { api: "JoinGroup", transport });
    this.memberId = joined.memberId;
    this.generationId = joined.generationId;
    return await this.#sync(transport, joined);
  }

  async #sync(transport: Transport, joined: JoinGroupResponse): Promise<TopicPartition[]> {
    const { groupId, groupInstanceId } = this.#options;
    const leads = joined.leader === joined.memberId;
    const shares = leads && !joined.skipAssignment ? await this.#share(joined) : [];
    if (!leads) this.#sharedCounts = null;
    const version = transport.versionOf(SyncGroup);
    const synced = await transport.send(SyncGroup, {
      groupId,
      generationId: this.generationId,
      memberId: this.memberId,
      ...(version >= 3 ? { groupInstanceId } : {}),
      protocolType: CONSUMER_PROTOCOL_TYPE,
      protocolName: joined.protocolName ?? RANGE,
      assignments: shares,
    }, { timeoutMs: this.#options.maxPollIntervalMs + JOIN_MARGIN_MS });
    this.#check(synced.errorCode, { api: "SyncGroup", transport });
    return readAssignment(synced.assignment);
  }

  /** Shares the partitions of all members' topics out. */
  async #share(
    { members }: JoinGroupResponse,
  ): Promise<{ memberId: string; assignment: Uint8Array }[]> {
    const subscribed = members.map(({ memberId, groupInstanceId, metadata }) => ({
      memberId,
      groupInstanceId,
      topics: readSubscription(metadata).topics,
    }));
    const topics = [...new Set(subscribed.flatMap((member) => member.topics))];
    if (topics.length > 0) await this.#cluster.refresh(topics);
    const counts = new Map(
      topics.map((topic) => [topic, this.#cluster.known(topic)?.partitions.length ?? 0]),
    );
    this.#sharedCounts = counts;
    return [...assignRange(subscribed, counts)].map(([memberId, partitions]) => ({
      memberId,
      assignment: writeAssignment(partitions),
    }));
  }

  async #recover(error: unknown, attempts: number): Promise<void> {
    if (this.#closed) throw error;
    const rejoin = REJOIN_CODES.some((code) => hasCode(error, code));
    const lost = LOST_CODES.some((code) => hasCode(error, code));
    if (lost) this.#forget();
    if (rejoin || lost) return;
    if (!mayRetry(error)) throw error;
    this.#cluster.forgetCoordinator(this.#options.groupId);
    await this.#cluster.retry.sleep(this.#cluster.retry.pauseMs(attempts));
  }

  #forget(): void {
    this.memberId = "";
    this.generationId = NO_GENERATION;
    this.#sharedCounts = null;
  }

  async #coordinator(): Promise<Transport> {
    if (this.#closed) throw new DisconnectedError("The consumer was closed");
    return await this.#cluster.coordinator(this.#options.groupId, this.#options.lane);
  }

  #stopHeartbeat(): void {
    this.#heartbeat?.cancel();
    this.#heartbeat = null;
  }

  #scheduleHeartbeat(): void {
    if (this.#closed || this.#state !== "in") return;
    const { heartbeatIntervalMs } = this.#options;
    this.#heartbeat = this.#cluster.clock.setTimer(heartbeatIntervalMs, () => this.#beat());
  }

  async #beat(): Promise<void> {
    this.#heartbeat = null;
    if (this.#pollsTooSeldom()) return;
    const { generationId } = this;
    try {
      await this.#sendHeartbeat();
    } catch (error) {
      if (this.#state !== "in" || this.generationId !== generationId) return;
      this.#heartbeatFailed(error);
    }
    if (this.generationId === generationId) this.#scheduleHeartbeat();
  }

  #heartbeatFailed(error: unknown): void {
    if (REJOIN_CODES.some((code) => hasCode(error, code))) return this.requestRejoin();
    if (mayRetry(error)) return this.#cluster.forgetCoordinator(this.#options.groupId);
    this.#options.onWarning(`Left the group: ${error instanceof Error ? error.message : error}`);
    this.#forget();
    this.requestRejoin();
  }

  #pollsTooSeldom(): boolean {
    const { maxPollIntervalMs } = this.#options;
    if (this.#cluster.clock.monotonicMs() - this.#lastPollMs <= maxPollIntervalMs) return false;
    this.#options.onWarning(
      `Left the group: no poll within ${maxPollIntervalMs} ms (max.poll.interval.ms)`,
    );
    this.leave();
    return true;
  }

  async #sendHeartbeat(): Promise<void> {
    const { groupId, groupInstanceId, sessionTimeoutMs } = this.#options;
    const transport = await this.#coordinator();
    const version = transport.versionOf(Heartbeat);
    const { errorCode } = await transport.send(Heartbeat, {
      groupId,
      generationId: this.generationId,
      memberId: this.memberId,
      ...(version >= 3 ? { groupInstanceId } : {}),
    }, { timeoutMs: sessionTimeoutMs });
    this.#check(errorCode, { api: "Heartbeat", transport });
  }

  async #sendLeave(): Promise<void> {
    const { groupId, groupInstanceId } = this.#options;
    const transport = await this.#coordinator();
    const version = transport.versionOf(LeaveGroup);
    const { memberId } = this;
    await transport.send(LeaveGroup, {
      groupId,
      ...(version >= 3 ? { members: [{ memberId, groupInstanceId }] } : { memberId }),
    });
  }

  #check(code: number, { api, transport }: { api: string; transport: Transport }): void {
    if (code === ErrorCode.NONE) return;
    const about = `group ${this.#options.groupId}`;
    throw new BrokerError(code, { api, broker: transport.broker, about });
  }
}

function subscription(topics: readonly string[], owned: readonly TopicPartition[]): Uint8Array {
  const ownedPartitions = new Map<string, number[]>();
  for (const { topic, partition } of owned) {
    ownedPartitions.set(topic, [...ownedPartitions.get(topic) ?? [], partition]);
  }
  return writeSubscription({
    topics: [...topics],
    ownedPartitions: [...ownedPartitions].map(([topic, partitions]) => ({ topic, partitions })),
  });
}
