/**
 * What an installation does to the machine: programs and texts put in place, a command run as root.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** How a command ended. */
export interface CommandOutcome {
  /** null where it could not be run at all. */
  readonly exitCode: number | null;
  /** Both streams, or why it could not be run. */
  readonly output: string;
}

/** The machine. All throw where the system refuses. */
export interface Installation {
  /** 0 for root. */
  readonly userId: number;
  exists(path: string): boolean;
  /** null where there is no such file. */
  readText(path: string): string | null;
  /** Puts a text in place at once, and makes folders that are missing. */
  writeText(path: string, text: string): void;
  /** Whether both are there, with the same content. */
  isSame(path: string, other: string): boolean;
  /** Puts a program in place at once, also where the old one runs. */
  copyProgram(from: string, to: string): void;
  run(command: readonly string[]): CommandOutcome;
}

const PROGRAM_MODE = 0o755;
/** Whatever root's own is: the service's user has to read what is put in place. */
const UMASK = 0o022;
const CHUNK_BYTES = 1 << 20;

/** The machine's own. */
export class SystemInstallation implements Installation {
  get userId(): number {
    return process.getuid?.() ?? -1;
  }

  exists(path: string): boolean {
    return existsSync(path);
  }

  readText(path: string): string | null {
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  }

  writeText(path: string, text: string): void {
    this.#replace(path, (temporary) => writeFileSync(temporary, text, { flag: "wx" }));
  }

  isSame(path: string, other: string): boolean {
    if (!existsSync(path) || !existsSync(other)) return false;
    if (statSync(path).size !== statSync(other).size) return false;
    return hashOf(path) === hashOf(other);
  }

  copyProgram(from: string, to: string): void {
    this.#replace(to, (temporary) => {
      copyFileSync(from, temporary, constants.COPYFILE_EXCL);
      chmodSync(temporary, PROGRAM_MODE);
    });
  }

  run([program = "", ...args]: readonly string[]): CommandOutcome {
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
    if (error !== undefined) return { exitCode: null, output: error.message };
    return { exitCode: status, output: stdout + stderr };
  }

  /** @param write makes a file that is not there, and follows no link */
  #replace(path: string, write: (temporary: string) => void): void {
    const temporary = `${path}.new`;
    const umask = process.umask(UMASK);
    try {
      mkdirSync(dirname(path), { recursive: true });
      // One of a run that was killed, or a link that somebody has put there.
      rmSync(temporary, { force: true });
      write(temporary);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      process.umask(umask);
    }
  }
}

/** In pieces: an executable is a tenth of a small machine's memory. */
function hashOf(path: string): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK_BYTES);
  const descriptor = openSync(path, "r");
  try {
    for (;;) {
      const count = readSync(descriptor, chunk);
      if (count === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
}
