/**
 * From zoo.cfg to broker settings. Most names are settings with `zookeeper.` before them; folders
 * and ports become `log.dirs`, `zookeeper.listeners` and `rest.listeners` where nothing else sets
 * those. Unknown names are warnings, bad values faults, as for server.properties.
 *
 * @module
 */
import type { Assignment } from "./assignment.ts";
import { type ConfigFault, placeText } from "./config_error.ts";
import {
  ConfigProviders,
  isProviderDeclaration,
  UnresolvedReferenceError,
} from "./config_providers.ts";
import { parseProperties, PropertiesError, type Property } from "./properties.ts";
import { unknownProviderText } from "./references.ts";
import type { Setting } from "./setting.ts";
import { zookeeperSettings } from "./settings/zookeeper.ts";
import { shownText } from "./secret.ts";
import { nearestName } from "./suggestion.ts";
import { NO_SURROUNDINGS, type Surroundings } from "./surroundings.ts";
import { allowedValues, reasonAgainst } from "./value.ts";
import {
  ZOO_CFG_ALIASES,
  ZOO_CFG_PREFIXES,
  ZOO_CFG_REFUSED,
  zooCfgPlaces,
  zooCfgWithoutEffect,
} from "./zoo_cfg_names.ts";
import { placeAssignments } from "./zoo_cfg_places.ts";
import { isServerName, parseServer, type ZooServer } from "./zoo_cfg_servers.ts";
import { readZooVariables, type ZooProperty } from "./zoo_variables.ts";

/** A file with its text. */
export interface ZooCfgFile {
  readonly name: string;
  readonly text: string;
  /** Reads a file that it names; null where there is none. */
  readonly readText: (path: string) => string | null;
}

/** What a zoo.cfg says. */
export interface ZooCfgReading {
  readonly assignments: readonly Assignment[];
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly string[];
  /** Names that change nothing here. */
  readonly withoutEffect: readonly string[];
}

/** A zoo.cfg while it is read. */
export class ZooCfg {
  readonly file: ZooCfgFile;
  readonly assignments: Assignment[] = [];
  readonly faults: ConfigFault[] = [];
  readonly warnings: string[] = [];
  readonly withoutEffect: string[] = [];
  readonly servers: ZooServer[] = [];
  /** What zooCfgPlaces names, checked. */
  readonly places = new Map<string, ZooProperty>();

  constructor(file: ZooCfgFile) {
    this.file = file;
  }

  /** Where a property stands: in the file, or in a variable. */
  placeOf({ line, from }: ZooProperty): Pick<Assignment, "source" | "file" | "line"> {
    return from === undefined
      ? { source: "zoo.cfg", file: this.file.name, line }
      : { source: "environment", file: from, line: null };
  }

  fault(property: ZooProperty, why: { reason: string; allowed: string }): void {
    const { file, line } = this.placeOf(property);
    const value = property.reference ?? property.value;
    this.faults.push({ file, line, key: property.key, value, ...why });
  }

  /** A fault of what is not written. */
  missing(reason: string, allowed: string): void {
    this.faults.push({ file: this.file.name, line: null, key: "", value: "", reason, allowed });
  }

  warn(property: ZooProperty, text: string): void {
    this.warnings.push(`${placeText(this.placeOf(property))}: ${text}`);
  }
}

/** ZooKeeper keeps at least so many snapshots, whatever the file says. */
const SNAP_RETAIN_COUNT_MIN = 3;
const PREFIX = "zookeeper.";

const settings: ReadonlyMap<string, Setting> = new Map(
  zookeeperSettings.map((setting) => [setting.name.slice(PREFIX.length), setting]),
);
const rows: ReadonlyMap<string, Setting> = new Map(
  [...zooCfgPlaces, ...zooCfgWithoutEffect].map((row) => [row.name, row]),
);

/** The broker setting that a name of zoo.cfg, or a system property of ZooKeeper's, stands for. */
export function settingOfZooCfg(name: string): Setting | undefined {
  return settings.get(ZOO_CFG_ALIASES[name] ?? name);
}

