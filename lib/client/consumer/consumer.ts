/**
 * The consumer: reads the partitions it was given, or its share of a group's, from where it or its
 * group has stopped. All happens while someone polls, except heartbeats and the next fetch.
 *
 * @module
 */

import type { Cluster } from "../cluster.ts";
import { ClientError, hasCode, mayRetry } from "../errors.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import {
  commitOffsets,
  type CommittedOffset,
  fetchOffsets,
  type OffsetToCommit,
} from "../group_offsets.ts";
import { IsolationLevel } from "../list_offsets.ts";
import type { TopicPartition } from "../topic_partition.ts";
import { Assignment } from "./assignment.ts";
import type { ConsumerRecord } from "./consumer_record.ts";
import { Fetcher, type FetchOptions } from "./fetcher.ts";
import { Membership, type MembershipOptions } from "./membership.ts";
import { findPositions } from "./positions.ts";
import { Subscription, type SubscriptionOptions } from "./subscription.ts";
import { WakeSignal } from "./wake_signal.ts";

/** A consumer's settings, by Kafka's names and with its defaults. */
export interface ConsumerOptions
  extends
    FetchOptions,
    SubscriptionOptions,
    Omit<MembershipOptions, "groupId" | "lane" | "onChange"> {
  /** group.id, null for none. */
  readonly groupId: string | null;
  /** max.poll.records */
  readonly pollRecordsMax: number;
  /** enable.auto.commit */
  readonly commitMode: "auto" | "manual";
  /** auto.commit.interval.ms */
  readonly autoCommitIntervalMs: number;
}

export const CONSUMER_DEFAULTS: ConsumerOptions = {
  groupId: null,
  groupInstanceId: null,
  sessionTimeoutMs: 45_000,
  heartbeatIntervalMs: 3_000,
  maxPollIntervalMs: 300_000,
  pollRecordsMax: 500,
  commitMode: "auto",
  autoCommitIntervalMs: 5_000,
  fetchBytesMin: 1,
  fetchBytesMax: 52_428_800,
  partitionBytesMax: 1_048_576,
  fetchWaitMs: 500,
  isolationLevel: IsolationLevel.READ_UNCOMMITTED,
  offsetReset: "latest",
  metadataMaxAgeMs: 300_000,
  missingTopics: "create",
  onWarning: () => {/* nobody listens */},
};

/** Told about the partitions of a group's member. */
export interface RebalanceListener {
  /** Before partitions go to other members; commit here what was done with them. */
  revoked?(partitions: readonly TopicPartition[]): Promise<void> | void;
  assigned?(partitions: readonly TopicPartition[]): Promise<void> | void;
}

let consumers = 0;

/** Reads from one cluster, which it does not close. */
export class Consumer {
  readonly #cluster: Cluster;
  readonly #options: ConsumerOptions;
  readonly #assignment = new Assignment();
  readonly #fetcher: Fetcher;
  readonly #signal: WakeSignal;
  readonly #groupLane: string;
  #subscription: Subscription | null = null;
  #listener: RebalanceListener = {};
  #membership: Membership | null = null;
  /** The preparation under way: topics, group, positions. */
  #preparing: Promise<void> | null = null;
  #error: unknown = null;
  #nextCommitMs: number;
  #committing: Promise<void> = Promise.resolve();
  #wokenUp = false;
  #closed = false;

