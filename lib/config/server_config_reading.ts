/**
 * Everything that is said about the broker's settings by server.properties, zoo.cfg, environment
 * variables and the command line, and what is wrong with it. server_config.ts makes a
 * configuration of it or refuses; `kedge config check` reports it.
 *
 * The weakest first: zoo.cfg, server.properties, the environment, overrides.
 *
 * @module
 */
import { type Assignment, ASSIGNMENT_SOURCES } from "./assignment.ts";
import { type ConfigFault, placeText } from "./config_error.ts";
import { isForeignName } from "./foreign_names.ts";
import { kraftNotes } from "./kraft_notes.ts";
import { brokerSetting, brokerSettings, topicSetting } from "./mod.ts";
import { parseProperties, PropertiesError } from "./properties.ts";
import { resolveReferences } from "./references.ts";
import { shownText } from "./secret.ts";
import { settingChecks } from "./setting_checks.ts";
import { SettingLayers } from "./setting_layers.ts";
import { nearestName } from "./suggestion.ts";
import { NO_SURROUNDINGS, type Surroundings } from "./surroundings.ts";
import { allowedValues, reasonAgainst } from "./value.ts";
import { listenersOfAdvertised, readVariables, type VariableReading } from "./variables.ts";
import { readZooCfg, type ZooCfgFile, type ZooCfgReading } from "./zoo_cfg.ts";

/** Where settings come from. */
export interface ServerConfigSources {
  /** The text of a server.properties file, and the name to tell it by. */
  readonly file?: { readonly name: string; readonly text: string };
  /** A zoo.cfg; without `file` this is a ZooKeeper server and no broker. */
  readonly zooCfg?: ZooCfgFile;
  /** `key=value` each, stronger than all else. */
  readonly overrides?: readonly string[];
  /** The environment, whose variables are settings, and what references lead to. */
  readonly surroundings?: Surroundings;
}

/** What they say. */
export interface ServerConfigReading {
  /** What is in force and right. */
  readonly layers: SettingLayers;
  /** Every setting with its value, the weakest first. */
  readonly written: readonly Assignment[];
  /** Of each name the one that counts. */
  readonly inForce: ReadonlyMap<string, Assignment>;
  readonly faults: readonly ConfigFault[];
  /** One line each. */
  readonly warnings: readonly string[];
  /** One line each. */
  readonly notes: readonly string[];
  /** Names that change nothing here. */
  readonly withoutEffect: readonly string[];
  /** Environment variables that begin like a setting's and are none. */
  readonly leftAlone: readonly string[];
}

/** Reads all of it. */
export function readServerConfig(sources: ServerConfigSources): ServerConfigReading {
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const { variables, zoo, written } = gather(sources, { faults, warnings });
  const inForce = strongestOfEach(written, warnings);
  const fixed = new Map<string, string>();
  const bad = new Set<string>();
  for (const assignment of inForce.values()) {
    const { key, value } = assignment;
    const setting = brokerSetting(key);
    if (setting === undefined && !isForeignName(key)) warnings.push(unknownWarning(assignment));
    const reason = setting === undefined ? null : reasonAgainst(setting, assignment);
    if (reason === null) {
      fixed.set(key, value);
    } else {
      bad.add(key);
      faults.push(faultOf(assignment, reason));
    }
  }
  for (const fault of faults) bad.add(fault.key);
  const layers = new SettingLayers({ fixed: withBothIds(fixed) });
  const kraft = kraftNotes(layers);
  return {
    layers,
    written,
    inForce,
    faults: inOrderOfLines([
      ...faults,
      ...crossFaults(new SettingLayers({ fixed }), { bad, inForce }),
    ]),
    warnings: [...warnings, ...kraft.warnings],
    notes: [...environmentNotes(inForce), ...variables.notes, ...kraft.notes],
    leftAlone: variables.leftAlone,
    withoutEffect: [
      ...[...fixed.keys()].filter((key) => brokerSetting(key)?.effective === false),
      ...zoo.withoutEffect,
    ],
  };
}

