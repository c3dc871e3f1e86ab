/**
 * What clients use of their quotas.
 *
 * @module
 */
import type { MetricsRegistry } from "./registry.ts";

/** One client's use of one quota at the moment of a scrape. */
export interface QuotaReading {
  readonly quota: string;
  readonly user: string;
  readonly clientId: string;
  /** Bytes per second, or percent of a processor. */
  readonly rate: number;
}

/** Says where a scrape reads quotas from. Once per process. */
export function registerQuotaMetrics(
  registry: MetricsRegistry,
  read: () => Iterable<QuotaReading>,
): void {
  registry.collected({
    name: "kedge_client_quota_rate",
    help: "What a client with a quota uses of it per second.",
    labels: ["quota", "user", "client_id"],
  }, {
    type: "gauge",
    *collect() {
      for (const { quota, user, clientId, rate } of read()) {
        yield { labels: [quota, user, clientId], value: rate };
      }
    },
  });
}
