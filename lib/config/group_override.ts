/**
 * What single groups may set for themselves (KIP-1240 and before): the check that the config
 * handlers make, and the rows of DescribeConfigs, with Kafka's wording.
 *
 * @module
 */
import type { ConfigDescription, ConfigSynonym } from "./config_source.ts";
import { brokerSetting, groupSetting, groupSettings } from "./mod.ts";
import type { ServerConfig } from "./server_config.ts";
import { documentationOf, type Setting } from "./setting.ts";
import type { SettingLayers, ValueMap } from "./setting_layers.ts";
import { InvalidValueError, type ParsedValue, parseValue } from "./value.ts";
import { valueInForce } from "./value_in_force.ts";

/** Kinds of groups whose members send heartbeats within a session. */
const KINDS = ["consumer", "share", "streams"];

/**
 * Checks a group's whole set of overrides, against the bounds that the broker sets too.
 *
 * @returns Kafka's message for INVALID_CONFIG, or null where all is well
 */
export function validateGroupOverrides(
  overrides: ValueMap,
  { layers }: Pick<ServerConfig, "layers">,
): string | null {
  const settings: Setting[] = [];
  for (const [name, text] of overrides) {
    const setting = groupSetting(name);
    if (setting === undefined) return `Unknown group config name: ${name}`;
    settings.push(setting);
    try {
      parseValue(setting, text);
    } catch (error) {
      if (error instanceof InvalidValueError) return error.message;
      throw error;
    }
  }
  for (const setting of settings) {
    const fault = boundFault(setting, valueInForce(setting, { overrides, layers }), layers);
    if (fault !== null) return fault;
  }
  for (const kind of KINDS) {
    const [session, heartbeat] = ["session.timeout.ms", "heartbeat.interval.ms"]
      .map((name) => groupSetting(`${kind}.${name}`)!);
    if (!overrides.has(session!.name) && !overrides.has(heartbeat!.name)) continue;
    const [sessionMs, heartbeatMs] = [session, heartbeat]
      .map((setting) => Number(valueInForce(setting!, { overrides, layers })?.value));
    if (sessionMs! > heartbeatMs!) continue;
    return `${session!.name} must be greater than ${heartbeat!.name}`;
  }
  return null;
}

/** The overrides without those that somebody wrote past the checks (a shell, another version). */
export function usableGroupOverrides(
  overrides: ValueMap,
  config: Pick<ServerConfig, "layers">,
): ValueMap {
  return new Map(
    [...overrides].filter((entry) => validateGroupOverrides(new Map([entry]), config) === null),
  );
}

/** The rows of DescribeConfigs for a group, in order of name, whether the group exists or not. */
export function describeGroupConfig(
  { layers }: Pick<ServerConfig, "layers">,
  overrides: ValueMap,
): ConfigDescription[] {
  return groupSettings
    .filter(({ name, internal }) => overrides.has(name) || !internal)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((setting) => {
      const { name, type } = setting;
      const synonyms = synonymsOf(setting, overrides, layers);
      return {
        name,
        value: valueInForce(setting, { overrides, layers })?.text ?? null,
        source: synonyms[0]?.source ?? "DEFAULT_CONFIG",
        readOnly: false,
        sensitive: false,
        type,
        documentation: documentationOf(setting),
        synonyms,
      };
    });
}

function synonymsOf(
  { name, defaultText, brokerSynonyms }: Setting,
  overrides: ValueMap,
  layers: SettingLayers,
): ConfigSynonym[] {
  const own = overrides.get(name);
  const synonyms: ConfigSynonym[] = own === undefined
    ? []
    : [{ name, value: own, source: "DYNAMIC_GROUP_CONFIG" }];
  if (brokerSynonyms[0] !== undefined) synonyms.push(...layers.synonyms(brokerSynonyms[0]));
  else if (defaultText !== null) {
    synonyms.push({ name, value: defaultText, source: "DEFAULT_CONFIG" });
  }
  return synonyms;
}

/** `consumer.session.timeout.ms` stays within `group.consumer.{min,max}.session.timeout.ms`. */
function boundFault(
  { name }: Setting,
  parsed: ParsedValue | null,
  layers: SettingLayers,
): string | null {
  const [kind, ...rest] = name.split(".");
  const words = rest[0] === "num" ? rest.slice(1) : rest;
  const [minimum, maximum] = ["min", "max"]
    .map((bound) => ["group", kind, bound, ...words].join("."));
  const value = Number(parsed?.value);
  if (brokerSetting(minimum!) !== undefined && value < layers.number(minimum!)) {
    return `${name} must be greater than or equal to ${minimum}`;
  }
  if (brokerSetting(maximum!) !== undefined && value > layers.number(maximum!)) {
    return `${name} must be less than or equal to ${maximum}`;
  }
  return null;
}
