/**
 * What topics may set for themselves: the check that CreateTopics and the config handlers make, and
 * the rows DescribeConfigs answers, with Kafka's wording and order.
 *
 * @module
 */
import type { ConfigDescription, ConfigSynonym } from "./config_source.ts";
import { topicSetting, topicSettings } from "./mod.ts";
import type { ServerConfig } from "./server_config.ts";
import { documentationOf } from "./setting.ts";
import { TopicLookup } from "./topic_config.ts";
import type { ValueMap } from "./setting_layers.ts";
import { InvalidValueError, parseValue } from "./value.ts";

/**
 * Checks a topic's whole set of overrides.
 *
 * @param overrides every override the topic is to have, not only those that change
 * @returns Kafka's message for INVALID_CONFIG, or null where all is well
 */
export function validateTopicOverrides(
  overrides: ReadonlyMap<string, string | null>,
): string | null {
  for (const name of overrides.keys()) {
    if (topicSetting(name) === undefined) return `Unknown topic config name: ${name}`;
  }
  const values = new Map<string, number>();
  for (const [name, text] of overrides) {
    if (text === null) return `Null value not supported for topic configs: ${name}`;
    try {
      values.set(name, Number(parseValue(topicSetting(name)!, text).value));
    } catch (error) {
      if (error instanceof InvalidValueError) return error.message;
      throw error;
    }
  }
  if (overrides.get("remote.storage.enable")?.trim().toLowerCase() === "true") {
    return "Tiered Storage functionality is disabled in the broker. " +
      "Topic cannot be configured with remote log storage.";
  }
  const [minimum, maximum] = ["min.compaction.lag.ms", "max.compaction.lag.ms"]
    .map((name) => values.get(name) ?? Number(topicSetting(name)!.defaultText));
  if (minimum! <= maximum!) return null;
  return "conflict topic config setting " +
    `min.compaction.lag.ms (${minimum}) > max.compaction.lag.ms (${maximum})`;
}

/**
 * The rows of DescribeConfigs for a topic, in order of name.
 *
 * @param overrides what the topic sets
 * @param names the settings asked for; null asks for all
 */
export function describeTopicConfig(
  server: ServerConfig,
  { overrides, names = null }: { overrides: ValueMap; names?: readonly string[] | null },
): ConfigDescription[] {
  const lookup = new TopicLookup(server.layers, overrides);
  return topicSettings
    .filter(({ name, internal, legacy }) => overrides.has(name) || !(internal || legacy))
    .filter(({ name }) => names === null || names.includes(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((setting) => {
      const { name, type, brokerSynonyms } = setting;
      const own = overrides.get(name);
      const synonyms: ConfigSynonym[] = own === undefined
        ? []
        : [{ name, value: own, source: "DYNAMIC_TOPIC_CONFIG" }];
      if (brokerSynonyms[0] !== undefined) {
        synonyms.push(...server.layers.synonyms(brokerSynonyms[0]));
      }
      return {
        name,
        value: lookup.parsed(name)?.text ?? null,
        source: synonyms[0]?.source ?? "DEFAULT_CONFIG",
        readOnly: false,
        sensitive: false,
        type,
        documentation: documentationOf(setting),
        synonyms,
      };
    });
}
