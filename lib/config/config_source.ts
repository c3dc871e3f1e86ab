/**
 * What DescribeConfigs tells of a setting: its value, where that comes from, what lies beneath.
 *
 * @module
 */
import type { SettingType } from "./setting.ts";

/** Where a value comes from, with the numbers of DescribeConfigs. */
export const ConfigSource = {
  UNKNOWN: 0,
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  DYNAMIC_CLIENT_METRICS_CONFIG: 7,
  DYNAMIC_GROUP_CONFIG: 8,
} as const;

/** A source by its name. */
export type ConfigSourceName = keyof typeof ConfigSource;

/** One layer's value under one of the setting's names. */
export interface ConfigSynonym {
  readonly name: string;
  /** Null for a secret. */
  readonly value: string | null;
  readonly source: ConfigSourceName;
}

/** One row of DescribeConfigs. */
export interface ConfigDescription {
  readonly name: string;
  /** Null for a secret and for what is not set. */
  readonly value: string | null;
  readonly source: ConfigSourceName;
  /** Whether only a restart changes it. */
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly type: SettingType;
  readonly documentation: string | null;
  /** Every layer that has a value, the one in force first. */
  readonly synonyms: readonly ConfigSynonym[];
}
