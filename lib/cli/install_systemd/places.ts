/**
 * Where a service finds its program, its settings and its data: what was asked for, and what the
 * settings that are there already say.
 *
 * @module
 */
import { ConfigError } from "../../config/config_error.ts";
import { loadServerConfig } from "../../config/server_config.ts";
import type { Surroundings } from "../../config/surroundings.ts";
import { isZooCfg } from "../../config/zoo_cfg.ts";
import { type InstallOptions, isPlainPath } from "./options.ts";
import { STATE_FOLDER, type UnitPlaces } from "./unit.ts";

/** Nothing can be installed as asked; the message says why, and what to do. */
export class InstallError extends Error {
  override name = "InstallError";
}

/** What the unit keeps from a service, or gives it a private one of. */
const HIDDEN = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

/**
 * Works out the places.
 *
 * @param options.executable where this program lies
 * @param options.settings the text of the settings; null where there are none yet
 * @param options.readText reads what the settings name; null where it is not there
 * @throws InstallError
 */
export function unitPlaces(
  options: InstallOptions,
  { executable, settings, readText }: {
    executable: string;
    settings: string | null;
    readText: (path: string) => string | null;
  },
): UnitPlaces {
  const program = options.isCopied ? `${options.prefix}/bin/kedge` : executable;
  const named = settings === null
    ? null
    : foldersOf({ name: options.config, text: settings }, readText);
  const wanted = options.data;
  if (wanted !== null && named !== null && (named.length > 1 || named[0] !== wanted)) {
    throw new InstallError(
      `Cannot use ${wanted} for data: ${options.config} says log.dirs=${named.join(",")}. ` +
        "Leave --data out, or change the file",
    );
  }
  const data = named ?? [wanted ?? STATE_FOLDER];
  requireVisible({ "the executable": [program], "the settings": [options.config], data });
  return {
    program,
    config: options.config,
    data,
    isDataOverridden: settings !== null && named === null,
    memoryMax: options.memoryMax,
  };
}

/** The data folders that settings name, as absolute paths; null where they name none. */
function foldersOf(
  file: { name: string; text: string },
  readText: (path: string) => string | null,
): readonly string[] | null {
  try {
    const sources = isZooCfg(file) ? { zooCfg: { ...file, readText } } : { file };
    const { config } = loadServerConfig({ ...sources, surroundings: surroundingsOf(readText) });
    if (!config.layers.isSet("log.dirs") && !config.layers.isSet("log.dir")) return null;
    // As from the working folder that the unit gives it.
    return config.logDirs.map((path) => path.startsWith("/") ? path : `${STATE_FOLDER}/${path}`);
  } catch (error) {
    if (error instanceof ConfigError) throw new InstallError(error.message);
    throw error;
  }
}

/** Files that settings refer to. This shell's variables are not the service's. */
function surroundingsOf(readText: (path: string) => string | null): Surroundings {
  return {
    variables: {},
    readText(path) {
      const text = readText(path);
      if (text === null) throw new Error(`there is no file ${path}`);
      return text;
    },
  };
}

function requireVisible(places: Record<string, readonly string[]>): void {
  for (const [what, paths] of Object.entries(places)) {
    for (const path of paths) {
      if (!isPlainPath(path)) {
        throw new InstallError(
          `Cannot use ${path} for ${what}: blanks and special signs mean something to systemd`,
        );
      }
      const hidden = HIDDEN.find((folder) => `${path}/`.startsWith(`${folder}/`));
      if (hidden === undefined) continue;
      throw new InstallError(
        `Cannot use ${path} for ${what}: the unit keeps what is below ${hidden} from the ` +
          "service. Name another place, such as /opt or /srv",
      );
    }
  }
}
