/**
 * `kedge start [server.properties] [zoo.cfg] [--override key=value]...`: reads the settings,
 * starts, says where it can be reached, and stops on SIGTERM or SIGINT.
 *
 * @module
 */
import { SystemClock } from "../io/clock.ts";
import type { LogFile } from "../io/log_file.ts";
import { SystemHostLookup } from "../io/host_lookup.ts";
import { LineLogger, type Logger, logLevel, LogOutput } from "../io/logger.ts";
import { ownCommand } from "../io/own_command.ts";
import { memoryLimit } from "../io/machine_memory.ts";
import { maxFileDescriptors } from "../io/process_readings.ts";
import { SystemProcesses } from "../io/processes.ts";
import { ServiceNotice } from "../io/notify.ts";
import { SystemRandom } from "../io/random.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { SystemNetwork } from "../io/system_socket.ts";
import { SlicedCleaning } from "../kafka/log/compaction/cleaning_runner.ts";
import { CleaningThread } from "./cleaning_thread.ts";
import { requireNoForeignZnodes } from "./foreign_znodes.ts";
import { Kedge } from "./kedge.ts";
import { servingStatus } from "./service_status.ts";
import { warnOfListeners } from "./listener_warnings.ts";
import { isFirstStart, quickTour } from "./quick_tour.ts";
import { tellOfFallback } from "./native_fallback.ts";
import { parseStartArguments, type Refusal } from "./start_arguments.ts";
import { requireSetClock, warnOfFewFiles } from "./start_checks.ts";
import { startBanner } from "./start_banner.ts";
import { startFault } from "./start_fault.ts";
import { loadStartFiles } from "./start_files.ts";
import { logFindings } from "./start_findings.ts";
import { openStartLog } from "./start_log.ts";
import { createWantedTopics } from "./wanted_topics.ts";

/** Runs until a signal; returns the exit code. */
export async function startCommand(args: readonly string[]): Promise<number> {
  const parsed = parseStartArguments(args);
  if ("exitCode" in parsed) return refuse(parsed);
  const clock = new SystemClock();
  const output = new LogOutput(clock);
  const logger = new LineLogger(output, "kedge");
  reportFaults(logger);
  const service = new ServiceNotice(clock, process.env);
  let logFile: LogFile | null = null;
  try {
    service.starting("starting: reading the settings and the logs");
    const files = new SystemFileSystem();
    const loaded = loadStartFiles(parsed, files, { variables: process.env });
    const { config } = loaded;
    output.levels.setRoot(logLevel(config.loggerLevel));
    logFile = openStartLog(config, { defaultPath: parsed.defaultLogFile ?? null, files, clock });
    logFile?.redirect(output);
    logFindings(loaded, logger);
    requireNoForeignZnodes(config, files);
    tellOfFallback(logger);
    requireSetClock(clock.nowMs());
    warnOfFewFiles(maxFileDescriptors(), logger);
    warnOfListeners(config, { files, logger, lookup: new SystemHostLookup() });
    const isFirst = isFirstStart(config.logDirs, files);
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
      memoryLimit: memoryLimit(),
      metadataHost: process.env["GCE_METADATA_HOST"],
    });
    if (config.brokerEnable) {
      await createWantedTopics({ topics: kedge.broker.topics, variables: process.env, logger });
    }
    const { addresses, machine } = kedge;
    const tour = isFirst ? quickTour(addresses, ownCommand(new SystemProcesses().own)) : "";
    process.stdout.write(startBanner({ config, addresses, machine }) + tour);
    service.ready(servingStatus(kedge.addresses));
    const signal = await stopSignal({ hangUp: () => logFile?.reopen() });
    service.stopping("stopping: putting everything on disk");
    logger.info("shutting down", { signal });
    await kedge.close();
    return 0;
  } catch (error) {
    if (logFile !== null) logger.error(startFault(error).replace(/^kedge: /, ""));
    return refuse({ text: startFault(error), exitCode: 1 });
  } finally {
    output.flush();
    logFile?.close();
    service.close();
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

/** @param options.hangUp what SIGHUP does: a program that moves log files away sends it */
function stopSignal({ hangUp }: { hangUp: () => void }): Promise<string> {
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
    process.on("SIGHUP", hangUp);
  });
}
