/**
 * `kedge zookeeper import|export`: moves an installation of Apache ZooKeeper to kedge and back, on
 * the files of both while neither runs.
 *
 * @module
 */
import { ConfigError } from "../config/config_error.ts";
import { type Clock, SystemClock } from "../io/clock.ts";
import { DiskFullError, LockedError } from "../io/file.ts";
import { LineLogger, LogOutput } from "../io/logger.ts";
import { SystemRandom } from "../io/random.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { FolderFailedError } from "../storage/open_folders.ts";
import { DamagedFileError } from "../zookeeper/files/damaged_file_error.ts";
import { ExportError } from "../zookeeper/files/export.ts";
import { RestoreError } from "../zookeeper/files/restore.ts";
import { StartError } from "./start_error.ts";
import { ProgressLine } from "../io/progress_line.ts";
import { loadStartFiles } from "./start_files.ts";
import { parseZookeeperArguments } from "./zookeeper_arguments.ts";
import { exportToZookeeper } from "./zookeeper_export.ts";
import { importFromZookeeper, MoveError, type MoveServices } from "./zookeeper_import.ts";

/** Runs the command; returns the exit code. */
export async function zookeeperCommand(args: readonly string[]): Promise<number> {
  const parsed = parseZookeeperArguments(args);
  if ("exitCode" in parsed) {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }
  const services = systemServices(new SystemClock());
  try {
    const { config } = loadStartFiles(parsed.kedge, services.files, {
      variables: process.env,
    });
    const move = parsed.direction === "import" ? importFromZookeeper : exportToZookeeper;
    await move(parsed, config, services);
    return 0;
  } catch (error) {
    process.stderr.write(`kedge: ${faultText(error)}\n`);
    return 1;
  } finally {
    services.end();
  }
}

function systemServices(clock: Clock): MoveServices & { end(): void } {
  const output = new LogOutput(clock);
  // What a start would tell of the folders is of no interest here, what is wrong with them is.
  output.levels.setRoot("WARN");
  const write = (text: string) => void process.stderr.write(text);
  return {
    clock,
    files: new SystemFileSystem(),
    random: new SystemRandom(),
    logger: new LineLogger(output, "storage"),
    progress: new ProgressLine({ isTerminal: process.stderr.isTTY === true, write }, clock),
    tell: (line) => void process.stdout.write(`${line}\n`),
    end: () => output.flush(),
  };
}

/** What went wrong, without a stack where the message says what to do. */
function faultText(error: unknown): string {
  if (error instanceof DamagedFileError) return `${error.message}. ${repair(error)}`;
  const expected = [
    ConfigError,
    DiskFullError,
    ExportError,
    FolderFailedError,
    LockedError,
    MoveError,
    RestoreError,
    StartError,
  ];
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string"
    ? error.message
    : error.stack ?? error.message;
}

/** ZooKeeper would not start from a damaged log either. */
function repair({ path, position }: DamagedFileError): string {
  const copy = "Copy the file from a backup, or the folder from another server of the ensemble, " +
    "and try again.";
  // Only a log can end early.
  const cut = path.includes("/log.")
    ? " To go without the transactions from there on, take a copy of the folder in which that " +
      `log is cut (truncate -s ${position}) and later ones are removed.`
    : "";
  return `${copy}${cut} Nothing was changed.`;
}
