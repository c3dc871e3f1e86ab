/**
 * Which paths of znodes the shell takes, with ZooKeeper's words for those it does not.
 *
 * @module
 */

import { ShellError } from "./shell_error.ts";

/** Control characters, surrogates and private ones, and those at the end of the plane. */
// deno-lint-ignore no-control-regex -- they are what no path may have
const INVALID = /[\u0001-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;

/** @throws {ShellError} where the text is no path of a znode */
export function requirePath(path: string): string {
  if (path === "") throw new ShellError("Path length must be > 0");
  if (!path.startsWith("/")) throw new ShellError("Path must start with / character");
  if (path === "/") return path;
  if (path.endsWith("/")) throw new ShellError("Path must not end with / character");
  const reason = reasonAgainst(path);
  if (reason === null) return path;
  throw new ShellError(`Invalid path string "${path}" caused by ${reason}`);
}

/** The same for a znode that is to get a number at its end. */
export function requireSequentialPath(path: string): string {
  requirePath(`${path}1`);
  return path;
}

/** `/a/b` of `/a` and `b`. */
export function childPath(parent: string, name: string): string {
  return parent === "/" ? `/${name}` : `${parent}/${name}`;
}

function reasonAgainst(path: string): string | null {
  for (let at = 1; at < path.length; at++) {
    const character = path[at]!;
    if (character === "\0") return `null character not allowed @${at}`;
    if (character === "/" && path[at - 1] === "/") return `empty node name specified @${at}`;
    if (character === "." && isRelative(path, at)) return `relative paths not allowed @${at}`;
    if (INVALID.test(character)) return `invalid character @${at}`;
  }
  return null;
}

/** The dot, or second dot, at `at` ends a name of dots alone. */
function isRelative(path: string, at: number): boolean {
  const endsName = at + 1 === path.length || path[at + 1] === "/";
  if (!endsName) return false;
  return path[at - 1] === "/" || (path[at - 1] === "." && path[at - 2] === "/");
}
