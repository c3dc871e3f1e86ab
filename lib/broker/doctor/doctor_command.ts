/**
 * `kedge doctor`: checks the machine, the settings and the data, and says what to do.
 *
 * @module
 */
import { resolve } from "node:path";
import { faultText } from "../../config/config_error.ts";
import { makeServerConfig, type ServerConfig } from "../../config/server_config.ts";
import { readServerConfig, type ServerConfigReading } from "../../config/server_config_reading.ts";
import { isClockSynchronized } from "../../io/clock_synchronization.ts";
import { SystemClock } from "../../io/clock.ts";
import type { FileSystem } from "../../io/file.ts";
import { SystemHostLookup } from "../../io/host_lookup.ts";
import { memoryLimit } from "../../io/machine_memory.ts";
import { portHolder } from "../../io/port_holder.ts";
import { SystemRandom } from "../../io/random.ts";
import { SystemFileSystem } from "../../io/system_file.ts";
import { SystemNetwork } from "../../io/system_socket.ts";
import { ProgressLine } from "../../io/progress_line.ts";
import { startSources } from "../start_files.ts";
import { parseDoctorArguments } from "./arguments.ts";
import type { Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { checks } from "./mod.ts";
import { reasonOf } from "./read_text.ts";
import { DoctorReport } from "./report.ts";
import { runChecks, runningKedge } from "./run_checks.ts";

/** Runs the command; returns the exit code. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const parsed = parseDoctorArguments(args);
  if ("exitCode" in parsed) {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }
  const files = new SystemFileSystem();
  let reading: ServerConfigReading;
  try {
    reading = readServerConfig(startSources(parsed.kedge, files, { variables: process.env }));
  } catch (error) {
    process.stderr.write(`kedge: ${reasonOf(error)}\n`);
    return 1;
  }
  const report = new DoctorReport(parsed.form, (text) => void process.stdout.write(text));
  const config = makeServerConfig(reading.layers);
  if (parsed.scope === "all") {
    for (const finding of settingFindings(reading)) report.add("settings", finding);
  }
  const ground = systemGround(config, files);
  await runChecks(checks, { ground, report, scope: parsed.scope });
  return report.end();
}

/** What is wrong with the settings; the checks go on with those that are right. */
export function* settingFindings(
  { faults, warnings }: Pick<ServerConfigReading, "faults" | "warnings">,
): Generator<Finding> {
  for (const fault of faults) {
    yield fail(fault.key, faultText(fault), { advice: "Correct it: kedge does not start with it" });
  }
  for (const warning of warnings) {
    yield warn("settings", warning, { advice: "kedge config check tells all about the files" });
  }
  if (faults.length === 0 && warnings.length === 0) yield ok("settings", "all can be used");
}

function systemGround(config: ServerConfig, files: FileSystem): Ground {
  const clock = new SystemClock();
  const write = (text: string) => void process.stderr.write(text);
  return {
    config,
    files,
    clock,
    network: new SystemNetwork(),
    random: new SystemRandom(),
    lookup: new SystemHostLookup(),
    machine: {
      portHolder,
      memoryLimit: () => memoryLimit(),
      isClockSynchronized,
      absolutePath: (path) => resolve(path),
    },
    progress: new ProgressLine({ isTerminal: process.stderr.isTTY === true, write }, clock),
    running: runningKedge(files, config.logDirs),
  };
}
