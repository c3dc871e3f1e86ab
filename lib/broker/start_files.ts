/**
 * The configuration files of a start, read and told apart: a server.properties, a zoo.cfg, or one
 * of each.
 *
 * @module
 */
import { type LoadedServerConfig, loadServerConfig } from "../config/server_config.ts";
import type { ServerConfigSources } from "../config/server_config_reading.ts";
import type { Surroundings } from "../config/surroundings.ts";
import { isZooCfg } from "../config/zoo_cfg.ts";
import type { FileSystem } from "../io/file.ts";
import { configFileFault } from "./file_fault.ts";
import { StartError } from "./start_error.ts";
import type { StartArguments } from "./start_arguments.ts";

interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads what a start was given.
 *
 * @param options.variables environment variables, which are settings too
 * @throws ConfigError for bad settings, StartError for two files of one kind, or one that
 *   cannot be read
 */
export function loadStartFiles(
  given: StartFiles,
  files: FileSystem,
  { variables = {} }: { variables?: Surroundings["variables"] } = {},
): LoadedServerConfig {
  return loadServerConfig(startSources(given, files, { variables }));
}

/** Files and overrides of a start. */
export type StartFiles = Pick<StartArguments, "files" | "zooCfg" | "overrides">;

/**
 * Reads the files of a start and tells them apart, for {@linkcode loadServerConfig}.
 *
 * @throws StartError
 */
export function startSources(
  { files: names, zooCfg: zooCfgName, overrides }: StartFiles,
  files: FileSystem,
  { variables }: { variables: Surroundings["variables"] },
): ServerConfigSources {
  const decoder = new TextDecoder();
  const readText = (path: string) => decoder.decode(files.readFile(path));
  const found = names.map((name) => ({ name, text: configText(name, readText) }));
  const zooCfgs = found.filter((file) => zooCfgName === null && isZooCfg(file));
  const others = found.filter((file) => !zooCfgs.includes(file));
  const file = onlyOne(others, "server.properties");
  const zooCfg = zooCfgName === null
    ? onlyOne(zooCfgs, "zoo.cfg")
    : { name: zooCfgName, text: configText(zooCfgName, readText) };
  return {
    ...(file === undefined ? {} : { file }),
    ...(zooCfg === undefined
      ? {}
      : { zooCfg: { ...zooCfg, readText: (path: string) => orNull(() => readText(path)) } }),
    overrides,
    surroundings: { variables, readText },
  };
}

/** @throws StartError where it cannot be read, or is no text */
function configText(name: string, readText: (path: string) => string): string {
  let text: string;
  try {
    text = readText(name);
  } catch (error) {
    throw new StartError(configFileFault(name, error), { cause: error });
  }
  if (!text.includes("\0")) return text;
  throw new StartError(
    `Cannot read ${name}: it is no text. Name a server.properties or a zoo.cfg.`,
  );
}

function onlyOne(files: readonly ConfigFile[], kind: string): ConfigFile | undefined {
  const [first, second] = files;
  if (second === undefined) return first;
  throw new StartError(
    `Cannot start with ${first!.name} and ${second.name}: both read like a ${kind}, and one is ` +
      "the most there may be. --zookeeper-config FILE says which one is a zoo.cfg",
  );
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    // A file that is named and not there: whoever named it says so.
    return null;
  }
}
