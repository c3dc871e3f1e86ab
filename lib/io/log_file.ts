/**
 * A log file that is rotated by its size: `server.log` becomes `server.log.1`, that becomes
 * `server.log.2`, and so on up to a count. A LogOutput writes its lines here in place of stderr.
 *
 * Each line is written at once and added to the end, wherever that is by then, so that the last one
 * before a crash is there and a tool may cut the file. A file that somebody moved away or removed
 * is made anew within a second, or at once by {@linkcode LogFile.reopen}. While it cannot be
 * written, because the disk is full or the folder is gone, lines go where `fallback` says; once a
 * while the file is tried again.
 *
 * @module
 */
import type { Clock } from "./clock.ts";
import { type File, type FileSystem, folderOf } from "./file.ts";
import type { LineSink, LogOutput } from "./logger.ts";

/** Where to, and how much. */
export interface LogFileOptions {
  readonly path: string;
  /** The size at which a file is put aside; -1 for never. */
  readonly bytesMax: number;
  /** How many files put aside are kept. */
  readonly backupsMax: number;
  readonly files: FileSystem;
  readonly clock: Clock;
  /** Where lines go while the file cannot be written, and the line that says so. */
  readonly fallback: LineSink;
}

/** How often it is checked that the file is still at its path. */
const CHECK_MS = 1000;
/** After a failure, the file is left alone for so long. */
const RETRY_MS = 5000;

const encoder = new TextEncoder();

/** One log file and those put aside. */
export class LogFile {
  readonly #options: LogFileOptions;
  #file: File | null = null;
  #checkedMs = 0;
  /** Not before this is the file tried again; null while it can be written. */
  #retryMs: number | null = null;

  /**
   * Opens the file, and makes it and its folder where they are missing.
   *
   * @throws the system's error: a start should not go on without the log that was asked for
   */
  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#file = this.#open();
  }

  /** Writes one whole line. Never throws. */
  write(line: string): void {
    const { clock, fallback } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#retryMs !== null && nowMs < this.#retryMs) return fallback(line);
    try {
      this.#append(encoder.encode(line), nowMs);
      this.#retryMs = null;
    } catch (error) {
      if (this.#retryMs === null) this.#tell(error);
      this.#retryMs = nowMs + RETRY_MS;
      this.#close();
      fallback(line);
    }
  }

  /** Lines of `output` go here from now on. */
  redirect(output: LogOutput): void {
    output.redirect((line) => this.write(line));
  }

  /** Opens the path anew: for a program that has moved the file away. Never throws. */
  reopen(): void {
    this.#close();
    this.#retryMs = null;
    // Who sent a signal for this looks for the new file.
    this.write("");
  }

  close(): void {
    this.#close();
  }

  #append(bytes: Uint8Array, nowMs: number): void {
    const { path, bytesMax, files } = this.#options;
    if (this.#file !== null && nowMs - this.#checkedMs >= CHECK_MS) {
      this.#checkedMs = nowMs;
      if (!files.exists(path)) this.#close();
    }
    this.#file ??= this.#open();
    let at = this.#file.size();
    if (bytesMax >= 0 && at > 0 && at + bytes.length > bytesMax) {
      this.#close();
      this.#putAside();
      this.#file = this.#open();
      at = this.#file.size();
    }
    try {
      this.#file.writeSync(bytes, at);
    } catch (error) {
      // Half a line would be read as the beginning of the next one.
      this.#file.truncate(at);
      throw error;
    }
  }

  #putAside(): void {
    const { path, backupsMax, files } = this.#options;
    const name = (index: number) => index === 0 ? path : `${path}.${index}`;
    if (backupsMax === 0) return files.remove(path);
    for (let index = backupsMax - 1; index >= 0; index--) {
      if (files.exists(name(index))) files.rename(name(index), name(index + 1));
    }
  }

  #open(): File {
    const { path, files, clock } = this.#options;
    this.#checkedMs = clock.monotonicMs();
    if (!files.exists(folderOf(path))) files.makeFolder(folderOf(path));
    return files.open(path, "create");
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    try {
      file?.close();
    } catch {
      // What could be written has been.
    }
  }

  #tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.fallback(
      `kedge: cannot write the log file ${this.#options.path}: ${reason}. Lines go here until it ` +
        "can be written again.\n",
    );
  }
}
