/**
 * Which metrics a client is to push: the subscriptions that fit it, taken together (KIP-714).
 *
 * @module
 */
import { crc32c } from "../../bytes/crc32c.ts";
import { uuidToBytes } from "../../bytes/uuid.ts";
import {
  type ClientMetricsSubscription,
  type ClientSelector,
  makeSubscription,
  usableSubscription,
} from "../../config/client_metrics.ts";
import { DEFAULT_INTERVAL_MS } from "../../config/settings/client_metrics.ts";

/** What is known of a client, by what subscriptions may select it by. */
export type ClientAttributes = Readonly<Record<ClientSelector, string>>;

/** What one client is to push. */
export interface ClientPlan {
  /** Changes with the rest; a push names it. */
  readonly subscriptionId: number;
  readonly pushIntervalMs: number;
  /** Beginnings of names, `*` alone for all; empty where nothing is asked of the client. */
  readonly metrics: readonly string[];
}

type ConfigMap = ReadonlyMap<string, string>;

const ALL_METRICS = "*";
/** The image keeps a map until its znode changes. */
const compiled = new WeakMap<ConfigMap, ClientMetricsSubscription>();

/** The subscriptions that fit the client: all their metrics, the shortest of their intervals. */
export function planFor(
  client: ClientAttributes,
  subscriptions: ReadonlyMap<string, ConfigMap>,
): ClientPlan {
  let pushIntervalMs = DEFAULT_INTERVAL_MS;
  const names = new Set<string>();
  for (const [name, values] of subscriptions) {
    const subscription = compile(name, values);
    if (!fits(client, subscription)) continue;
    for (const metric of subscription.metrics) names.add(metric);
    pushIntervalMs = Math.min(pushIntervalMs, subscription.intervalMs);
  }
  const metrics = names.has(ALL_METRICS) ? [ALL_METRICS] : [...names].sort();
  const text = Buffer.from(`[${metrics.join(", ")}]${pushIntervalMs}`);
  const subscriptionId = (crc32c(text) ^ hashOf(client.client_instance_id)) | 0;
  return { subscriptionId, pushIntervalMs, metrics };
}

function compile(name: string, values: ConfigMap): ClientMetricsSubscription {
  let subscription = compiled.get(values);
  if (subscription === undefined) {
    subscription = makeSubscription(name, usableSubscription(values));
    compiled.set(values, subscription);
  }
  return subscription;
}

function fits(client: ClientAttributes, { match }: ClientMetricsSubscription): boolean {
  for (const [selector, pattern] of match) if (!pattern.test(client[selector])) return false;
  return true;
}

/** So that two clients with the same subscriptions have different ids. */
function hashOf(uuid: string): number {
  const bytes = uuidToBytes(uuid);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return view.getInt32(0) ^ view.getInt32(4) ^ view.getInt32(8) ^ view.getInt32(12);
}
