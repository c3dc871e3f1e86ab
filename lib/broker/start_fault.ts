/**
 * What `kedge start` says where it could not start.
 *
 * @module
 */
import { ConfigError } from "../config/config_error.ts";
import { DiskFullError, LockedError } from "../io/file.ts";
import { BindError } from "../io/socket.ts";
import { FolderFailedError } from "../storage/open_folders.ts";
import { systemFaultText } from "./file_fault.ts";
import { StartError } from "./start_error.ts";
import { ForeignCoordinatorError } from "./zookeeper_connect_check.ts";

/** What went wrong, without a stack where the message says what to do. */
export function startFault(error: unknown): string {
  const expected = error instanceof ConfigError || error instanceof StartError ||
    error instanceof LockedError || error instanceof FolderFailedError ||
    error instanceof BindError ||
    error instanceof ForeignCoordinatorError;
  if (expected) return `kedge: ${error.message}`;
  if (error instanceof DiskFullError) {
    return `kedge: cannot start: ${error.message}. Free some space on it.`;
  }
  if (error instanceof Error) {
    const isSystemFault = "code" in error && typeof error.code === "string";
    return `kedge: cannot start: ${
      isSystemFault ? systemFaultText(error) : error.stack ?? error.message
    }`;
  }
  return `kedge: cannot start: ${error}`;
}
