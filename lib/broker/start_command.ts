/**
 * `kedge start [server.properties] [zoo.cfg] [--override key=value]...`: reads the settings,
 * starts, says where it can be reached, and stops on SIGTERM or SIGINT.
 *
 * @module
 */
import { SystemClock } from "../io/clock.ts";
import { LineLogger, type Logger, logLevel, LogOutput } from "../io/logger.ts";
import { SystemRandom } from "../io/random.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { SystemNetwork } from "../io/system_socket.ts";
import { SlicedCleaning } from "../kafka/log/compaction/cleaning_runner.ts";
import { CleaningThread } from "./cleaning_thread.ts";
import { requireNoForeignZnodes } from "./foreign_znodes.ts";
import { Kedge } from "./kedge.ts";
import { parseStartArguments, type Refusal } from "./start_arguments.ts";
import { startBanner } from "./start_banner.ts";
import { startFault } from "./start_fault.ts";
import { loadStartFiles } from "./start_files.ts";

/** Runs until a signal; returns the exit code. */
export async function startCommand(args: readonly string[]): Promise<number> {
  const parsed = parseStartArguments(args);
  if ("exitCode" in parsed) return refuse(parsed);
  const clock = new SystemClock();
  const output = new LogOutput(clock);
  const logger = new LineLogger(output, "kedge");
  reportFaults(logger);
  try {
    const files = new SystemFileSystem();
    const { config, warnings, withoutEffect } = loadStartFiles(parsed, files);
    output.levels.setRoot(logLevel(config.loggerLevel));
    for (const warning of warnings) logger.warn(warning);
    if (withoutEffect.length > 0) {
      logger.info("settings that change nothing here", { names: withoutEffect.join(",") });
    }
    requireNoForeignZnodes(config, files);
    const cleaningRunner = new CleaningThread({
      clock,
      logger: new LineLogger(output, "storage"),
      fallback: new SlicedCleaning(files, clock),
    });
    const kedge = await Kedge.start(config, {
      cleaningRunner,
      onFatal() {
        // What is not on disk is lost with the disk; the rest is recovered by the next start.
        output.flush();
        process.exit(1);
      },
      files,
      clock,
      logger,
      network: new SystemNetwork(),
      random: new SystemRandom(),
    });
    process.stdout.write(startBanner(kedge.addresses, config.logDirs));
    const signal = await stopSignal();
    logger.info("shutting down", { signal });
    await kedge.close();
    output.flush();
    return 0;
  } catch (error) {
    output.flush();
    return refuse({ text: startFault(error), exitCode: 1 });
  }
}

function refuse({ text, exitCode }: Refusal): number {
  const stream = exitCode === 0 ? process.stdout : process.stderr;
  stream.write(text.endsWith("\n") ? text : `${text}\n`);
  return exitCode;
}

/** A fault in one task must be told, and must not end the broker for everyone else. */
function reportFaults(logger: Logger): void {
  process.on("unhandledRejection", (reason) => {
    const text = reason instanceof Error ? reason.stack ?? reason.message : String(reason);
    logger.error(`unexpected fault, the broker goes on: ${text}`);
  });
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    // Nothing else keeps the process alive where every port is switched off.
    const alive = setInterval(() => {}, 2 ** 30);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve(signal);
      });
    }
    // A closed terminal must not end a broker that runs in the background.
    process.on("SIGHUP", () => {});
  });
}
