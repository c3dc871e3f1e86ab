/**
 * The share consumer (KIP-932): reads records of topics together with the other members of a share
 * group. Each record goes to one member at a time, which says what became of it; what nobody
 * accepts is delivered again. Heartbeats and one fetch ahead go on between polls.
 *
 * @module
 */

import type { Cluster } from "../cluster.ts";
import { ClientError } from "../errors.ts";
import { WakeSignal } from "../consumer/wake_signal.ts";
import type { AcknowledgeType } from "./acknowledgements.ts";
import { ShareFetcher } from "./share_fetcher.ts";
import type { ShareFetchOptions } from "./share_leader.ts";
import { ShareMembership } from "./share_membership.ts";
import type { ShareRecord } from "./share_record.ts";

/** A share consumer's settings, by Kafka's names and with its defaults. */
export interface ShareConsumerOptions extends ShareFetchOptions {
  /** group.id */
  readonly groupId: string;
  /** allow.auto.create.topics: whether asking for a topic may create it. */
  readonly missingTopics: "create" | "never";
}

export const SHARE_CONSUMER_DEFAULTS: Omit<ShareConsumerOptions, "groupId"> = {
  fetchBytesMin: 1,
  fetchBytesMax: 52_428_800,
  fetchWaitMs: 500,
  pollRecordsMax: 500,
  missingTopics: "create",
  onWarning: () => {/* nobody listens */},
};

let shareConsumers = 0;

/** Reads from one cluster, which it does not close. */
export class ShareConsumer {
  readonly #cluster: Cluster;
  readonly #options: ShareConsumerOptions;
  readonly #signal: WakeSignal;
  readonly #membership: ShareMembership;
  readonly #fetcher: ShareFetcher;
  #error: unknown = null;
  #wokenUp = false;
  #closed = false;

  constructor(
    cluster: Cluster,
    options: Partial<ShareConsumerOptions> & Pick<ShareConsumerOptions, "groupId">,
  ) {
    const all = this.#options = { ...SHARE_CONSUMER_DEFAULTS, ...options };
    const number = shareConsumers++;
    this.#cluster = cluster;
    this.#signal = new WakeSignal(cluster.clock);
    const onChange = () => this.#signal.wake();
    this.#membership = new ShareMembership(cluster, {
      groupId: all.groupId,
      lane: `share-group-${number}`,
      onAssigned: (partitions) => {
        this.#fetcher.assign(partitions);
        onChange();
      },
      onError: (error) => this.#fail(error),
    });
    this.#fetcher = new ShareFetcher(cluster, {
      ...all,
      memberId: this.#membership.memberId,
      lane: `share-fetch-${number}`,
      onChange,
    });
  }

  /** The member's id in the group. */
  get memberId(): string {
    return this.#membership.memberId;
  }

  /** Reads these topics from now on. To be called once. */
  subscribe(topics: readonly string[]): void {
    const { missingTopics: create } = this.#options;
    this.#cluster.retry.run("the topics", () => this.#cluster.metadata(topics, { create }))
      .catch((error) => this.#fail(error));
    this.#fetcher.subscribe(topics);
    this.#membership.join(topics);
  }

  /**
   * Waits for records and returns them, at most pollRecordsMax; none where none came in time. What
   * the poll before returned and nobody acknowledged is accepted.
   *
   * @param timeoutMs how long to wait, in ms
   * @throws {ClientError} where reading cannot go on; {@linkcode UnsupportedApiError} where the
   * brokers serve no share groups
   */
  async poll(timeoutMs: number): Promise<ShareRecord[]> {
    const { clock } = this.#cluster;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    this.#fetcher.acceptRest();
    for (;;) {
      this.#throwError();
      const records = this.#fetcher.take(this.#options.pollRecordsMax);
      const leftMs = deadlineMs - clock.monotonicMs();
      if (records.length > 0 || leftMs <= 0 || this.#wokenUp || this.#closed) {
        this.#wokenUp = false;
        return records;
      }
      await this.#signal.wait(Math.min(leftMs, this.#fetcher.openPolls()));
    }
  }

  /**
   * Says what became of a record that a poll returned; sent with the next fetch.
   *
   * @throws {ClientError} where it was acknowledged already
   */
  acknowledge(record: ShareRecord, type: AcknowledgeType): void {
    this.#fetcher.acknowledge(record, type);
  }

  /** Makes a poll that waits return at once; the next one where none waits. */
  wakeup(): void {
    this.#wokenUp = true;
    this.#signal.wake();
  }

  /** Sends the acknowledgements, gives back what has none, leaves the group and ends. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#fetcher.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onWarning(`Records were not acknowledged: ${reason}`);
    }
    await this.#membership.leave();
    this.#signal.wake();
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#error = error instanceof Error
      ? error
      : new ClientError(String(error), { retriable: false });
    this.#signal.wake();
  }

  #throwError(): void {
    if (this.#error === null) return;
    const error = this.#error;
    this.#error = null;
    throw error;
  }
}
