/**
 * Names of the system's users, for messages about permissions.
 *
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

const USERS_FILE = "/etc/passwd";
/** Columns of that file: name, password, id. */
const ID_COLUMN = 2;

/** A user's name, or `uid 1000` where it has none, as in containers. */
export function userName(uid: number): string {
  for (const line of usersFile().split("\n")) {
    const columns = line.split(":");
    if (columns[ID_COLUMN] === String(uid) && columns[0]) return columns[0];
  }
  return `uid ${uid}`;
}

/** The name of the user that this process runs as. */
export function ownUserName(): string {
  return userName(process.geteuid?.() ?? 0);
}

/** Who owns a file, or the first folder above it that is there and can be looked at. */
export function ownerOf(path: string): { path: string; user: string } {
  try {
    return { path, user: userName(statSync(path).uid) };
  } catch {
    const parent = dirname(path);
    return parent === path ? { path, user: "nobody known" } : ownerOf(parent);
  }
}

function usersFile(): string {
  try {
    return readFileSync(USERS_FILE, "utf8");
  } catch {
    // A container may have none.
    return "";
  }
}