/** What is known of a name of zoo.cfg: its row and of what it is; null of unknown ones. */
export function knownZooCfg(name: string): { row: Setting | null; why: string } | null {
  const plain = ZOO_CFG_ALIASES[name] ?? name;
  const row = settings.get(plain) ?? rows.get(plain);
  if (row !== undefined) return { row, why: row.documentation };
  const prefix = ZOO_CFG_PREFIXES.find(([beginning]) => name.startsWith(beginning));
  return prefix === undefined ? null : { row: null, why: prefix[1] };
}

/**
 * Whether a configuration file is a zoo.cfg: by its name, or because it sets what only ZooKeeper
 * has (`config/zookeeper.properties` of Kafka does).
 */
export function isZooCfg({ name, text }: { name: string; text: string }): boolean {
  if (name.endsWith(".cfg")) return true;
  try {
    return parseProperties(text).some(({ key }) => OWN_NAMES.includes(key));
  } catch {
    return false;
  }
}

const OWN_NAMES: readonly string[] = ["dataDir", "clientPort", "tickTime"];

/** What is read beside a zoo.cfg. */
export interface ZooCfgOptions {
  /** Broker settings that the command line or server.properties sets: stronger. */
  readonly taken: ReadonlyMap<string, string>;
  /** No server.properties beside it: this is a ZooKeeper server, not a broker. */
  readonly isAlone: boolean;
  /** Environment variables, which count more than the file, and what references lead to. */
  readonly surroundings?: Surroundings;
}

/**
 * Reads a zoo.cfg.
 *
 * @param file null where there is none, and the variables are all
 */
export function readZooCfg(file: ZooCfgFile | null, options: ZooCfgOptions): ZooCfgReading {
  const { surroundings = NO_SURROUNDINGS } = options;
  const zooCfg = new ZooCfg(file ?? { name: "environment", text: "", readText: () => null });
  const written = propertiesOf(zooCfg);
  const properties = written === null ? null : resolved(zooCfg, written, surroundings);
  const dynamicFile = properties?.findLast(({ key }) => key === "dynamicConfigFile");
  for (const property of properties ?? []) {
    readProperty(zooCfg, property, dynamicFile !== undefined);
  }
  if (dynamicFile !== undefined) readDynamicFile(zooCfg, dynamicFile);
  readVariables(zooCfg, surroundings);
  // Of a file that cannot be read nothing is missing.
  if (properties !== null) placeAssignments(zooCfg, { ...options, isFile: file !== null });
  return zooCfg;
}

function readVariables(zooCfg: ZooCfg, surroundings: Surroundings): void {
  const { variables } = surroundings;
  if (!Object.keys(variables).some((name) => name.startsWith("ZOO"))) return;
  const names = [...settings.keys(), ...rows.keys()];
  const { properties: written, withoutEffect, warnings } = readZooVariables(variables, names);
  const properties = resolved(zooCfg, written, surroundings);
  // Servers that a variable names stand in place of the file's.
  if (properties.some(({ key }) => isServerName(key))) zooCfg.servers.length = 0;
  for (const property of properties) readProperty(zooCfg, property, false);
  zooCfg.withoutEffect.push(...withoutEffect);
  zooCfg.warnings.push(...warnings);
}

/** Null where the file is malformed, which is a fault. */
function propertiesOf({ file, faults }: ZooCfg): Property[] | null {
  try {
    return parseProperties(file.text).map(({ key, value, line }) => ({
      key: key.trim(),
      value: value.trim(),
      line,
    }));
  } catch (error) {
    if (!(error instanceof PropertiesError)) throw error;
    const allowed = "name=value lines";
    const { line, message: reason } = error;
    faults.push({ file: file.name, line, key: "", value: "", reason, allowed });
    return null;
  }
}

