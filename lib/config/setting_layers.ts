/**
 * The layers a broker setting's value is looked up in, nearest first: set for this running broker,
 * set for all brokers, the file with the command line's overrides, the table's default. Answers
 * typed values (server_config.ts, topic_config.ts) and DescribeConfigs rows.
 *
 * @module
 */
import type { ConfigDescription, ConfigSourceName, ConfigSynonym } from "./config_source.ts";
import { brokerSetting, brokerSettings } from "./mod.ts";
import { documentationOf } from "./setting.ts";
import { type ParsedValue, parseValue } from "./value.ts";

/** Values by name, as text. */
export type ValueMap = ReadonlyMap<string, string>;

/**
 * Settings of which one stands in for another: describing the first lists them all (KIP-226).
 * The last family works from its first name only.
 */
const FAMILIES: readonly (readonly string[])[] = [
  ["log.roll.ms", "log.roll.hours"],
  ["log.roll.jitter.ms", "log.roll.jitter.hours"],
  ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
  ["log.flush.interval.ms", "log.flush.scheduler.interval.ms"],
];

const EMPTY: ValueMap = new Map();

/** The layers below one broker. Immutable: a change makes new layers. */
export class SettingLayers {
  readonly #layers: readonly (readonly [ConfigSourceName, ValueMap])[];
  readonly #parsed = new Map<string, ParsedValue | null>();

  constructor(
    { perBroker = EMPTY, clusterWide = EMPTY, fixed = EMPTY }: {
      /** Set for this running broker. */
      perBroker?: ValueMap;
      /** Set for all running brokers. */
      clusterWide?: ValueMap;
      /** From the file and the command line. */
      fixed?: ValueMap;
    },
  ) {
    this.#layers = [
      ["DYNAMIC_BROKER_CONFIG", perBroker],
      ["DYNAMIC_DEFAULT_BROKER_CONFIG", clusterWide],
      ["STATIC_BROKER_CONFIG", fixed],
    ];
  }

  /** What the file and the command line set. */
  get fixed(): ValueMap {
    return this.#layers[2]![1];
  }

  /** True where some layer above the default has the setting. */
  isSet(name: string): boolean {
    return this.#layers.some(([, values]) => values.has(name));
  }

  /** The value in force, or null where nothing sets it and the table has no default. */
  parsed(name: string): ParsedValue | null {
    let parsed = this.#parsed.get(name);
    if (parsed === undefined) {
      parsed = this.#parse(name);
      this.#parsed.set(name, parsed);
    }
    return parsed;
  }

  /** A number in force, or null where there is none. */
  numberOrNull(name: string): number | null {
    const parsed = this.parsed(name);
    return parsed === null ? null : Number(parsed.value);
  }

  /** A number in force; the table has a default for it. */
  number(name: string): number {
    return Number(this.#required(name).value);
  }

  /** A truth value in force. */
  boolean(name: string): boolean {
    return this.#required(name).value === true;
  }

  /** Text in force, or null where there is none. */
  textOrNull(name: string): string | null {
    return this.parsed(name)?.text ?? null;
  }

  /** Text in force; the table has a default for it. */
  text(name: string): string {
    return this.#required(name).text;
  }

  /** The words of a list in force; empty where there is none. */
  list(name: string): readonly string[] {
    const value = this.parsed(name)?.value;
    return Array.isArray(value) ? value : [];
  }

  /**
   * The row of DescribeConfigs for a broker setting. A name the table lacks is shown as Kafka shows
   * it: set by the file, of unknown type, its value withheld because it might be a secret.
   */
  describe(name: string): ConfigDescription {
    const setting = brokerSetting(name);
    const sensitive = setting === undefined || setting.type === "password";
    const synonyms = this.synonyms(name);
    return {
      name,
      value: sensitive ? null : this.textOrNull(name),
      source: synonyms[0]?.source ?? "DEFAULT_CONFIG",
      readOnly: setting === undefined || setting.scope === "read-only",
      sensitive,
      type: setting?.type ?? "unknown",
      documentation: setting === undefined ? null : documentationOf(setting),
      synonyms,
    };
  }

  /** Every setting DescribeConfigs lists without being asked by name, in order of name. */
  describeAll(): ConfigDescription[] {
    const listed = brokerSettings
      .filter(({ name, internal, legacy }) => this.isSet(name) || !(internal || legacy))
      .map(({ name }) => name);
    const unknown = [...this.fixed.keys()].filter((name) => brokerSetting(name) === undefined);
    return [...listed, ...unknown].sort().map((name) => this.describe(name));
  }

  /**
   * Every layer's value under the setting's names, from the first that stands under `name` itself:
   * what only a stand-in sets is not listed, as in Kafka (so retention.ms lists nothing where only
   * log.retention.hours is set).
   */
  synonyms(name: string): ConfigSynonym[] {
    const names = familyOf(name);
    const found: ConfigSynonym[] = [];
    for (const [source, values] of this.#layers) {
      for (const synonym of names) {
        const value = values.get(synonym);
        if (value !== undefined) {
          found.push({ name: synonym, value: shown(synonym, value), source });
        }
      }
    }
    for (const synonym of names) {
      const value = brokerSetting(synonym)?.defaultText ?? null;
      if (value !== null) found.push({ name: synonym, value, source: "DEFAULT_CONFIG" });
    }
    const first = found.findIndex((synonym) => synonym.name === name);
    return first < 0 ? [] : found.slice(first);
  }

  #parse(name: string): ParsedValue | null {
    const setting = brokerSetting(name);
    if (setting === undefined) return null;
    const layer = this.#layers.find(([, values]) => values.has(name));
    const text = layer?.[1].get(name) ?? setting.defaultText;
    return text === null ? null : parseValue(setting, text);
  }

  #required(name: string): ParsedValue {
    const parsed = this.parsed(name);
    if (parsed === null) throw new Error(`Cannot read setting ${name}: it has no default`);
    return parsed;
  }
}

function familyOf(name: string): readonly string[] {
  const family = FAMILIES.find((names) => names.includes(name));
  if (family === undefined || name === "log.flush.scheduler.interval.ms") return [name];
  return family;
}

function shown(name: string, value: string): string | null {
  const setting = brokerSetting(name);
  return setting === undefined || setting.type === "password" ? null : value;
}
