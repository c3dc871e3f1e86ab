/**
 * Where `kedge start` writes its log lines: standard error, or the file that logger.file names.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import { LogFile } from "../io/log_file.ts";
import { type LineSink, stderrSink } from "../io/logger.ts";
import { StartError } from "./start_error.ts";

/**
 * Opens the log file, or gives null where lines go to standard error.
 *
 * @param options.defaultPath the file where the settings name none
 * @throws StartError where it cannot be written
 */
export function openStartLog(
  config: Pick<ServerConfig, "loggerFile" | "loggerFileMaxBytes" | "loggerFileMaxBackups">,
  { defaultPath, files, clock, fallback = stderrSink() }: {
    defaultPath: string | null;
    files: FileSystem;
    clock: Clock;
    fallback?: LineSink;
  },
): LogFile | null {
  const path = config.loggerFile || defaultPath;
  if (path === null) return null;
  try {
    return new LogFile({
      path,
      bytesMax: config.loggerFileMaxBytes,
      backupsMax: config.loggerFileMaxBackups,
      files,
      clock,
      fallback,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `Cannot write the log file ${path}: ${reason}. Name another (logger.file, --log-file), or ` +
        "leave it out for standard error.",
    );
  }
}