/** What each source says, with references resolved. */
function gather(
  { file, zooCfg, overrides = [], surroundings = NO_SURROUNDINGS }: ServerConfigSources,
  { faults, warnings }: { faults: ConfigFault[]; warnings: string[] },
): { variables: VariableReading; zoo: ZooCfgReading; written: readonly Assignment[] } {
  const variables = readVariables(surroundings.variables);
  const resolved = resolveReferences(
    [
      ...(file === undefined ? [] : fileAssignments(file, faults)),
      ...variables.assignments,
      ...overrides.flatMap((text) => overrideAssignment(text, faults)),
    ],
    surroundings,
    { shown: shownText },
  );
  const strong = withListeners(resolved.assignments);
  const zoo = readZooCfg(zooCfg ?? null, {
    taken: new Map(strong.map(({ key, value }) => [key, value])),
    isAlone: zooCfg !== undefined && file === undefined,
    surroundings,
  });
  faults.push(...variables.faults, ...resolved.faults, ...zoo.faults);
  warnings.push(...variables.warnings, ...resolved.warnings, ...zoo.warnings);
  const written = inOrderOfStrength([...zoo.assignments, ...strong]);
  return { variables, zoo, written };
}

/** What is set from outside the files is said: it may come from a shell's profile, forgotten. */
function environmentNotes(inForce: ReadonlyMap<string, Assignment>): string[] {
  const places = [...inForce.values()].filter(({ source }) => source === "environment")
    .map(({ file }) => file.replace(/^environment /, ""));
  if (places.length === 0) return [];
  return [`settings by environment variables: ${[...new Set(places)].join(", ")}`];
}

function withListeners(written: readonly Assignment[]): readonly Assignment[] {
  if (written.some(({ key }) => key === "listeners")) return written;
  const listeners = listenersOfAdvertised(
    written.findLast(({ key }) => key === "advertised.listeners"),
  );
  return listeners === null ? written : [...written, listeners];
}

function inOrderOfStrength(written: readonly Assignment[]): readonly Assignment[] {
  return ASSIGNMENT_SOURCES.flatMap((source) => written.filter((each) => each.source === source));
}

/**
 * Of a name set again, the last counts; within one file that is worth a warning. The two names of
 * the broker's id are one where one of them is set elsewhere.
 */
function strongestOfEach(
  written: readonly Assignment[],
  warnings: string[],
): ReadonlyMap<string, Assignment> {
  const assignments = new Map<string, Assignment>();
  for (const assignment of written) {
    const { key, file, source } = assignment;
    const earlier = assignments.get(key);
    if (earlier?.file === file) {
      warnings.push(
        `${placeText(assignment)}: ${key} is set again and replaces ${placeText(earlier)}`,
      );
    }
    const otherId = OTHER_IDS[key];
    if (otherId !== undefined && assignments.get(otherId)?.source !== source) {
      assignments.delete(otherId);
    }
    assignments.set(key, assignment);
  }
  return assignments;
}

const OTHER_IDS: Readonly<Record<string, string>> = {
  "broker.id": "node.id",
  "node.id": "broker.id",
};

function inOrderOfLines(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...faults].sort((one, other) => (one.line ?? Infinity) - (other.line ?? Infinity) || 0);
}

/** The lines of a properties file; one that is malformed is a fault, and then there are none. */
export function fileAssignments(
  { name, text }: { name: string; text: string },
  faults: ConfigFault[],
): Assignment[] {
  try {
    return parseProperties(text).map((property) => ({ source: "file", file: name, ...property }));
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
    const [key, value] = [text.slice(0, equals).trim(), text.slice(equals + 1)];
    return [{ source: "override", ...place, key, value }];
  }
  const reason = "An override needs a name and a value";
  faults.push({ ...place, key: "", value: text, reason, allowed: "name=value" });
  return [];
}

function crossFaults(
  layers: SettingLayers,
  { bad, inForce }: { bad: Set<string>; inForce: ReadonlyMap<string, Assignment> },
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  for (const { reads, check } of settingChecks) {
    if (reads.some((name) => bad.has(name))) continue;
    const reason = check(layers);
    if (reason === null) continue;
    // The fault is told of what was written: the first setting read may stand at its default.
    const key = reads.find((name) => inForce.has(name)) ?? reads[0]!;
    const value = layers.textOrNull(key) ?? "";
    faults.push(
      faultOf(
        inForce.get(key) ?? { source: "file", file: "defaults", line: null, key, value },
        reason,
      ),
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

function unknownWarning(assignment: Assignment): string {
  const { key } = assignment;
  // A topic's name in the broker's file: the broker has one for all topics.
  const nearest = topicSetting(key)?.brokerSynonyms[0] ??
    nearestName(key, brokerSettings.map(({ name }) => name));
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return `${placeText(assignment)}: unknown setting ${key} is ignored${hint}`;
}
