/**
 * From server.properties, zoo.cfg, environment variables and the command line's overrides to the
 * broker's settings. Unknown names are warnings, because old and foreign files must still start;
 * bad values are errors, all told together.
 *
 * @module
 */
import { type BrokerValues, brokerValues } from "./broker_values.ts";
import { ConfigError } from "./config_error.ts";
import type { ConfigDescription } from "./config_source.ts";
import { readServerConfig, type ServerConfigSources } from "./server_config_reading.ts";
import { SettingLayers, type ValueMap } from "./setting_layers.ts";

/** The broker's settings: typed ones as fields, any by name. Immutable. */
export interface ServerConfig extends BrokerValues {
  /** What topic_config.ts and withDynamic look values up in. */
  readonly layers: SettingLayers;
  /** The text in force of any setting, or null where there is none. */
  get(name: string): string | null;
  /** The row of DescribeConfigs. */
  describe(name: string): ConfigDescription;
  /** Every row DescribeConfigs lists unasked, in order of name. */
  describeAll(): ConfigDescription[];
  /** The same broker with these dynamic settings (already checked) in place of any before. */
  withDynamic(dynamic: { perBroker?: ValueMap; clusterWide?: ValueMap }): ServerConfig;
}

/** What loading found. */
export interface LoadedServerConfig {
  readonly config: ServerConfig;
  /** One line each, for the log. */
  readonly warnings: readonly string[];
  /** One line each, for the log: what a file or a variable asks for that is otherwise here. */
  readonly notes: readonly string[];
  /** Names that were set and change nothing here. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads the broker's settings.
 *
 * @throws {ConfigError} with every bad value
 */
export function loadServerConfig(sources: ServerConfigSources = {}): LoadedServerConfig {
  const { layers, faults, warnings, notes, withoutEffect } = readServerConfig(sources);
  if (faults.length > 0) throw new ConfigError(faults);
  return { config: makeServerConfig(layers), warnings, notes, withoutEffect };
}

/** The settings in layers whose values are right. */
export function makeServerConfig(layers: SettingLayers): ServerConfig {
  return {
    ...brokerValues(layers),
    layers,
    get: (name) => layers.textOrNull(name),
    describe: (name) => layers.describe(name),
    describeAll: () => layers.describeAll(),
    withDynamic: (dynamic) =>
      makeServerConfig(new SettingLayers({ ...dynamic, fixed: layers.fixed })),
  };
}