/** Puts in what references lead to; one that leads nowhere is a fault. */
function resolved(
  zooCfg: ZooCfg,
  properties: readonly ZooProperty[],
  surroundings: Surroundings,
): ZooProperty[] {
  const providers = new ConfigProviders(
    new Map(properties.map(({ key, value }) => [key, value])),
    surroundings,
  );
  return properties.flatMap((property) => {
    const { key, value } = property;
    if (isProviderDeclaration(key)) return [];
    try {
      const { text, isProvided, unknown } = providers.resolve(value);
      for (const name of unknown) zooCfg.warn(property, unknownProviderText(name, key));
      return isProvided ? [{ ...property, value: text.trim(), reference: value }] : [property];
    } catch (error) {
      if (!(error instanceof UnresolvedReferenceError)) throw error;
      const { message: reason, allowed } = error;
      const shown = shownText(settingOfZooCfg(key)?.name ?? key, value);
      zooCfg.fault({ ...property, value: shown }, { reason, allowed });
      return [];
    }
  });
}

function readProperty(zooCfg: ZooCfg, property: ZooProperty, isDynamic: boolean): void {
  const { key, value } = property;
  if (isServerName(key)) return readServer(zooCfg, property, isDynamic);
  const name = ZOO_CFG_ALIASES[key] ?? key;
  const setting = settings.get(name);
  const row = setting ?? rows.get(name);
  const refused = ZOO_CFG_REFUSED.find((each) => each.name === name && each.refuses(value));
  if (refused !== undefined) return zooCfg.fault(property, refused);
  if (row === undefined) return readUnknown(zooCfg, property);
  const isProvided = property.reference !== undefined;
  const reason = reasonAgainst(row, { key, value, isProvided });
  if (reason !== null) zooCfg.fault(property, { reason, allowed: allowedValues(row) });
  else if (setting !== undefined) assign(zooCfg, property, setting);
  else if (row.effective) zooCfg.places.set(name, property);
  else zooCfg.withoutEffect.push(key);
}

function assign(zooCfg: ZooCfg, property: ZooProperty, setting: Setting): void {
  const { key } = property;
  let { value } = property;
  const isRetainCount = setting.name === `${PREFIX}autopurge.snapRetainCount`;
  if (isRetainCount && Number(value) < SNAP_RETAIN_COUNT_MIN) {
    zooCfg.warn(property, `${key}=${value} is too few, ${SNAP_RETAIN_COUNT_MIN} are kept`);
    value = String(SNAP_RETAIN_COUNT_MIN);
  }
  zooCfg.assignments.push({
    ...zooCfg.placeOf(property),
    key: setting.name,
    value,
    written: { key, value: shownText(setting.name, property.reference ?? property.value) },
    ...(property.reference === undefined ? {} : { isProvided: true }),
  });
}

function readUnknown(zooCfg: ZooCfg, property: ZooProperty): void {
  const { key } = property;
  const known = ZOO_CFG_PREFIXES.some(([prefix]) => key.startsWith(prefix));
  if (known) return void zooCfg.withoutEffect.push(key);
  // As a Java option it has `zookeeper.` before it; in the file it must not.
  const plain = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
  const nearest = nearestName(plain, [...settings.keys(), ...rows.keys()]);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  zooCfg.warn(property, `unknown setting ${key} is ignored${hint}`);
}

function readServer(zooCfg: ZooCfg, property: ZooProperty, isDynamic: boolean): void {
  if (isDynamic) {
    return zooCfg.fault(property, {
      reason: "with dynamicConfigFile the server lines stand in that file",
      allowed: "no server lines beside dynamicConfigFile",
    });
  }
  const server = parseServer(property);
  if (server !== null) return void zooCfg.servers.push(server);
  zooCfg.fault(property, {
    reason: "Cannot read the server line",
    allowed: "server.N=host:port:port[:participant|observer][;[address:]clientPort]",
  });
}

function readDynamicFile(zooCfg: ZooCfg, named: ZooProperty): void {
  const text = zooCfg.file.readText(named.value);
  if (text === null) {
    return zooCfg.fault(named, {
      reason: "Cannot read the file",
      allowed: "a file with server lines",
    });
  }
  const dynamic = new ZooCfg({ ...zooCfg.file, name: named.value, text });
  for (const property of propertiesOf(dynamic) ?? []) {
    if (isServerName(property.key)) readServer(dynamic, property, false);
  }
  zooCfg.servers.push(...dynamic.servers);
  zooCfg.faults.push(...dynamic.faults);
}
