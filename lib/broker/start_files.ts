/**
 * The configuration files of a start, read and told apart: a server.properties, a zoo.cfg, or one
 * of each.
 *
 * @module
 */
import { type LoadedServerConfig, loadServerConfig } from "../config/server_config.ts";
import { isZooCfg } from "../config/zoo_cfg.ts";
import type { FileSystem } from "../io/file.ts";
import { StartError } from "./kedge.ts";
import type { StartArguments } from "./start_arguments.ts";

interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads what a start was given.
 *
 * @throws ConfigError for bad settings, StartError for two files of one kind, the system's error
 *   for a file that cannot be read
 */
export function loadStartFiles(
  { files: names, zooCfg: zooCfgName, overrides }: StartArguments,
  files: FileSystem,
): LoadedServerConfig {
  const decoder = new TextDecoder();
  const readText = (path: string) => decoder.decode(files.readFile(path));
  const found = names.map((name) => ({ name, text: readText(name) }));
  const zooCfgs = found.filter((file) => zooCfgName === null && isZooCfg(file));
  const others = found.filter((file) => !zooCfgs.includes(file));
  const file = onlyOne(others, "server.properties");
  const zooCfg = zooCfgName === null
    ? onlyOne(zooCfgs, "zoo.cfg")
    : { name: zooCfgName, text: readText(zooCfgName) };
  return loadServerConfig({
    ...(file === undefined ? {} : { file }),
    ...(zooCfg === undefined
      ? {}
      : { zooCfg: { ...zooCfg, readText: (path: string) => orNull(() => readText(path)) } }),
    overrides,
  });
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
