/**
 * Client quotas in force: what each client has used, and how long it has to wait for using more
 * than it may. Limits follow the znodes; without any, `active` is false and nothing is measured.
 *
 * The dispatcher asks after each request; Fetch and the handlers that change topics ask themselves,
 * because their quota decides what they answer.
 *
 * @module
 */
import type { ClientQuota } from "../../metadata/quota_znodes.ts";
import { canonicalAddress } from "./ip_address.ts";
import { BoundedMutationQuota, type MutationQuota, UNBOUNDED_MUTATIONS } from "./mutation_quota.ts";
import { ownerOf, type QuotaClient, type QuotaLimit, QuotaLimits } from "./quota_limits.ts";
import { RecentSensors } from "./recent_sensors.ts";
import { TokenBucket } from "./token_bucket.ts";
import { type RateWindows, WindowedRate } from "./windowed_rate.ts";

/** The quotas that are rates of a user or client id. */
type RateKind = "producer_byte_rate" | "consumer_byte_rate" | "request_percentage";
const RATE_KINDS: readonly RateKind[] = [
  "producer_byte_rate",
  "consumer_byte_rate",
  "request_percentage",
];
const MUTATION_RATE = "controller_mutation_rate";
const CONNECTION_RATE = "connection_creation_rate";

/** One second of one processor is 100 percent. */
const PERCENT_PER_MS = 0.1;

/** What quotas are measured with. */
export interface QuotaServices {
  /** Monotonic, in ms. */
  readonly nowMs: () => number;
  /** quota.window.num, quota.window.size.seconds */
  readonly windows: RateWindows;
  /** controller.quota.window.num, controller.quota.window.size.seconds */
  readonly mutationWindows: RateWindows;
}

/** All quotas of a broker. */
export class ClientQuotas {
  readonly #services: QuotaServices;
  readonly #rates: Record<RateKind, RateQuota>;
  readonly #buckets: RecentSensors<TokenBucket>;
  #mutationLimits = new QuotaLimits();
  readonly #addressRates: RecentSensors<WindowedRate>;
  readonly #addressLimits = new Map<string, number>();
  #defaultAddressLimit = Infinity;
  #active = false;

