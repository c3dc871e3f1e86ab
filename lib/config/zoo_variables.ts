/**
 * Environment variables of the ZooKeeper images as properties of a zoo.cfg: those of the official
 * image (`ZOO_TICK_TIME`, `ZOO_SERVERS`, `ZOO_CFG_EXTRA` …), of Bitnami's (`ZOO_PORT_NUMBER` …) and
 * of Confluent's (`ZOOKEEPER_CLIENT_PORT` …).
 *
 * @module
 */
import type { Property } from "./properties.ts";
import { isNoSetting, isServiceVariable } from "./variable_names.ts";
import { formOf, variablePlace } from "./variables.ts";

/** A property of a zoo.cfg that a variable sets. */
export interface ZooProperty extends Property {
  /** The variable's place; left out for what stands in the file. */
  readonly from?: string;
  /** What was written, where a config provider gave the value: that may be a secret. */
  readonly reference?: string;
}

/** What variables say of a ZooKeeper server. */
export interface ZooVariableReading {
  readonly properties: readonly ZooProperty[];
  /** Variables that tell an image what to do, and change nothing here. */
  readonly withoutEffect: readonly string[];
  readonly warnings: readonly string[];
}

/** Names that do not follow from the property's. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["ADMINSERVER_ENABLED", "admin.enableServer"],
  ["AUTOPURGE_INTERVAL", "autopurge.purgeInterval"],
  ["AUTOPURGE_RETAIN_COUNT", "autopurge.snapRetainCount"],
  ["PORT_NUMBER", "clientPort"],
]);
/** Which server of an ensemble this is: of interest only with others. */
const IDS = ["MY_ID", "SERVER_ID"];

/**
 * Reads the variables.
 *
 * @param names every name a zoo.cfg may have
 */
export function readZooVariables(
  variables: Readonly<Record<string, string | undefined>>,
  names: Iterable<string>,
): ZooVariableReading {
  const byForm = new Map([...names].map((name) => [formOf(name), name]));
  const properties: ZooProperty[] = [];
  const withoutEffect: string[] = [];
  const warnings: string[] = [];
  for (const name of Object.keys(variables).sort()) {
    const value = variables[name]?.trim() ?? "";
    const [, prefix, rest = ""] = /^(ZOO_|ZOOKEEPER_)(\w+)$/.exec(name) ?? [];
    if (prefix === undefined || value === "" || isServiceVariable(name, value)) continue;
    if (isNoSetting("ZOO_", rest)) continue;
    const from = variablePlace(name);
    const key = NAMES.get(rest) ?? byForm.get(formOf(rest));
    if (IDS.includes(rest)) withoutEffect.push(name);
    else if (rest === "SERVERS") properties.push(...serversOf(value, from));
    else if (rest === "CFG_EXTRA") properties.push(...extrasOf(value, from));
    else if (key !== undefined) properties.push({ key, value, line: 0, from });
    // ZOOKEEPER_ begins the variables of many programs that have one somewhere else.
    else if (prefix === "ZOO_") {
      warnings.push(`${from}: nothing of a zoo.cfg has this name, it is ignored`);
    }
  }
  return { properties, withoutEffect, warnings };
}

/** `server.1=a:2888:3888;2181 server.2=…`; of Bitnami and Confluent `a:2888:3888,b:2888:3888`. */
function serversOf(value: string, from: string): ZooProperty[] {
  if (/\bserver\.\d+=/.test(value)) return extrasOf(value, from);
  const servers = value.split(/[\s,;]+/).filter((server) => server !== "");
  return servers.map((server, index) => ({
    key: `server.${index + 1}`,
    value: server.replace(/::\d+$/, ""),
    line: 0,
    from,
  }));
}

/** `name=value name=value`. */
function extrasOf(value: string, from: string): ZooProperty[] {
  return value.split(/\s+/).map((pair) => {
    const [key = "", rest = ""] = pair.split(/=(.*)/s);
    return { key, value: rest, line: 0, from };
  });
}
