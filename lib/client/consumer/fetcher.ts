/**
 * Fetches ahead: keeps one long poll open to each leader for the partitions of which nothing waits
 * here, and hands out what came. What waits is bounded by fetch.max.bytes for each leader.
 *
 * @module
 */

import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { FetchResponse } from "../../kafka/messages/fetch.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { Fetch } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, mayRetry } from "../errors.ts";
import { IsolationLevel } from "../list_offsets.ts";
import type { Lane } from "../nodes.ts";
import { byTopic, keyOf } from "../topic_partition.ts";
import type { AssignedPartition, Assignment, OffsetReset } from "./assignment.ts";
import type { ConsumerRecord } from "./consumer_record.ts";
import { FetchedPartition } from "./fetched_partition.ts";
import { resetOf } from "./positions.ts";

/** How to fetch, by Kafka's names. */
export interface FetchOptions {
  /** fetch.min.bytes */
  readonly fetchBytesMin: number;
  /** fetch.max.bytes */
  readonly fetchBytesMax: number;
  /** max.partition.fetch.bytes */
  readonly partitionBytesMax: number;
  /** fetch.max.wait.ms */
  readonly fetchWaitMs: number;
  readonly isolationLevel: IsolationLevel;
  readonly offsetReset: OffsetReset;
}

/** Topics by name up to this version, by id above (KIP-516). */
const NAMES_VERSION_MAX = 12;
/** Without a fetch session (KIP-227): each request names all its partitions. */
const NO_SESSION = { sessionId: 0, sessionEpoch: -1 } as const;

type PartitionAnswer = FetchResponse["responses"][number]["partitions"][number];

interface Asked {
  readonly partition: AssignedPartition;
  readonly fetchOffset: number;
}

/** Fetches for one consumer. */
export class Fetcher {
  readonly #cluster: Cluster;
  readonly #assignment: Assignment;
  readonly #options: FetchOptions & { lane: Lane; onChange: () => void };
  readonly #fetched = new Map<string, FetchedPartition>();
  readonly #polling = new Set<number>();
  #error: unknown = null;
  #closed = false;

  /** @param options `lane`: the connections to use; `onChange`: called when something came */
  constructor(
    cluster: Cluster,
    assignment: Assignment,
    options: FetchOptions & { lane: Lane; onChange: () => void },
  ) {
    this.#cluster = cluster;
    this.#assignment = assignment;
    this.#options = options;
  }

