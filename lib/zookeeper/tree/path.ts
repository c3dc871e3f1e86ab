/**
 * Znode paths: what ZooKeeper accepts as one, and a path's parts.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";

/** Nodes that exist from the start and cannot be deleted. */
const RESERVED_PATHS = new Set(["/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"]);

function isForbidden(code: number): boolean {
  return code <= 0x1f || (code >= 0x7f && code <= 0x9f) ||
    (code >= 0xd800 && code <= 0xf8ff) || code >= 0xfff0;
}

/** True for a node name that `.` and `..` alone make, between `start` and `end`. */
function isRelative(path: string, start: number, end: number): boolean {
  const length = end - start;
  return (length === 1 && path[start] === ".") ||
    (length === 2 && path[start] === "." && path[start + 1] === ".");
}

/**
 * Returns `path` where it is a well-formed absolute path, as ZooKeeper judges it: no empty or
 * relative node name, no slash at the end, no control characters, surrogates or private use.
 *
 * @throws KeeperError BADARGUMENTS
 */
export function validatePath(path: string | null): string {
  if (path === null || path[0] !== "/") throw new KeeperError(ErrorCode.BADARGUMENTS, path);
  if (path.length === 1) return path;
  let nameStart = 1;
  for (let i = 1; i <= path.length; i++) {
    const code = i === path.length ? 0x2f : path.charCodeAt(i);
    if (code === 0x2f) {
      if (i === nameStart || isRelative(path, nameStart, i)) {
        throw new KeeperError(ErrorCode.BADARGUMENTS, path);
      }
      nameStart = i + 1;
    } else if (isForbidden(code)) {
      throw new KeeperError(ErrorCode.BADARGUMENTS, path);
    }
  }
  return path;
}

/**
 * The path of the parent of a node to be created. What the path is like otherwise is judged later,
 * as ZooKeeper does it: a parent that does not exist is told first.
 *
 * @throws KeeperError BADARGUMENTS where `path` has no slash, or a null character
 */
export function creatableParentPath(path: string): string {
  if (!path.includes("/") || path.includes("\0")) {
    throw new KeeperError(ErrorCode.BADARGUMENTS, path);
  }
  return parentPath(path);
}

/**
 * The path of the parent of a node to be deleted.
 *
 * @throws KeeperError BADARGUMENTS where `path` is no path, or one of ZooKeeper's own nodes
 */
export function deletableParentPath(path: string): string {
  if (RESERVED_PATHS.has(path)) {
    throw new KeeperError(ErrorCode.BADARGUMENTS, path);
  }
  return creatableParentPath(path);
}

/** `/a` of `/a/b`, `/` of `/a`. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** `b` of `/a/b`. */
export function nodeName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `/a/b` of `/a` and `b`. */
export function childPath(parent: string, name: string): string {
  return parent === "/" ? `/${name}` : `${parent}/${name}`;
}

/** `path` with its parent's counter, ten digits: `/lock-0000000012`. */
export function sequentialPath(path: string, counter: number): string {
  const digits = String(Math.abs(counter));
  return path + (counter < 0 ? "-" + digits.padStart(9, "0") : digits.padStart(10, "0"));
}
