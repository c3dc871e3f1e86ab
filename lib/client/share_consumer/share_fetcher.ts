/**
 * Acquires records for one member: one long poll to each leader of its partitions, opened while
 * nothing that came before waits here, as what is acquired must be acknowledged in time.
 *
 * @module
 */

import type { ShareFetchResponse } from "../../kafka/messages/share_fetch.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, ClientError, mayRetry } from "../errors.ts";
import { keyOf } from "../topic_partition.ts";
import { AcknowledgeType, type TopicIdPartition } from "./acknowledgements.ts";
import { type ShareFetchOptions, ShareLeader, type ShareMember } from "./share_leader.ts";
import { acquiredRecordsOf, type ShareRecord } from "./share_record.ts";

/** What the fetcher is given. */
export type ShareFetcherOptions = ShareFetchOptions & ShareMember & {
  /** Called when something came. */
  readonly onChange: () => void;
};

/** Leaders are asked for again after this many doublings of the first pause. */
const ASK_ATTEMPTS = 2;

interface Acquired {
  readonly leader: ShareLeader;
  readonly topicIdPartition: TopicIdPartition;
}

/** Fetches for one member. */
export class ShareFetcher {
  readonly #cluster: Cluster;
  readonly #options: ShareFetcherOptions;
  readonly #leaders = new Map<number, ShareLeader>();
  /** Came, but not handed out yet. */
  readonly #waiting: ShareRecord[] = [];
  /** Of all records that came and are not acknowledged yet. */
  readonly #acquired = new Map<ShareRecord, Acquired>();
  #topics: readonly string[] = [];
  #partitions: readonly TopicIdPartition[] = [];
  #asking: Promise<unknown> | null = null;
  #askNotBeforeMs = 0;
  #error: unknown = null;
  #closed = false;

  constructor(cluster: Cluster, options: ShareFetcherOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** The topics that partitions may be of. */
  subscribe(topics: readonly string[]): void {
    this.#topics = topics;
  }

  /** Reads these partitions from now on. */
  assign(partitions: readonly TopicIdPartition[]): void {
    this.#partitions = partitions;
  }

  /** @throws an error that a fetch met and that fetching again would not cure, once */
  take(max: number): ShareRecord[] {
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      throw error;
    }
    return this.#waiting.splice(0, max);
  }

  /** @throws {ClientError} where it was acknowledged already, or is not from here */
  acknowledge(record: ShareRecord, type: AcknowledgeType): void {
    const acquired = this.#acquired.get(record);
    if (acquired === undefined) {
      throw new ClientError(
        `Cannot acknowledge offset ${record.offset} of ${keyOf(record)}: it was acknowledged ` +
          "already, or comes from another consumer",
        { retriable: false },
      );
    }
    this.#acquired.delete(record);
    acquired.leader.acknowledgements.add(acquired.topicIdPartition, record.offset, type);
  }