  constructor(services: QuotaServices) {
    this.#services = services;
    const { windows, mutationWindows } = services;
    this.#rates = {
      producer_byte_rate: new RateQuota(windows),
      consumer_byte_rate: new RateQuota(windows),
      request_percentage: new RateQuota(windows),
    };
    this.#buckets = new RecentSensors(() => new TokenBucket(mutationWindows));
    this.#addressRates = new RecentSensors(() => new WindowedRate(windows));
  }

  /** True where some user or client id has a quota. */
  get active(): boolean {
    return this.#active;
  }

  /** Takes the limits of the znodes into force. What was used so far stays counted. */
  update(quotas: Iterable<ClientQuota>): void {
    for (const kind of RATE_KINDS) this.#rates[kind].limits = new QuotaLimits();
    this.#mutationLimits = new QuotaLimits();
    this.#addressLimits.clear();
    this.#defaultAddressLimit = Infinity;
    for (const { entity, limits } of quotas) {
      for (const kind of RATE_KINDS) {
        const limit = limits.get(kind);
        if (limit !== undefined) this.#rates[kind].limits.set(entity, limit);
      }
      const mutations = limits.get(MUTATION_RATE);
      if (mutations !== undefined) this.#mutationLimits.set(entity, mutations);
      const connections = limits.get(CONNECTION_RATE);
      if (connections !== undefined) this.#setAddressLimit(entity.ip, connections);
    }
    this.#active = !this.#mutationLimits.isEmpty ||
      RATE_KINDS.some((kind) => !this.#rates[kind].limits.isEmpty);
  }

  #setAddressLimit(ip: string | null | undefined, limit: number): void {
    if (ip === null) this.#defaultAddressLimit = limit;
    else if (ip !== undefined) this.#addressLimits.set(canonicalAddress(ip) ?? ip, limit);
  }

  /**
   * Counts what a client sent to be appended.
   *
   * @returns how long it has to wait, in ms
   */
  produced(client: QuotaClient, sizeBytes: number): number {
    return this.#rates.producer_byte_rate.use(client, sizeBytes, this.#services.nowMs());
  }

  /**
   * Counts what a client is about to get. Where it has to wait, it gets nothing instead, and
   * nothing is counted; but what alone is more than all windows together allow comes through when
   * nothing else was read, as it never could otherwise.
   *
   * @returns how long it has to wait in ms, and whether the answer goes out
   */
  fetched(client: QuotaClient, sizeBytes: number): { throttleMs: number; withheld: boolean } {
    const timeMs = this.#services.nowMs();
    const quota = this.#rates.consumer_byte_rate;
    const limit = quota.limits.find(client);
    if (limit === null) return { throttleMs: 0, withheld: false };
    const rate = quota.sensors.get(limit.key, timeMs);
    const idle = rate.measure(timeMs) <= 0;
    rate.record(sizeBytes, timeMs);
    const throttleMs = rate.throttleMs(limit.limit, timeMs);
    const withheld = throttleMs > 0 && !idle;
    if (withheld) rate.record(-sizeBytes, timeMs);
    return { throttleMs, withheld };
  }

  /** Bytes that one fetch of this client may read without being withheld for certain. */
  fetchBytesMax(client: QuotaClient): number {
    const limit = this.#rates.consumer_byte_rate.limits.find(client);
    if (limit === null) return Infinity;
    const { count, sizeMs } = this.#services.windows;
    return Math.floor((limit.limit * Math.max(1, count - 1) * sizeMs) / 1000);
  }

  /**
   * Counts the time that the loop spent on a request.
   *
   * @param busyMs without what was waited for
   * @returns how long the client has to wait, in ms; one window at most
   */
  worked(client: QuotaClient, busyMs: number): number {
    const quota = this.#rates.request_percentage;
    const throttleMs = quota.use(client, busyMs * PERCENT_PER_MS, this.#services.nowMs());
    return Math.min(throttleMs, this.#services.windows.sizeMs);
  }

  /** What was used lately by clients that have a quota; of very many, those seen last. */
  *uses(): Generator<QuotaUse> {
    const timeMs = this.#services.nowMs();
    for (const quota of RATE_KINDS) {
      for (const { key, sensor } of this.#rates[quota].sensors.newest(USES_MAX)) {
        yield { quota, ...ownerOf(key), rate: sensor.measure(timeMs) };
      }
    }
  }

  /** The quota for a request that changes topics. */
  mutationQuota(client: QuotaClient, mode: "strict" | "permissive"): MutationQuota {
    const found: QuotaLimit | null = this.#mutationLimits.find(client);
    if (found === null) return UNBOUNDED_MUTATIONS;
    const { nowMs } = this.#services;
    const bucket = this.#buckets.get(found.key, nowMs());
    return new BoundedMutationQuota({ bucket, limit: found.limit, mode, nowMs });
  }

  /**
   * Counts a connection that an address opens.
   *
   * @returns how long to hold it before it is closed unserved, in ms; 0 where it is welcome
   */
  connected(address: string): number {
    if (this.#addressLimits.size === 0 && this.#defaultAddressLimit === Infinity) return 0;
    const name = canonicalAddress(address) ?? address;
    const limit = this.#addressLimits.get(name) ?? this.#defaultAddressLimit;
    if (limit === Infinity) return 0;
    const timeMs = this.#services.nowMs();
    const rate = this.#addressRates.get(name, timeMs);
    rate.record(1, timeMs);
    const throttleMs = rate.throttleMs(limit, timeMs);
    if (throttleMs > 0) rate.record(-1, timeMs);
    return Math.min(throttleMs, this.#services.windows.sizeMs);
  }
}

/** What one client uses of one quota. */
export interface QuotaUse {
  readonly quota: string;
  /** Empty where the quota is for all users of a client id together. */
  readonly user: string;
  /** Empty where it is for all client ids of a user together. */
  readonly clientId: string;
  /** Bytes per second, or percent of a processor. */
  readonly rate: number;
}

/** Clients that are told of, for each quota: they choose their ids, and could choose many. */
const USES_MAX = 500;

/** Limits of one kind, and what was used of them. */
class RateQuota {
  limits = new QuotaLimits();
  readonly sensors: RecentSensors<WindowedRate>;

  constructor(windows: RateWindows) {
    this.sensors = new RecentSensors(() => new WindowedRate(windows));
  }

  use(client: QuotaClient, value: number, timeMs: number): number {
    const found = this.limits.find(client);
    if (found === null) return 0;
    const rate = this.sensors.get(found.key, timeMs);
    rate.record(value, timeMs);
    return rate.throttleMs(found.limit, timeMs);
  }
}
