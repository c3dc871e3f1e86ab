/**
 * Processes of the machine: this executable started again in the background, asked after, ended.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** One process. */
export interface RunningProcess {
  readonly pid: number;
  /** Its arguments, the program's name first. */
  readonly command: readonly string[];
}

/** Processes, as the scripts that start and stop servers see them. */
export interface Processes {
  /** The words that run this executable. */
  readonly own: readonly string[];
  /**
   * Starts a process that outlives this one and its terminal; what it writes is added to a file.
   *
   * @returns its id
   */
  startInBackground(command: readonly string[], outputPath: string): number;
  isRunning(pid: number): boolean;
  /** A process's arguments, the program's name first; null where the system does not tell. */
  command(pid: number): readonly string[] | null;
  /** False where there is no such process, or it may not be asked. */
  terminate(pid: number): boolean;
  /** Those of this user. */
  list(): RunningProcess[];
}

/** A compiled executable finds its own code below this path. */
const COMPILED_ROOT = "/$bunfs/";

/** The machine's processes. */
export class SystemProcesses implements Processes {
  get own(): readonly string[] {
    const [, program = ""] = process.argv;
    const isCompiled = program === "" || program.startsWith(COMPILED_ROOT);
    return isCompiled ? [process.execPath] : [process.execPath, program];
  }

  startInBackground(command: readonly string[], outputPath: string): number {
    const [program = "", ...args] = command;
    const output = openSync(outputPath, "a");
    try {
      const child = spawn(program, args, { detached: true, stdio: ["ignore", output, output] });
      child.unref();
      if (child.pid === undefined) throw new Error(`Cannot start ${program}`);
      return child.pid;
    } finally {
      closeSync(output);
    }
  }

  isRunning(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return !isDead(pid);
    } catch (error) {
      // It is somebody else's, and there.
      return error instanceof Error && "code" in error && error.code === "EPERM";
    }
  }

  command(pid: number): readonly string[] | null {
    const command = commandOf(String(pid));
    return command.length > 0 ? command : null;
  }

  terminate(pid: number): boolean {
    try {
      return !isDead(pid) && process.kill(pid, "SIGTERM");
    } catch {
      return false;
    }
  }

  list(): RunningProcess[] {
    const found: RunningProcess[] = [];
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
      const command = commandOf(name);
      const user = /^Uid:\s+(\d+)/m.exec(readProcess(name, "status"))?.[1];
      if (command.length > 0 && Number(user) === process.getuid?.()) {
        found.push({ pid: Number(name), command });
      }
    }
    return found;
  }
}

/** Empty where the system does not tell. */
function commandOf(pid: string): string[] {
  return readProcess(pid, "cmdline").split("\0").slice(0, -1);
}

/** Ended, and not yet taken note of by its parent. */
function isDead(pid: number): boolean {
  return /^State:\s+Z/m.test(readProcess(String(pid), "status"));
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended meanwhile, or the system has no such files.
    return "";
  }
}