  /** Accepts what was handed out and is not acknowledged. */
  acceptRest(): void {
    const waiting = new Set(this.#waiting);
    for (const record of [...this.#acquired.keys()]) {
      if (!waiting.has(record)) this.acknowledge(record, AcknowledgeType.ACCEPT);
    }
  }

  /**
   * Opens long polls to leaders that have none, unless records wait to be handed out.
   *
   * @returns how long until some leader may be tried again, in ms; Infinity where none waits
   */
  openPolls(): number {
    if (this.#waiting.length > 0 || this.#closed) return Infinity;
    const nowMs = this.#cluster.clock.monotonicMs();
    const { leaders, leaderless } = this.#byLeader();
    let nextMs = leaderless ? this.#ask(nowMs) : Infinity;
    for (const [nodeId, partitions] of leaders) {
      const leader = this.#leader(nodeId);
      if (leader.isBusy) continue;
      const waitMs = leader.notBeforeMs - nowMs;
      if (waitMs > 0) nextMs = Math.min(nextMs, waitMs);
      else this.#poll(leader, partitions);
    }
    for (const [nodeId, leader] of this.#leaders) {
      // Its partitions went to other members; what was read of them is still this one's to accept.
      if (leaders.has(nodeId) || leader.isBusy) continue;
      leader.acknowledge().catch((error) => this.#report(error));
    }
    return nextMs;
  }

  /** Sends the acknowledgements that wait, gives back the other records, and ends. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = [...this.#leaders.values()].map((leader) => leader.end());
    const failed = (await Promise.allSettled(ends)).find(({ status }) => status === "rejected");
    this.#cluster.closeLane(this.#options.lane);
    this.#waiting.length = 0;
    this.#acquired.clear();
    if (failed?.status === "rejected") throw failed.reason;
  }

  #byLeader(): { leaders: Map<number, TopicIdPartition[]>; leaderless: boolean } {
    const leaders = new Map<number, TopicIdPartition[]>();
    let leaderless = false;
    for (const each of this.#partitions) {
      const topic = this.#cluster.nameOf(each.topicId);
      const known = topic === undefined ? undefined : this.#cluster.known(topic);
      const leaderId = known?.partitions[each.partition]?.leaderId ?? -1;
      if (leaderId < 0) leaderless = true;
      else leaders.set(leaderId, [...leaders.get(leaderId) ?? [], each]);
    }
    return { leaders, leaderless };
  }

  /** Asks who leads, unless that was just done; returns how long until it may be done again. */
  #ask(nowMs: number): number {
    if (this.#asking !== null) return Infinity;
    const waitMs = this.#askNotBeforeMs - nowMs;
    if (waitMs > 0) return waitMs;
    this.#asking = this.#cluster.metadata(this.#topics)
      .catch((error) => this.#report(error))
      .finally(() => {
        this.#asking = null;
        const { clock, retry } = this.#cluster;
        this.#askNotBeforeMs = clock.monotonicMs() + retry.pauseMs(ASK_ATTEMPTS);
        this.#options.onChange();
      });
    return Infinity;
  }

  #leader(nodeId: number): ShareLeader {
    let leader = this.#leaders.get(nodeId);
    if (leader === undefined) {
      leader = new ShareLeader(this.#cluster, nodeId, this.#options);
      this.#leaders.set(nodeId, leader);
    }
    return leader;
  }

  async #poll(leader: ShareLeader, partitions: readonly TopicIdPartition[]): Promise<void> {
    try {
      this.#receive(leader, await leader.acquire(partitions));
    } catch (error) {
      this.#pause(leader, partitions);
      this.#report(error);
    }
    this.#options.onChange();
  }

  #pause(leader: ShareLeader, partitions: readonly TopicIdPartition[]): void {
    leader.notBeforeMs = this.#cluster.clock.monotonicMs() + this.#cluster.retry.pauseMs(0);
    for (const { topicId } of partitions) {
      const topic = this.#cluster.nameOf(topicId);
      if (topic !== undefined) this.#cluster.forget(topic);
    }
  }

  #receive(leader: ShareLeader, { responses }: ShareFetchResponse): void {
    for (const { topicId, partitions } of responses) {
      const topic = this.#cluster.nameOf(topicId);
      for (const answer of partitions) {
        const topicIdPartition = { topicId, partition: answer.partitionIndex };
        if (answer.errorCode !== ErrorCode.NONE) {
          this.#pause(leader, [topicIdPartition]);
          this.#report(
            new BrokerError(answer.errorCode, {
              api: "ShareFetch",
              broker: "the leader",
              about: topic === undefined ? topicId : keyOf({ topic, ...topicIdPartition }),
              reason: answer.errorMessage,
            }),
          );
          continue;
        }
        if (topic === undefined || answer.acquiredRecords.length === 0) continue;
        const { records, gaps } = acquiredRecordsOf({ topic, ...topicIdPartition }, answer);
        for (const offset of gaps) {
          leader.acknowledgements.add(topicIdPartition, offset, AcknowledgeType.GAP);
        }
        for (const record of records) {
          this.#acquired.set(record, { leader, topicIdPartition });
          this.#waiting.push(record);
        }
      }
    }
  }

  #report(error: unknown): void {
    if (!this.#closed && !mayRetry(error)) this.#error = error;
  }
}
