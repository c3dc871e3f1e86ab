/**
 * What the scripts need to know of a zoo.cfg, whether or not a server could start with it.
 *
 * @module
 */
import { ConfigError } from "../../config/config_error.ts";
import { parseProperties } from "../../config/properties.ts";
import { loadServerConfig } from "../../config/server_config.ts";
import type { ServerHost } from "./server_host.ts";

/** Some of a zoo.cfg. */
export interface ZooCfgFacts {
  /** Null where there is none. */
  readonly dataDir: string | null;
  /** Null where there is none. */
  readonly clientPort: number | null;
  readonly clientPortAddress: string | null;
  /** Why a server cannot start with it, or null. */
  readonly fault: string | null;
}

/** Reads them. */
export function readZooCfgFacts(
  { files, variables }: ServerHost,
  { path, overrides }: { path: string; overrides: readonly string[] },
): ZooCfgFacts {
  const readText = (each: string) => new TextDecoder().decode(files.readFile(each));
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const nothing = { dataDir: null, clientPort: null, clientPortAddress: null };
    return { ...nothing, fault: `Cannot read ${path}: ${reason}` };
  }
  const written = writtenIn(text);
  const facts = {
    dataDir: written.get("dataDir") || null,
    clientPortAddress: written.get("clientPortAddress") || null,
  };
  try {
    const zooCfg = { name: path, text, readText: (each: string) => orNull(() => readText(each)) };
    const { config } = loadServerConfig({
      zooCfg,
      overrides,
      surroundings: { variables, readText },
    });
    const [listener] = config.zookeeperListeners;
    return { ...facts, clientPort: listener?.port ?? null, fault: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const port = Number(written.get("clientPort") ?? NaN);
    return {
      ...facts,
      clientPort: Number.isInteger(port) ? port : null,
      fault: error.message,
    };
  }
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    // Whoever names the file says so.
    return null;
  }
}

function writtenIn(text: string): Map<string, string> {
  try {
    return new Map(parseProperties(text).map(({ key, value }) => [key.trim(), value.trim()]));
  } catch {
    // What is wrong with it, loadServerConfig says.
    return new Map();
  }
}
