/**
 * What a member has to do with one leader: the share session, the acknowledgements that wait, and
 * one request at a time, so that the session's epochs arrive in order.
 *
 * @module
 */

import type { ShareFetchResponse } from "../../kafka/messages/share_fetch.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { ShareAcknowledge, ShareFetch } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import type { Lane } from "../nodes.ts";
import { Acknowledgements, type TopicIdPartition } from "./acknowledgements.ts";
import { type SessionAcknowledge, ShareSession } from "./share_session.ts";

/** How to fetch, by Kafka's names. */
export interface ShareFetchOptions {
  /** fetch.min.bytes */
  readonly fetchBytesMin: number;
  /** fetch.max.bytes */
  readonly fetchBytesMax: number;
  /** fetch.max.wait.ms */
  readonly fetchWaitMs: number;
  /** max.poll.records: how many records to acquire at once, about. */
  readonly pollRecordsMax: number;
  readonly onWarning: (text: string) => void;
}

/** Who asks, and through which connections. */
export interface ShareMember {
  readonly groupId: string;
  readonly memberId: string;
  readonly lane: Lane;
}

/** One leader. */
export class ShareLeader {
  readonly acknowledgements = new Acknowledgements();
  /** Not to be asked before, on the monotonic clock. */
  notBeforeMs = 0;
  readonly #cluster: Cluster;
  readonly #nodeId: number;
  readonly #options: ShareFetchOptions & ShareMember;
  readonly #session = new ShareSession();
  #request: Promise<unknown> | null = null;

  constructor(cluster: Cluster, nodeId: number, options: ShareFetchOptions & ShareMember) {
    this.#cluster = cluster;
    this.#nodeId = nodeId;
    this.#options = options;
  }

  /** Whether a request is under way. */
  get isBusy(): boolean {
    return this.#request !== null;
  }

  /**
   * Acquires records of these partitions, and sends the acknowledgements that wait. Must not be
   * called while the leader is busy.
   */
  acquire(partitions: readonly TopicIdPartition[]): Promise<ShareFetchResponse> {
    return this.#alone(() => this.#sendFetch(partitions));
  }

  /**
   * Sends the acknowledgements that wait, without acquiring more. Must not be called while the
   * leader is busy.
   */
  async acknowledge(): Promise<void> {
    if (this.acknowledgements.isEmpty || !this.#mayAcknowledge()) return;
    const acknowledge = this.#session.acknowledge(this.acknowledgements.take());
    await this.#alone(() => this.#send(acknowledge));
  }

  /** Sends the acknowledgements that wait and gives back all else that was acquired. */
  async end(): Promise<void> {
    while (this.#request !== null) await this.#request;
    if (!this.#session.isOpen) return;
    const acknowledge = this.#session.end(this.acknowledgements.take());
    await this.#alone(() => this.#send(acknowledge));
  }

  /** Runs a request; nothing that it throws is lost, as each caller gets its own promise. */
  #alone<T>(send: () => Promise<T>): Promise<T> {
    const sent = send().catch((error) => {
      // Nobody knows whether the broker counted this request.
      this.#session.reset();
      throw error;
    });
    const request = sent.then(() => {/* done */}, () => {/* told to the caller */}).finally(() => {
      if (this.#request === request) this.#request = null;
    });
    this.#request = request;
    return sent;
  }

  async #sendFetch(partitions: readonly TopicIdPartition[]): Promise<ShareFetchResponse> {
    const { groupId, memberId, lane, ...limits } = this.#options;
    const transport = await this.#cluster.node(this.#nodeId, lane);
    const acknowledgements = this.#mayAcknowledge() ? this.acknowledgements.take() : [];
    const response = await transport.send(ShareFetch, {
      groupId,
      memberId,
      maxWaitMs: limits.fetchWaitMs,
      minBytes: limits.fetchBytesMin,
      maxBytes: limits.fetchBytesMax,
      maxRecords: limits.pollRecordsMax,
      batchSize: limits.pollRecordsMax,
      ...this.#session.nextFetch(partitions, acknowledgements),
    });
    this.#check(response, { api: "ShareFetch", broker: transport.broker });
    for (const { partitions: answers } of response.responses) {
      for (const { acknowledgeErrorCode: code, acknowledgeErrorMessage, ...answer } of answers) {
        this.#warn(code, { reason: acknowledgeErrorMessage, partition: answer.partitionIndex });
      }
    }
    return response;
  }

  async #send(acknowledge: SessionAcknowledge): Promise<void> {
    const { groupId, memberId, lane } = this.#options;
    const transport = await this.#cluster.node(this.#nodeId, lane);
    const response = await transport.send(ShareAcknowledge, { groupId, memberId, ...acknowledge });
    this.#check(response, { api: "ShareAcknowledge", broker: transport.broker });
    for (const { partitions } of response.responses) {
      for (const { errorCode, errorMessage, partitionIndex } of partitions) {
        this.#warn(errorCode, { reason: errorMessage, partition: partitionIndex });
      }
    }
  }

  /** What a lost session held was given back by the broker: acknowledgements of it are void. */
  #mayAcknowledge(): boolean {
    if (this.#session.isOpen) return true;
    this.acknowledgements.take();
    return false;
  }

  #check(
    { errorCode, errorMessage }: { errorCode: number; errorMessage: string | null },
    where: { api: string; broker: string },
  ): void {
    if (errorCode === ErrorCode.NONE) return;
    const about = `group ${this.#options.groupId}`;
    throw new BrokerError(errorCode, { ...where, about, reason: errorMessage });
  }

  #warn(
    code: number,
    { partition, reason }: { partition: number; reason: string | null },
  ): void {
    if (code === ErrorCode.NONE) return;
    const error = new BrokerError(code, {
      api: "The acknowledgement",
      broker: `broker ${this.#nodeId}`,
      about: `partition ${partition}`,
      reason,
    });
    this.#options.onWarning(`${error.message}; its records will be delivered again`);
  }
}