  /**
   * Takes records that came, at most `max`, and moves the positions past them.
   *
   * @throws an error that a fetch met and that fetching again would not cure, once
   */
  take(max: number): ConsumerRecord[] {
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      throw error;
    }
    const records: ConsumerRecord[] = [];
    for (const [key, fetched] of this.#fetched) {
      if (records.length >= max) break;
      const assigned = this.#assignment.get(fetched);
      if (assigned?.paused) continue;
      if (assigned === undefined || assigned.position !== fetched.nextOffset) {
        this.#fetched.delete(key);
        continue;
      }
      try {
        records.push(...fetched.take(max - records.length));
      } catch (error) {
        this.#fetched.delete(key);
        if (records.length === 0) throw error;
        this.#error = error;
      }
      assigned.position = fetched.nextOffset;
      assigned.leaderEpoch = fetched.lastLeaderEpoch;
      if (fetched.isEmpty) this.#fetched.delete(key);
    }
    return records;
  }

  /**
   * Opens long polls to leaders that have none.
   *
   * @returns how long until some partition may be tried again, in ms; Infinity where none waits
   */
  openPolls(): number {
    const nowMs = this.#cluster.clock.monotonicMs();
    let nextMs = Infinity;
    const leaders = new Map<number, Asked[]>();
    for (const partition of this.#assignment.list()) {
      const { position, paused, notBeforeMs } = partition;
      if (position === null || paused || this.#fetched.has(keyOf(partition))) continue;
      if (notBeforeMs > nowMs) {
        nextMs = Math.min(nextMs, notBeforeMs - nowMs);
        continue;
      }
      const leaderId = this.#leaderOf(partition);
      if (leaderId < 0) {
        this.#findLeader(partition);
        nextMs = Math.min(nextMs, this.#pause(partition));
        continue;
      }
      const asked = leaders.get(leaderId);
      if (asked === undefined) leaders.set(leaderId, [{ partition, fetchOffset: position }]);
      else asked.push({ partition, fetchOffset: position });
    }
    for (const [leaderId, asked] of leaders) {
      if (!this.#polling.has(leaderId)) this.#poll(leaderId, asked);
    }
    return nextMs;
  }

  /** Ends the long polls. */
  close(): void {
    this.#closed = true;
    this.#fetched.clear();
    this.#cluster.closeLane(this.#options.lane);
  }

  #leaderOf({ topic, partition }: AssignedPartition): number {
    return this.#cluster.known(topic)?.partitions[partition]?.leaderId ?? -1;
  }

  #findLeader({ topic }: AssignedPartition): void {
    this.#cluster.forget(topic);
    this.#cluster.topic(topic).then(this.#options.onChange, (error) => this.#report(error));
  }

  #pause(partition: AssignedPartition): number {
    const pauseMs = this.#cluster.retry.pauseMs(0);
    partition.notBeforeMs = this.#cluster.clock.monotonicMs() + pauseMs;
    return pauseMs;
  }

  async #poll(leaderId: number, asked: readonly Asked[]): Promise<void> {
    this.#polling.add(leaderId);
    try {
      const response = await this.#send(leaderId, asked);
      if (!this.#closed) this.#receive(response, asked);
    } catch (error) {
      for (const { partition } of asked) {
        this.#pause(partition);
        this.#cluster.forget(partition.topic);
      }
      this.#report(error);
    }
    this.#polling.delete(leaderId);
    this.#options.onChange();
  }

  #report(error: unknown): void {
    if (this.#closed || mayRetry(error)) return;
    this.#error = error;
    this.#options.onChange();
  }

  async #send(leaderId: number, asked: readonly Asked[]): Promise<FetchResponse> {
    const { fetchWaitMs, fetchBytesMin, fetchBytesMax, isolationLevel, lane } = this.#options;
    const transport = await this.#cluster.node(leaderId, lane);
    const idOf = (topic: string) => this.#cluster.known(topic)?.topicId ?? ZERO_UUID;
    const haveIds = asked.every(({ partition }) => idOf(partition.topic) !== ZERO_UUID);
    const items = asked.map(({ partition, fetchOffset }) => ({
      topic: partition.topic,
      partition: partition.partition,
      fetchOffset,
    }));
    const response = await transport.send(Fetch, {
      maxWaitMs: fetchWaitMs,
      minBytes: fetchBytesMin,
      maxBytes: fetchBytesMax,
      isolationLevel,
      ...NO_SESSION,
      topics: [...byTopic(items)].map(([topic, list]) => ({
        topic,
        topicId: idOf(topic),
        partitions: list.map(({ partition, fetchOffset }) => ({
          partition,
          fetchOffset,
          partitionMaxBytes: this.#options.partitionBytesMax,
        })),
      })),
    }, haveIds ? {} : { versionMax: NAMES_VERSION_MAX });
    if (response.errorCode !== ErrorCode.NONE) {
      throw new BrokerError(response.errorCode, { api: "Fetch", broker: transport.broker });
    }
    return response;
  }

  #receive(response: FetchResponse, asked: readonly Asked[]): void {
    const askedByKey = new Map(asked.map((each) => [keyOf(each.partition), each]));
    for (const { topic: name, topicId, partitions } of response.responses) {
      const topic = name === "" ? this.#cluster.nameOf(topicId) : name;
      for (const answer of partitions) {
        const key = topic === undefined ? "" : keyOf({ topic, partition: answer.partitionIndex });
        const one = askedByKey.get(key);
        if (one !== undefined) this.#receiveOne(one, answer);
      }
    }
  }

  #receiveOne({ partition, fetchOffset }: Asked, answer: PartitionAnswer): void {
    // Assigned anew or sought elsewhere meanwhile: this answer is of no use.
    const current = this.#assignment.get(partition) === partition;
    if (!current || partition.position !== fetchOffset) return;
    if (answer.errorCode !== ErrorCode.NONE) return this.#receiveError(partition, answer.errorCode);
    const { records } = answer;
    if (records === null || records.length === 0) return;
    const committedOnly = this.#options.isolationLevel === IsolationLevel.READ_COMMITTED;
    const fetched = new FetchedPartition({
      topic: partition.topic,
      partition: partition.partition,
      fetchOffset,
      records,
      abortedTransactions: committedOnly ? answer.abortedTransactions ?? [] : null,
    });
    if (!fetched.isEmpty) this.#fetched.set(keyOf(partition), fetched);
  }

  #receiveError(partition: AssignedPartition, code: number): void {
    if (code === ErrorCode.OFFSET_OUT_OF_RANGE) {
      try {
        partition.seek = resetOf(partition, this.#options.offsetReset);
        partition.position = null;
      } catch (error) {
        this.#error = error;
      }
      return;
    }
    this.#pause(partition);
    this.#cluster.forget(partition.topic);
    this.#report(
      new BrokerError(code, {
        api: "Fetch",
        broker: "the leader",
        about: keyOf(partition),
      }),
    );
  }
}
