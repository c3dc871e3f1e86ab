/**
 * One client that asks for subscriptions and pushes metrics: when it may do so again, and what it
 * has pushed (KIP-714). Owned by client_telemetry.ts.
 *
 * @module
 */
import type { DataPoint } from "./otlp_metrics.ts";
import type { ClientPlan } from "./subscription_match.ts";

/** One number of a client, as /metrics shows it. */
export interface ClientSeries {
  readonly name: string;
  readonly kind: DataPoint["kind"];
  readonly labels: ReadonlyMap<string, string>;
  value: number;
}

/** Series kept of one client: a Java producer with all its metrics has about 150. */
const SERIES_PER_CLIENT_MAX = 1_000;
/** Characters kept of an attribute's value. */
const LABEL_LENGTH_MAX = 200;
/** Clients' timers and the network are not exact, and what a refused push added would be lost. */
const EARLY_SHARE_MAX = 0.1;
const MISSED_PUSHES_MAX = 3;
const EXPIRY_MS_MIN = 60_000;

/** A client. */
export class ClientInstance {
  readonly clientId: string;
  readonly #series = new Map<string, ClientSeries>();
  plan: ClientPlan;
  /** The client said that it pushes no more. */
  terminating = false;
  /** It was told to ask again, and may do so at once. */
  mayAskAgain = false;
  #lastGetMs = -Infinity;
  /** It was told what to push, and has not pushed since. */
  #mayPush = false;
  #lastPushMs = -Infinity;
  #lastSeenMs = -Infinity;

  constructor(clientId: string, plan: ClientPlan) {
    this.clientId = clientId;
    this.plan = plan;
  }

  get series(): Iterable<ClientSeries> {
    return this.#series.values();
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  /** True where it has pushed and asked nothing for several intervals. */
  isExpired(nowMs: number): boolean {
    const { pushIntervalMs } = this.plan;
    return nowMs - this.#lastSeenMs > Math.max(EXPIRY_MS_MIN, MISSED_PUSHES_MAX * pushIntervalMs);
  }

  get #shortestMs(): number {
    return this.plan.pushIntervalMs * (1 - EARLY_SHARE_MAX);
  }

  /** Notes a question for subscriptions; false where it comes before its time. */
  acceptGet(nowMs: number): boolean {
    this.#lastSeenMs = nowMs;
    const lastMs = Math.max(this.#lastGetMs, this.#lastPushMs);
    if (nowMs - lastMs < this.#shortestMs && !this.mayAskAgain) return false;
    this.#lastGetMs = nowMs;
    this.#mayPush = true;
    this.mayAskAgain = false;
    return true;
  }

  /** Notes a push; false where it comes before its time. The first after a question may. */
  acceptPush(nowMs: number): boolean {
    this.#lastSeenMs = nowMs;
    if (!this.#mayPush && nowMs - this.#lastPushMs < this.#shortestMs) return false;
    this.#lastPushMs = nowMs;
    this.#mayPush = false;
    return true;
  }

  /**
   * Takes a number over.
   *
   * @param mayGrow whether a number that was not there before is kept
   * @returns false where it was not
   */
  take({ name, kind, isDelta, attributes, value }: DataPoint, mayGrow: () => boolean): boolean {
    let key = name;
    for (const [attribute, text] of attributes) key += `\u0000${attribute}\u0001${text}`;
    const known = this.#series.get(key);
    if (known !== undefined) {
      known.value = isDelta ? known.value + value : value;
      return true;
    }
    if (this.#series.size >= SERIES_PER_CLIENT_MAX || !mayGrow()) return false;
    const labels = new Map(
      attributes.map(([attribute, text]) => [attribute, text.slice(0, LABEL_LENGTH_MAX)]),
    );
    this.#series.set(key, { name, kind, labels, value });
    return true;
  }
}
