/**
 * Settings from environment variables, as the images of Apache, Confluent, Bitnami and wurstmeister
 * name them:
 *
 *     KEDGE_LOG_RETENTION_HOURS      log.retention.hours, stronger than
 *     KAFKA_CFG_LOG_RETENTION_HOURS  the same (Bitnami), stronger than
 *     KAFKA_LOG_RETENTION_HOURS      the same (all others)
 *
 * The images write a dot as `_`, and `_` and `-` as two or three of them, each its own way; the
 * table of settings has no two names that differ only there, so any number of `_` is any of these.
 * A variable that is no setting is a warning: it may be meant for another program.
 *
 * @module
 */
import type { Assignment } from "./assignment.ts";
import type { ConfigFault } from "./config_error.ts";
import { FOREIGN_NAMES, isForeignName } from "./foreign_names.ts";
import { brokerSetting, brokerSettings } from "./mod.ts";
import { nearestName } from "./suggestion.ts";
import { isNoSetting, isServiceVariable } from "./variable_names.ts";
import { parseZookeeperConnect } from "./zookeeper_connect.ts";

/** What environment variables say. */
export interface VariableReading {
  /** The strongest last. */
  readonly assignments: readonly Assignment[];
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly string[];
  /** What is worth a word and no warning. */
  readonly notes: readonly string[];
  /** Variables that begin like a setting's and are none. */
  readonly leftAlone: readonly string[];
}

/** The strongest last. */
const PREFIXES = ["KAFKA_", "KAFKA_CFG_", "KEDGE_"] as const;
type Prefix = (typeof PREFIXES)[number];

interface Variable {
  /** As it is called: `KAFKA_LOG_DIRS`. */
  readonly name: string;
  readonly prefix: Prefix;
  readonly rest: string;
  readonly value: string;
}

/** A variable's place, in faults and reports. */
export function variablePlace(name: string): string {
  return `environment ${name}`;
}

/** Reads the variables that are settings of a broker. */
export function readVariables(
  variables: Readonly<Record<string, string | undefined>>,
): VariableReading {
  const assignments: Assignment[] = [];
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const notes = heapNotes(variables);
  const leftAlone: string[] = [];
  for (const variable of variablesOf(variables)) {
    const key = settingOfVariable(variable.rest);
    if (isNoSetting(variable.prefix, variable.rest)) leftAlone.push(variable.name);
    else if (key === null) warnings.push(unknownWarning(variable));
    else if (isGiven(variable, key)) assign(variable, key, { assignments, faults, notes });
  }
  return { assignments, faults, warnings, notes, leftAlone };
}

/** The setting that a variable's name, without its prefix, stands for. */
export function settingOfVariable(rest: string): string | null {
  namesByForm ??= new Map(
    [...brokerSettings.map(({ name }) => name), ...FOREIGN_NAMES].map((name) => [
      formOf(name),
      name,
    ]),
  );
  const known = namesByForm.get(formOf(rest));
  if (known !== undefined) return known;
  // Names that no table can list: each image's own way of writing - and _ is as good as another.
  const name = rest.toLowerCase().replace(/_{3}/g, "-").replace(
    /_+/g,
    (run) => run.length === 2 ? "_" : ".",
  );
  return isForeignName(name) ? name : null;
}

let namesByForm: ReadonlyMap<string, string> | undefined;

/**
 * What a variable's name and a setting's have alike: KEDGE_ZOOKEEPER_MAX_CLIENT_CNXNS is
 * zookeeper.maxClientCnxns too, ZOO_4LW_COMMANDS_WHITELIST 4lw.commands.whitelist.
 */
export function formOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** In order of strength, then of name. */
function variablesOf(variables: Readonly<Record<string, string | undefined>>): Variable[] {
  const found: Variable[] = [];
  for (const name of Object.keys(variables).sort()) {
    const value = variables[name];
    const prefix = PREFIXES.findLast((each) => name.startsWith(each));
    if (prefix === undefined || value === undefined || name === prefix) continue;
    if (isServiceVariable(name, value)) continue;
    found.push({ name, prefix, rest: name.slice(prefix.length), value });
  }
  return PREFIXES.flatMap((prefix) => found.filter((each) => each.prefix === prefix));
}

/**
 * Compose files leave variables empty that are not set. Only a list of kedge's own variables can be
 * meant to be empty: KEDGE_REST_LISTENERS= switches the port off.
 */
function isGiven({ prefix, value }: Variable, key: string): boolean {
  return value.trim() !== "" || (prefix === "KEDGE_" && brokerSetting(key)?.type === "list");
}

function assign(
  { name, prefix, value }: Variable,
  key: string,
  { assignments, faults, notes }: {
    assignments: Assignment[];
    faults: ConfigFault[];
    notes: string[];
  },
): void {
  const place = { file: variablePlace(name), line: null, key };
  const source = "environment";
  const command = /_\{(HOSTNAME|PORT)_COMMAND\}/.exec(value)?.[0];
  if (command !== undefined) {
    const reason = `${command} stands for what a command of the image prints: kedge runs none`;
    faults.push({ ...place, value, reason, allowed: "the host or port itself, or ${env:NAME}" });
    return;
  }
  if (key !== "zookeeper.connect" || prefix === "KEDGE_") {
    assignments.push({ ...place, source, value });
    return;
  }
  const connect = parseZookeeperConnect(value);
  // A bad value is refused as from a file.
  if (connect === null) return void assignments.push({ ...place, source, value });
  notes.push(
    `${name}: kedge holds the znodes itself and connects to no ZooKeeper; that container, if ` +
      "there is one, can go",
  );
  if (connect.chroot === "") return;
  assignments.push({ ...place, source, value: connect.chroot, written: { key, value } });
}

/**
 * As the images of Apache and Confluent do where only the addresses for clients are given: each
 * port is listened on at every interface.
 *
 * @param advertised what is in force for advertised.listeners, if anything
 */
export function listenersOfAdvertised(advertised: Assignment | undefined): Assignment | null {
  if (advertised?.source !== "environment") return null;
  if (advertised.file.startsWith(variablePlace("KEDGE_"))) return null;
  const value = advertised.value.replace(/:\/\/(\[[^\]]*\]|[^:,]*):/g, "://0.0.0.0:");
  if (!value.includes("://")) return null;
  const { key, written = { key, value: advertised.value } } = advertised;
  return { ...advertised, key: "listeners", value, written };
}

const JAVA_VARIABLES = ["KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS"];

function heapNotes(variables: Readonly<Record<string, string | undefined>>): string[] {
  const names = JAVA_VARIABLES.filter((name) => /-X(ms|mx|mn|ss)/.test(variables[name] ?? ""));
  if (names.length === 0) return [];
  return [
    `${names.join(", ")}: there is no Java heap to size; memory.budget bounds the memory that ` +
    "kedge uses",
  ];
}

function unknownWarning({ name, prefix, rest }: Variable): string {
  const names = brokerSettings.map((setting) => setting.name.toUpperCase().replace(/[.-]/g, "_"));
  const nearest = nearestName(rest, names);
  const hint = nearest === undefined ? "" : `; did you mean ${prefix}${nearest}?`;
  return `${variablePlace(name)}: no setting has this name, it is ignored${hint}`;
}
