/**
 * How npm reaches its registry from this machine, for an image's build to reach it the same way: as
 * a secret of the build, and with a word in it that nothing of the image may contain.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mustRun } from "../process.ts";

const KEYS = ["registry", "proxy", "https-proxy", "noproxy", "strict-ssl", "cafile"];

/** What a build is given of this machine's npm. */
export interface RegistrySettings {
  /** An .npmrc. */
  readonly file: string;
  /** A file of certificates that the .npmrc names, at the same path. */
  readonly certificates: string | undefined;
  /** What must not be found in an image. */
  readonly secrets: readonly string[];
}

/** Writes this machine's settings of npm into the file `path`. */
export async function writeRegistrySettings(path: string): Promise<RegistrySettings> {
  const settings = await npmSettings(KEYS);
  const extra = process.env["NODE_EXTRA_CA_CERTS"];
  if (!settings.has("cafile") && extra !== undefined) settings.set("cafile", extra);
  const places = await npmSettings(["userconfig", "globalconfig"]);
  const own = [...places.values()].flatMap((place) => credentialLines(place));
  const canary = `canary-${crypto.randomUUID()}`;
  const lines = [
    ...[...settings].map(([key, value]) => `${key}=${value}`),
    ...own,
    `//registry.invalid/:_authToken=${canary}`,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o600 });
  const certificates = settings.get("cafile");
  const tokens = own.map((line) => line.slice(line.indexOf("=") + 1).trim());
  return { file: path, certificates, secrets: [canary, ...tokens.filter((each) => each !== "")] };
}

/** Those that are set. */
async function npmSettings(keys: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await mustRun(["npm", "config", "get", ...keys]);
  const pairs = stdout.split("\n").flatMap((line): [string, string][] => {
    const at = line.indexOf("=");
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
  });
  return new Map(pairs.filter(([, value]) => value !== "null" && value !== ""));
}

/** What npm does not tell when asked: tokens, and registries of scopes. */
function credentialLines(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").filter((line) => /^(\/\/|@)/.test(line));
}
