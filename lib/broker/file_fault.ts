/**
 * What a start says of a file or folder that it cannot use: what was wanted, what the system said,
 * and what to do.
 *
 * @module
 */
import { resolve } from "node:path";
import { DiskFullError } from "../io/file.ts";
import { ownerOf, ownUserName } from "../io/users.ts";

/** Why a config file cannot be read. */
export function configFileFault(path: string, error: unknown): string {
  const { code, message } = systemFault(error);
  switch (code) {
    case "ENOENT":
      return `Cannot read ${path}: there is no file ${resolve(path)}. Check the name, or start ` +
        "without a file for the defaults.";
    case "EISDIR":
      return `Cannot read ${path}: it is a folder. Name the file in it.`;
    case "EACCES":
    case "EPERM":
      return `Cannot read ${path}: user ${ownUserName()} may not, it belongs to ` +
        `${
          ownerOf(resolve(path)).user
        }. Let that user read it (chmod, chgrp), or start as another.`;
    default:
      return `Cannot read ${path}: ${message}. Check the file and its disk.`;
  }
}

/**
 * Why a data folder cannot be used, or null where the error is about something else.
 *
 * @param folders all of log.dirs
 */
export function dataFolderFault(error: unknown, folders: readonly string[]): string | null {
  const { code, path, message } = systemFault(error);
  // The longest: of /data and /data2, the first stands in the second's messages too.
  const folder = folders.filter((each) => message.includes(each))
    .sort((a, b) => b.length - a.length)[0];
  if (code === null || folder === undefined) return null;
  return `Cannot use data folder ${folder}: ${reasonAndRemedy(code, { folder, path, message })}, ` +
    "or start with another log.dirs.";
}

function reasonAndRemedy(
  code: string,
  { folder, path, message }: { folder: string; path: string; message: string },
): string {
  switch (code) {
    case "EACCES":
    case "EPERM": {
      const user = ownUserName();
      const owner = ownerOf(resolve(path));
      const remedy = existsBelow(owner.path, folder)
        ? `Give it to that user (chown -R ${user} ${folder})`
        : `Make it for that user (install -d -o ${user} ${folder})`;
      return `user ${user} may not use ${path}, since ${owner.path} belongs to ${owner.user}. ` +
        `${remedy}, start as ${owner.user}`;
    }
    case "EEXIST":
    case "ENOTDIR":
      return "it is a file, or lies below one, and no folder. Move that file away";
    case "EROFS":
      return "its file system is mounted read-only. Mount it for writing (mount -o remount,rw)";
    case "ENOSPC":
      return `${message}. Free some space on that disk, 64 MB for a start`;
    case "EMFILE":
    case "ENFILE":
      return `${message}. Allow more open files (ulimit -n 65536, LimitNOFILE= of systemd)`;
    case "ENOMEM":
      return `${message}. Free some memory, or allow more maps (sysctl vm.max_map_count=262144)`;
    default:
      return `${message}. Check the disk`;
  }
}

/** What the system said, and where that helps, who may not and whose it is. */
export function systemFaultText(error: Error): string {
  const { code, path, message } = systemFault(error);
  if ((code !== "EACCES" && code !== "EPERM") || path === "") return message;
  return `${message}. User ${ownUserName()} may not, it belongs to ${ownerOf(resolve(path)).user}.`;
}

/** Whether the folder is there: something in it, or the folder itself, was found. */
function existsBelow(found: string, folder: string): boolean {
  return `${found}/`.startsWith(`${resolve(folder)}/`);
}

/** Code and path are of the system's error; no code where it is none. */
function systemFault(error: unknown): { code: string | null; path: string; message: string } {
  if (!(error instanceof Error)) return { code: null, path: "", message: String(error) };
  const { message } = error;
  if (error instanceof DiskFullError) return { code: "ENOSPC", path: "", message };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const path = "path" in error && typeof error.path === "string" ? error.path : "";
  return { code, path, message };
}
