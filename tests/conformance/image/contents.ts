/**
 * What is in an image, file by file: as little as can be, owned by root but for what belongs to the
 * one user, and nothing of how it was built.
 *
 * @module
 */
import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { RegistrySettings } from "./registry_settings.ts";

/** 130 MB: a pull on a small machine's line is a matter of seconds. */
export const CONTENT_BYTES_MAX = 130_000_000;

const USER_ID = 1000;
const WORLD_WRITABLE = 0o002;
const SET_ID = 0o6000;

/** Every path that may be there. Libraries have the folders that their architecture gives them. */
const EXPECTED = [
  /^\/kedge$/,
  /^\/etc(\/(passwd|group|nsswitch\.conf))?$/,
  /^\/(data|tmp|usr|usr\/lib)$/,
  /^\/usr\/lib\/kedge(\/\.bun-1000-[0-9a-f]+\.node)?$/,
  /^\/lib(64)?(\/[\w-]+-linux-gnu)?$/,
  /^\/lib(64)?\/([\w-]+-linux-gnu\/)?(lib(c|m|dl|pthread|rt|gcc_s)|ld-linux-[\w-]+)\.so\.\d$/,
];
/** What the user owns: its data, and the native add-on, which Bun takes from its owner only. */
const OWN = /^\/data$|^\/usr\/lib\/kedge(\/|$)/;

/** One file or folder. */
export interface Entry {
  /** Inside the image. */
  readonly path: string;
  readonly stats: Stats;
}

/** All files and folders below a root, the root not among them. */
export function entriesBelow(root: string, folder = "/"): Entry[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    const stats = lstatSync(join(root, path));
    return [{ path, stats }, ...(stats.isDirectory() ? entriesBelow(root, path) : [])];
  });
}

/** The sum of the files, in bytes. */
export function contentBytes(entries: readonly Entry[]): number {
  return entries.filter(({ stats }) => stats.isFile())
    .reduce((sum, { stats }) => sum + stats.size, 0);
}

/** What is wrong with the files, a line each. */
export function contentFaults(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ path, stats }) => {
    const faults: string[] = [];
    if (!EXPECTED.some((pattern) => pattern.test(path))) faults.push(`${path} is not expected`);
    const owner = OWN.test(path) ? USER_ID : 0;
    if (stats.uid !== owner) faults.push(`${path} belongs to ${stats.uid}, not to ${owner}`);
    if ((stats.mode & SET_ID) !== 0) faults.push(`${path} changes the user that runs it`);
    if ((stats.mode & WORLD_WRITABLE) !== 0 && path !== "/tmp") {
      faults.push(`${path} can be written by everyone`);
    }
    return faults;
  });
}

/** Where in an image, or in what it says of itself, a secret of its build stands. */
export function leaks(
  { root, entries, text }: { root: string; entries: readonly Entry[]; text: string },
  { secrets }: RegistrySettings,
): string[] {
  const places = entries.filter(({ stats }) => stats.isFile())
    .map(({ path }) => ({ place: path, bytes: readFileSync(join(root, path)) }));
  const all = [{ place: "its configuration", bytes: Buffer.from(text) }, ...places];
  return all.filter(({ bytes }) => secrets.some((secret) => bytes.includes(secret)))
    .map(({ place }) => place);
}
