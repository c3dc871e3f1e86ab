/**
 * Which topics a consumer wants: names, or a pattern that is matched against all topics from time
 * to time.
 *
 * @module
 */

import type { Cluster } from "../cluster.ts";

/** How to look for topics. */
export interface SubscriptionOptions {
  /** metadata.max.age.ms: how often to look for topics that came or grew. */
  readonly metadataMaxAgeMs: number;
  /** allow.auto.create.topics: whether asking for a topic may create it. */
  readonly missingTopics: "create" | "never";
}

/** One consumer's subscription. */
export class Subscription {
  readonly wanted: readonly string[] | RegExp;
  readonly #cluster: Cluster;
  readonly #options: SubscriptionOptions;
  #topics: string[] = [];
  #nextLookMs = 0;

  constructor(
    cluster: Cluster,
    wanted: readonly string[] | RegExp,
    options: SubscriptionOptions,
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.wanted = wanted;
  }

  /** The topics as of the last look. */
  get topics(): readonly string[] {
    return this.#topics;
  }

  /** How long until {@linkcode Subscription.look} should be called, in ms. */
  get dueMs(): number {
    return Math.max(0, this.#nextLookMs - this.#cluster.clock.monotonicMs());
  }

  /** Looks at the cluster's topics; true where the topics subscribed to have changed. */
  async look(): Promise<boolean> {
    const before = this.#topics;
    this.#topics = await this.#find();
    const lacking = this.#topics.some((topic) => this.#cluster.known(topic) === undefined);
    const { metadataMaxAgeMs } = this.#options;
    const waitMs = lacking ? this.#cluster.retry.pauseMs(LACKING_ATTEMPTS) : metadataMaxAgeMs;
    this.#nextLookMs = this.#cluster.clock.monotonicMs() + waitMs;
    return before.join() !== this.#topics.join();
  }

  async #find(): Promise<string[]> {
    const { wanted } = this;
    if (!(wanted instanceof RegExp)) {
      const topics = [...new Set(wanted)].sort();
      if (topics.length > 0) {
        await this.#cluster.metadata(topics, { create: this.#options.missingTopics });
      }
      return topics;
    }
    const { topics } = await this.#cluster.metadata("all");
    return topics.flatMap(({ name }) => name !== null && wanted.test(name) ? [name] : []).sort();
  }
}

/** Topics that do not exist yet are looked for after this many doublings of the first pause. */
const LACKING_ATTEMPTS = 2;
