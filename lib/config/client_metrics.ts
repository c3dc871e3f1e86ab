/**
 * Client metrics subscriptions (KIP-714): the check that the config handlers make, the rows of
 * DescribeConfigs, and the subscription that lib/kafka/telemetry works with.
 *
 * @module
 */
import type { ConfigDescription } from "./config_source.ts";
import { LinearPattern } from "./linear_pattern.ts";
import { PatternError } from "./linear_pattern_parser.ts";
import { clientMetricsSetting, clientMetricsSettings } from "./mod.ts";
import type { ValueMap } from "./setting_layers.ts";
import { InvalidValueError, parseValue } from "./value.ts";

/** What a subscription may select clients by. */
export const CLIENT_SELECTORS = [
  "client_instance_id",
  "client_id",
  "client_software_name",
  "client_software_version",
  "client_source_address",
  "client_source_port",
] as const;

/** One of them. */
export type ClientSelector = typeof CLIENT_SELECTORS[number];

/** A subscription as it is in force. */
export interface ClientMetricsSubscription {
  readonly name: string;
  readonly intervalMs: number;
  /** Beginnings of metric names; `*` is every metric. */
  readonly metrics: readonly string[];
  /** All must fit for a client to be meant. */
  readonly match: ReadonlyMap<ClientSelector, LinearPattern>;
}

/** Why a subscription is refused, with the name of Kafka's error. */
export interface SubscriptionFault {
  readonly error: "INVALID_REQUEST" | "INVALID_CONFIG";
  readonly message: string;
}

const INTERVAL_MS_MIN = 100;
const INTERVAL_MS_MAX = 3_600_000;

/** Checks all the values that a subscription is to have; Kafka's words. */
export function validateSubscription(values: ValueMap): SubscriptionFault | null {
  for (const [name, text] of values) {
    const setting = clientMetricsSetting(name);
    if (setting === undefined) {
      return {
        error: "INVALID_REQUEST",
        message: `Unknown client metrics configuration: ${name}`,
      };
    }
    try {
      const value = Number(parseValue(setting, text).value);
      if (name === "interval.ms" && (value < INTERVAL_MS_MIN || value > INTERVAL_MS_MAX)) {
        return {
          error: "INVALID_REQUEST",
          message: `Invalid value ${value} for interval.ms, interval must be between ` +
            `${INTERVAL_MS_MIN} and ${INTERVAL_MS_MAX} (1 hour)`,
        };
      }
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      return { error: "INVALID_CONFIG", message: error.message };
    }
  }
  const wrong = wordsOf(values, "match").find((pair) => parsePattern(pair) === null);
  if (wrong === undefined) return null;
  return { error: "INVALID_CONFIG", message: `Illegal client matching pattern: ${wrong}` };
}

/** The values without those that somebody wrote past the checks (a shell, another version). */
export function usableSubscription(values: ValueMap): ValueMap {
  return new Map([...values].filter((entry) => validateSubscription(new Map([entry])) === null));
}

/** The subscription that checked values make. */
export function makeSubscription(name: string, values: ValueMap): ClientMetricsSubscription {
  const patterns = wordsOf(values, "match").map(parsePattern).filter((pair) => pair !== null);
  const interval = clientMetricsSetting("interval.ms")!;
  return {
    name,
    intervalMs: Number(values.get("interval.ms") ?? interval.defaultText),
    metrics: wordsOf(values, "metrics"),
    match: new Map(patterns),
  };
}

/** The rows of DescribeConfigs. Kafka lists the subscription's own value as the only synonym. */
export function describeSubscription(values: ValueMap): ConfigDescription[] {
  return clientMetricsSettings.map(({ name, type, defaultText, documentation }) => {
    const own = values.get(name);
    const source = own === undefined ? "DEFAULT_CONFIG" : "DYNAMIC_CLIENT_METRICS_CONFIG";
    return {
      name,
      value: own ?? defaultText,
      source,
      readOnly: false,
      sensitive: false,
      type,
      documentation,
      synonyms: own === undefined ? [] : [{ name, value: own, source }],
    };
  });
}

function wordsOf(values: ValueMap, name: string): readonly string[] {
  const { value } = parseValue(clientMetricsSetting(name)!, values.get(name) ?? "");
  return Array.isArray(value) ? value : [];
}

/**
 * `selector=pattern`, null where that is neither; the pattern must fit the whole text. Clients
 * choose what it is tried on, so it must not be one that takes for ever on some text.
 */
function parsePattern(pair: string): [ClientSelector, LinearPattern] | null {
  const [name, pattern, more] = pair.split("=").map((part) => part.trim());
  const selector = CLIENT_SELECTORS.find((one) => one === name);
  if (selector === undefined || pattern === undefined || more !== undefined) return null;
  try {
    return [selector, new LinearPattern(pattern)];
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
}
