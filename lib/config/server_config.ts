/**
 * From server.properties, zoo.cfg and the command line's overrides to the broker's settings.
 * Unknown names are warnings, because old and foreign files must still start; bad values are
 * errors, all told together.
 *
 * @module
 */
import type { Assignment } from "./assignment.ts";
import { type BrokerValues, brokerValues } from "./broker_values.ts";
import { ConfigError, type ConfigFault, placeText } from "./config_error.ts";
import type { ConfigDescription } from "./config_source.ts";
import { brokerSetting, brokerSettings } from "./mod.ts";
import { parseProperties, PropertiesError } from "./properties.ts";
import { settingChecks } from "./setting_checks.ts";
import { SettingLayers, type ValueMap } from "./setting_layers.ts";
import { nearestName } from "./suggestion.ts";
import { allowedValues, InvalidValueError, parseValue } from "./value.ts";
import { readZooCfg, type ZooCfgFile, type ZooCfgReading } from "./zoo_cfg.ts";

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
  /** Names that were set and change nothing here. */
  readonly withoutEffect: readonly string[];
}

/** Beginnings of names that belong to plug-ins or to one listener, which no table can list. */
const FOREIGN_PREFIXES = ["listener.name.", "rsm.config.", "rlmm.config.", "confluent."];
/** Read by zoo_cfg.ts alone. */
const ZOO_CFG_ONLY = ["zookeeper.startAlone"];
const NO_ZOO_CFG: ZooCfgReading = {
  assignments: [],
  faults: [],
  warnings: [],
  withoutEffect: [],
};
/** Settings of Kafka's authorizer, which its own table leaves out too. */
const FOREIGN_NAMES = ["super.users", "allow.everyone.if.no.acl.found"];

/**
 * Reads the broker's settings.
 *
 * @param options.file the text of a server.properties file, and the name to tell it by
 * @param options.zooCfg a zoo.cfg; without `file` this is a ZooKeeper server and no broker
 * @param options.overrides `key=value` each, stronger than the files
 * @throws {ConfigError} with every bad value
 */
export function loadServerConfig(
  { file, zooCfg, overrides = [] }: {
    file?: { name: string; text: string };
    zooCfg?: ZooCfgFile;
    overrides?: readonly string[];
  } = {},
): LoadedServerConfig {
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const written = [
    ...(file === undefined ? [] : fileAssignments(file, faults)),
    ...overrides.flatMap((text) => overrideAssignment(text, faults)),
  ];
  const zoo = zooCfg === undefined ? NO_ZOO_CFG : readZooCfg(zooCfg, {
    taken: new Map(written.map(({ key, value }) => [key, value])),
    isAlone: file === undefined,
  });
  faults.push(...zoo.faults);
  warnings.push(...zoo.warnings);
  const assignments = lastOfEach([...zoo.assignments, ...written], warnings);
  const fixed = new Map<string, string>();
  const bad = new Set<string>();
  for (const assignment of assignments.values()) {
    const { key, value } = assignment;
    if (brokerSetting(key) === undefined && !isForeign(key)) {
      warnings.push(unknownWarning(assignment));
    }
    const reason = reasonAgainst(assignment);
    if (reason === null) {
      fixed.set(key, value);
    } else {
      bad.add(key);
      faults.push(faultOf(assignment, reason));
    }
  }
  faults.push(...crossFaults(new SettingLayers({ fixed }), { bad, assignments }));
  if (faults.length > 0) throw new ConfigError(inOrderOfLines(faults));
  return {
    config: makeServerConfig(new SettingLayers({ fixed: withBothIds(fixed) })),
    warnings,
    withoutEffect: [
      ...[...fixed.keys()].filter((key) => brokerSetting(key)?.effective === false),
      ...zoo.withoutEffect,
    ],
  };
}

/** Of a name set again, the last counts; within one file that is worth a warning. */
function lastOfEach(
  written: readonly Assignment[],
  warnings: string[],
): ReadonlyMap<string, Assignment> {
  const assignments = new Map<string, Assignment>();
  for (const assignment of written) {
    const { key, file } = assignment;
    const earlier = assignments.get(key);
    if (earlier?.file === file) {
      warnings.push(
        `${placeText(assignment)}: ${key} is set again and replaces ${placeText(earlier)}`,
      );
    }
    assignments.set(key, assignment);
  }
  return assignments;
}

function inOrderOfLines(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...faults].sort((one, other) => (one.line ?? Infinity) - (other.line ?? Infinity) || 0);
}

function makeServerConfig(layers: SettingLayers): ServerConfig {
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

function fileAssignments(
  { name, text }: { name: string; text: string },
  faults: ConfigFault[],
): Assignment[] {
  try {
    return parseProperties(text).map((property) => ({ file: name, ...property }));
  } catch (error) {
    if (!(error instanceof PropertiesError)) throw error;
    faults.push({
      file: name,
      line: error.line,
      key: "",
      value: "",
      reason: error.message,
      allowed: "key=value lines of a Java properties file",
    });
    return [];
  }
}

function overrideAssignment(text: string, faults: ConfigFault[]): Assignment[] {
  const equals = text.indexOf("=");
  const place = { file: "--override", line: null };
  if (equals > 0) {
    return [{ ...place, key: text.slice(0, equals).trim(), value: text.slice(equals + 1) }];
  }
  const reason = "An override needs a name and a value";
  faults.push({ ...place, key: "", value: text, reason, allowed: "name=value" });
  return [];
}

function reasonAgainst({ key, value }: Assignment): string | null {
  const setting = brokerSetting(key);
  try {
    if (setting !== undefined) parseValue(setting, value);
    return null;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

function crossFaults(
  layers: SettingLayers,
  { bad, assignments }: { bad: Set<string>; assignments: ReadonlyMap<string, Assignment> },
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  for (const { reads, check } of settingChecks) {
    if (reads.some((name) => bad.has(name))) continue;
    const reason = check(layers);
    if (reason === null) continue;
    // The fault is told of what was written: the first setting read may stand at its default.
    const key = reads.find((name) => assignments.has(name)) ?? reads[0]!;
    const value = layers.textOrNull(key) ?? "";
    faults.push(
      faultOf(assignments.get(key) ?? { file: "defaults", line: null, key, value }, reason),
    );
  }
  return faults;
}

function faultOf(assignment: Assignment, reason: string): ConfigFault {
  const { file, line, key, value, written } = assignment;
  const allowed = allowedValues(brokerSetting(key)!);
  return { file, line, key, value, ...written, reason, allowed };
}

/** As Kafka does: what sets one of node.id and broker.id sets both. */
function withBothIds(fixed: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const id = fixed.get("node.id") ?? fixed.get("broker.id");
  return id === undefined || Number(id) < 0
    ? fixed
    : new Map([...fixed, ["node.id", id], ["broker.id", id]]);
}

function isForeign(name: string): boolean {
  return FOREIGN_NAMES.includes(name) || ZOO_CFG_ONLY.includes(name) ||
    FOREIGN_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function unknownWarning(assignment: Assignment): string {
  const nearest = nearestName(assignment.key, brokerSettings.map(({ name }) => name));
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return `${placeText(assignment)}: unknown setting ${assignment.key} is ignored${hint}`;
}
