/**
 * What the scripts that start and stop a server work with: the machine's environment variables,
 * files, processes and network. Tests have their own.
 *
 * @module
 */
import { hostname, userInfo } from "node:os";
import type { Clock } from "../../io/clock.ts";
import { SystemClock } from "../../io/clock.ts";
import type { FileSystem } from "../../io/file.ts";
import { type Processes, SystemProcesses } from "../../io/processes.ts";
import type { Network } from "../../io/socket.ts";
import { SystemFileSystem } from "../../io/system_file.ts";
import { SystemNetwork } from "../../io/system_socket.ts";

/** The machine around a script. */
export interface ServerHost {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The path or name that the executable was called by. */
  readonly invokedAs: string;
  readonly user: string;
  readonly hostname: string;
  readonly clock: Clock;
  readonly files: FileSystem;
  readonly processes: Processes;
  readonly network: Network;
  /** Runs a server in this process until it is stopped; returns the exit code. */
  serve(args: readonly string[]): Promise<number>;
}

/** What the system refused, in a line: a file that cannot be read, a folder not to be written. */
export function systemFault(error: unknown): string {
  if (error instanceof Error && "code" in error) return error.message;
  throw error;
}

/** The machine. */
export function systemServerHost(): ServerHost {
  return {
    variables: process.env,
    invokedAs: process.argv0,
    user: process.env["USER"] ?? userInfo().username,
    hostname: hostname(),
    clock: new SystemClock(),
    files: new SystemFileSystem(),
    processes: new SystemProcesses(),
    network: new SystemNetwork(),
    serve: async (args) => (await import("../../broker/start_command.ts")).startCommand(args),
  };
}
