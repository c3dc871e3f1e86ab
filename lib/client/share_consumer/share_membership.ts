/**
 * One member of a share group (KIP-932): joins by a heartbeat, is told its partitions in the
 * answers to heartbeats, and leaves by one. The coordinator alone decides who gets what.
 *
 * | state | member epoch | what happens                          | next                           |
 * |-------|--------------|---------------------------------------|--------------------------------|
 * | out   | 0            | a heartbeat with the topics           | in: the answer tells the epoch |
 * | in    | 1 and more   | a heartbeat each interval             | out: fenced, or unknown        |
 * | left  | -1           | a last heartbeat says so              |                                |
 *
 * @module
 */

import type { Timer } from "../../io/clock.ts";
import type { ShareGroupHeartbeatResponse } from "../../kafka/messages/share_group_heartbeat.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { ShareGroupHeartbeat } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, hasCode, mayRetry } from "../errors.ts";
import type { Lane } from "../nodes.ts";
import type { TopicIdPartition } from "./acknowledgements.ts";

/** What a member is given. */
export interface ShareMembershipOptions {
  readonly groupId: string;
  readonly lane: Lane;
  /** Called when the partitions have changed. */
  readonly onAssigned: (partitions: readonly TopicIdPartition[]) => void;
  /** Called with an error that another heartbeat would not cure; none follows. */
  readonly onError: (error: unknown) => void;
}

/**
 * Brokers share partitions out at most once a second or so (group.share.assignment.interval.ms), so
 * a member that came a moment after another left is told its partitions by its second heartbeat:
 * the first ones that bring none follow each other sooner than the broker asks for.
 */
const EMPTY_HANDED_INTERVAL_MS = 1_000;
const EMPTY_HANDED_BEATS_MAX = 5;

const JOINING_EPOCH = 0;
const LEAVING_EPOCH = -1;

/** Errors that say: the member is gone, join as a new one. */
const LOST_CODES: readonly number[] = [
  ErrorCode.UNKNOWN_MEMBER_ID,
  ErrorCode.FENCED_MEMBER_EPOCH,
];

/** A member of a share group. */
export class ShareMembership {
  /** Chosen by the member, for its whole life. */
  readonly memberId: string;
  readonly #cluster: Cluster;
  readonly #options: ShareMembershipOptions;
  #topics: readonly string[] = [];
  #epoch = JOINING_EPOCH;
  #beating: Promise<void> | null = null;
  #timer: Timer | null = null;
  #attempts = 0;
  /** Heartbeats since joining that brought no partition. */
  #emptyHandedBeats = 0;
  #holds = false;
  #closed = false;

  constructor(cluster: Cluster, options: ShareMembershipOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.memberId = cluster.random.kafkaUuid();
  }

  /** Joins the group for these topics, and stays in it until {@linkcode ShareMembership.leave}. */
  join(topics: readonly string[]): void {
    this.#topics = topics;
    this.#schedule(0);
  }

  /** Leaves the group, so that others get its records at once. */
  async leave(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    await this.#beating;
    if (this.#epoch !== JOINING_EPOCH) {
      this.#epoch = LEAVING_EPOCH;
      await this.#send().catch(() => {/* the session will end by itself */});
    }
    this.#cluster.closeLane(this.#options.lane);
  }

  #schedule(delayMs: number): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    this.#timer = this.#cluster.clock.setTimer(delayMs, () => {
      this.#timer = null;
      this.#beating = this.#beat().finally(() => this.#beating = null);
    });
  }

  async #beat(): Promise<void> {
    try {
      const response = await this.#send();
      this.#attempts = 0;
      this.#take(response);
      this.#schedule(this.#intervalMs(response.heartbeatIntervalMs));
    } catch (error) {
      this.#recover(error);
    }
  }

  #take({ memberEpoch, assignment }: ShareGroupHeartbeatResponse): void {
    this.#epoch = memberEpoch;
    // Left out where nothing has changed since the last answer.
    if (assignment === null || this.#closed) return;
    this.#holds = assignment.topicPartitions.length > 0;
    this.#options.onAssigned(
      assignment.topicPartitions.flatMap(({ topicId, partitions }) =>
        partitions.map((partition) => ({ topicId, partition }))
      ),
    );
  }

  #intervalMs(askedMs: number): number {
    if (this.#holds || this.#emptyHandedBeats++ >= EMPTY_HANDED_BEATS_MAX) return askedMs;
    return Math.min(askedMs, EMPTY_HANDED_INTERVAL_MS);
  }

  #recover(error: unknown): void {
    if (this.#closed) return;
    if (LOST_CODES.some((code) => hasCode(error, code))) {
      this.#epoch = JOINING_EPOCH;
      this.#holds = false;
      this.#emptyHandedBeats = 0;
      this.#options.onAssigned([]);
      return this.#schedule(this.#cluster.retry.pauseMs(this.#attempts++));
    }
    if (!mayRetry(error)) return this.#options.onError(error);
    this.#cluster.forgetCoordinator(this.#options.groupId);
    this.#schedule(this.#cluster.retry.pauseMs(this.#attempts++));
  }

  async #send(): Promise<ShareGroupHeartbeatResponse> {
    const { groupId, lane } = this.#options;
    const transport = await this.#cluster.coordinator(groupId, lane);
    const response = await transport.send(ShareGroupHeartbeat, {
      groupId,
      memberId: this.memberId,
      memberEpoch: this.#epoch,
      subscribedTopicNames: this.#epoch === JOINING_EPOCH ? [...this.#topics] : null,
    });
    if (response.errorCode === ErrorCode.NONE) return response;
    throw new BrokerError(response.errorCode, {
      api: "ShareGroupHeartbeat",
      broker: transport.broker,
      about: `group ${groupId}`,
      reason: response.errorMessage,
    });
  }
}
