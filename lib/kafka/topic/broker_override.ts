/**
 * Which settings a running broker takes (KIP-226): the check that AlterConfigs makes before a value
 * goes to `/config/brokers`, and the road back, from what the znodes hold to the broker's config.
 *
 * @module
 */
import { brokerSetting, brokerSettings } from "../../config/mod.ts";
import type { ServerConfig } from "../../config/server_config.ts";
import type { Setting } from "../../config/setting.ts";
import { settingChecks } from "../../config/setting_checks.ts";
import { nearestName } from "../../config/suggestion.ts";
import { InvalidValueError, parseValue } from "../../config/value.ts";
import type { ClusterImage } from "../../metadata/cluster_image.ts";

/** Whose settings: one broker's, or the default of all. */
export type BrokerConfigLevel = "broker" | "cluster";

type Values = ReadonlyMap<string, string>;

/**
 * Checks all the values that a level is to have.
 *
 * Stricter than Kafka: a name that the table lacks is refused, because nothing could ever read it.
 *
 * @returns Kafka's message for INVALID_REQUEST, or null where all is well
 */
export function validateBrokerOverrides(values: Values, level: BrokerConfigLevel): string | null {
  const names = [...values.keys()];
  const unknown = names.find((name) => brokerSetting(name) === undefined);
  if (unknown !== undefined) return unknownName(unknown);
  const refused = (is: (setting: Setting) => boolean) =>
    names.filter((name) => is(brokerSetting(name)!));
  const fixed = refused(({ scope }) => scope === "read-only");
  if (fixed.length > 0) return `Cannot update these configs dynamically: ${setText(fixed)}`;
  const secret = refused(isListenerSecurity);
  if (secret.length > 0) {
    return "These security configs can be dynamically updated only per-listener using the " +
      `listener prefix: ${setText(secret)}`;
  }
  for (const [name, text] of values) {
    const fault = valueFault(brokerSetting(name)!, text);
    if (fault !== null) return fault;
  }
  const single = level === "cluster" ? refused(({ scope }) => scope === "per-broker") : [];
  if (single.length === 0) return null;
  return "Cannot update these configs at default cluster level, broker id must be specified: " +
    setText(single);
}

/** What does not hold between the broker's settings once they are in force, or null. */
export function crossFault(config: ServerConfig): string | null {
  for (const { check } of settingChecks) {
    const fault = check(config.layers);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * The broker's config with what the znodes set for it and for all brokers.
 *
 * @param base what the file and the command line set
 * @param brokerId null to see what the default of all brokers makes alone
 */
export function withBrokerOverrides(
  base: ServerConfig,
  { brokerConfigs }: Pick<ClusterImage, "brokerConfigs">,
  brokerId: number | null,
): ServerConfig {
  return base.withDynamic({
    perBroker: usableOverrides(brokerConfigs.get(String(brokerId)), "broker"),
    clusterWide: usableOverrides(brokerConfigs.get(""), "cluster"),
  });
}

/**
 * The values of a level without those that somebody wrote past the checks (a shell, another
 * version): they must not take the broker down.
 */
export function usableOverrides(values: Values | undefined, level: BrokerConfigLevel): Values {
  const entries = [...values ?? []];
  return new Map(
    entries.filter((entry) => validateBrokerOverrides(new Map([entry]), level) === null),
  );
}

function valueFault(setting: Setting, text: string): string | null {
  try {
    parseValue(setting, text);
    return null;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

/** Keys and passwords belong to one listener, as `listener.name.NAME.` in front says. */
function isListenerSecurity({ name, type }: Setting): boolean {
  return type === "password" || name.startsWith("ssl.");
}

function unknownName(name: string): string {
  const nearest = nearestName(name, brokerSettings.map((setting) => setting.name));
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return `Unknown broker config name: ${name}${hint}`;
}

function setText(names: readonly string[]): string {
  return `[${names.join(", ")}]`;
}