  constructor(cluster: Cluster, options: Partial<ConsumerOptions> = {}) {
    const all = this.#options = { ...CONSUMER_DEFAULTS, ...options };
    const number = consumers++;
    this.#cluster = cluster;
    this.#signal = new WakeSignal(cluster.clock);
    this.#groupLane = `group-${number}`;
    this.#fetcher = new Fetcher(cluster, this.#assignment, {
      ...all,
      lane: `fetch-${number}`,
      onChange: () => this.#signal.wake(),
    });
    this.#nextCommitMs = cluster.clock.monotonicMs() + all.autoCommitIntervalMs;
  }

  /** The partitions that are read. */
  get assignment(): TopicPartition[] {
    return this.#assignment.list().map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Reads these partitions from now on, outside of any group's sharing. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#subscription = null;
    this.#assignment.assign(partitions, "committed");
  }

  /**
   * Reads a share of these topics from now on, as a member of the group.
   *
   * @param topics names, or a pattern
   * @throws {ClientError} where the consumer has no group
   */
  subscribe(topics: readonly string[] | RegExp, listener: RebalanceListener = {}): void {
    const { groupId } = this.#options;
    if (groupId === null) {
      throw new ClientError("Cannot subscribe: the consumer has no group.id", {
        retriable: false,
      });
    }
    this.#subscription = new Subscription(this.#cluster, topics, this.#options);
    this.#listener = listener;
    this.#membership ??= new Membership(this.#cluster, {
      ...this.#options,
      groupId,
      lane: this.#groupLane,
      onChange: () => this.#signal.wake(),
    });
    this.#membership.requestRejoin();
  }

  /**
   * Waits for records and returns them, at most pollRecordsMax; none where none came in time.
   *
   * @param timeoutMs how long to wait, in ms
   * @throws {ClientError} where reading cannot go on
   */
  async poll(timeoutMs: number): Promise<ConsumerRecord[]> {
    this.#membership?.pollBegins();
    try {
      return await this.#poll(timeoutMs);
    } finally {
      this.#membership?.pollEnds();
    }
  }

  /** Makes a poll that waits return at once; the next one where none waits. */
  wakeup(): void {
    this.#wokenUp = true;
    this.#signal.wake();
  }

  /** Goes on reading a partition from another place. */
  seek(partition: TopicPartition, to: "earliest" | "latest" | number): void {
    this.#assignment.seekTo(partition, to);
  }

  /** The offset that the next poll begins with, found out where it is not known. */
  async position(partition: TopicPartition): Promise<number> {
    const assigned = this.#assignment.require(partition);
    await findPositions(this.#cluster, [assigned], this.#options);
    return assigned.position ?? -1;
  }

  /** Stops handing out a partition's records until it is resumed. */
  pause(partition: TopicPartition): void {
    this.#assignment.require(partition).paused = true;
  }

  resume(partition: TopicPartition): void {
    this.#assignment.require(partition).paused = false;
  }

  /**
   * Commits offsets for the group.
   *
   * @param offsets each is the next offset to read; all positions where left out
   * @throws {BrokerError} where the group has moved on without this member
   */
  async commit(offsets: readonly OffsetToCommit[] = this.#positions()): Promise<void> {
    const { groupId, groupInstanceId } = this.#options;
    if (groupId === null || offsets.length === 0) return;
    const member = this.#membership;
    const committer = this.#subscription === null || member === null
      ? {}
      : { generationId: member.generationId, memberId: member.memberId, groupInstanceId };
    try {
      await commitOffsets(this.#cluster, groupId, {
        offsets,
        ...committer,
        lane: this.#groupLane,
      });
    } catch (error) {
      if (hasCode(error, ErrorCode.REBALANCE_IN_PROGRESS)) member?.requestRejoin();
      throw error;
    }
  }

  /** The group's committed offsets; partitions without one are left out. */
  async committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    const { groupId } = this.#options;
    return groupId === null ? [] : await fetchOffsets(this.#cluster, groupId, { partitions });
  }

  /** Commits what was read (commitMode "auto"), leaves the group and ends. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fetcher.close();
    if (this.#options.commitMode === "auto") await this.#commitQuietly();
    await this.#membership?.leave();
    this.#membership?.close();
    this.#cluster.closeLane(this.#groupLane);
    this.#signal.wake();
  }

  async #poll(timeoutMs: number): Promise<ConsumerRecord[]> {
    const { clock } = this.#cluster;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    this.#autoCommit();
    for (;;) {
      this.#throwError();
      this.#prepare();
      const records = this.#fetcher.take(this.#options.pollRecordsMax);
      const waitMs = this.#fetcher.openPolls();
      const leftMs = deadlineMs - clock.monotonicMs();
      if (records.length > 0 || leftMs <= 0 || this.#wokenUp || this.#closed) {
        this.#wokenUp = false;
        return records;
      }
      const dueMs = this.#preparing === null ? this.#subscription?.dueMs ?? Infinity : Infinity;
      await this.#signal.wait(Math.min(leftMs, waitMs, dueMs));
      this.#autoCommit();
    }
  }

  #throwError(): void {
    if (this.#error === null) return;
    const error = this.#error;
    this.#error = null;
    throw error;
  }

  /** Starts the preparation of what is missing, unless one is under way. */
  #prepare(): void {
    if (this.#preparing !== null || this.#closed || !this.#isUnprepared()) return;
    this.#preparing = this.#prepareOnce()
      .catch((error) => {
        if (!this.#closed) this.#error = error;
      })
      .finally(() => {
        this.#preparing = null;
        this.#signal.wake();
      });
  }

  #isUnprepared(): boolean {
    const subscription = this.#subscription;
    if (subscription !== null && (subscription.dueMs <= 0 || this.#membership?.mustJoin)) {
      return true;
    }
    return this.#assignment.list().some(({ position }) => position === null);
  }

  async #prepareOnce(): Promise<void> {
    const subscription = this.#subscription;
    const membership = this.#membership;
    if (subscription !== null && membership !== null) {
      if (subscription.dueMs <= 0) await this.#look(subscription, membership);
      if (membership.mustJoin) await this.#join(subscription, membership);
    }
    await this.#findPositions();
  }

  async #look(subscription: Subscription, membership: Membership): Promise<void> {
    const changed = await this.#cluster.retry.run("the topics", () => subscription.look());
    if (changed) membership.requestRejoin();
    else membership.checkCounts();
  }

  async #join(subscription: Subscription, membership: Membership): Promise<void> {
    const owned = this.assignment;
    await this.#committing;
    if (this.#options.commitMode === "auto" && membership.memberId !== "") {
      await this.#commitQuietly();
    }
    if (owned.length > 0) await this.#listener.revoked?.(owned);
    this.#assignment.assign([], null);
    const partitions = await membership.join(subscription.topics, owned);
    if (this.#closed || this.#subscription !== subscription) return;
    this.#assignment.assign(partitions, "committed");
    await this.#listener.assigned?.(partitions);
  }

  async #findPositions(): Promise<void> {
    try {
      await findPositions(this.#cluster, this.#assignment.list(), this.#options);
    } catch (error) {
      if (!mayRetry(error)) throw error;
    }
  }

  #positions(): OffsetToCommit[] {
    return this.#assignment.list().flatMap(({ topic, partition, position, leaderEpoch }) =>
      position === null ? [] : [{ topic, partition, offset: position, leaderEpoch }]
    );
  }

  #autoCommit(): void {
    const { commitMode, autoCommitIntervalMs, groupId } = this.#options;
    const nowMs = this.#cluster.clock.monotonicMs();
    if (commitMode !== "auto" || groupId === null || nowMs < this.#nextCommitMs) return;
    this.#nextCommitMs = nowMs + autoCommitIntervalMs;
    this.#committing = this.#commitQuietly();
  }

  async #commitQuietly(): Promise<void> {
    try {
      await this.commit();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onWarning(`Offsets were not committed: ${reason}`);
    }
  }
}
