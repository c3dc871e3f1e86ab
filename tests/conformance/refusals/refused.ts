/**
 * A start that must end by itself, with exit code 1, and say why in one line: what was asked, what
 * was found, what to do.
 *
 * @module
 */
import { join } from "node:path";
import { kedgeCommand } from "../broker/kedge.ts";
import { run } from "../process.ts";
import type { Report } from "../report.ts";

const START_LIMIT_MS = 20_000;
/** Ports that nobody has, where a case says nothing of them. */
const PORTS = ["listeners=PLAINTEXT://127.0.0.1:0", "zookeeper.listeners=", "rest.listeners="];

/** One start. */
export interface RefusedStart {
  readonly name: string;
  /** Arguments of `kedge start`, beside those of the ports and the data folder. */
  readonly args: readonly string[];
  /** What must stand in the message. */
  readonly told: readonly string[];
  /** Where the data is to go; none of the suite's others by default. */
  readonly logDir?: string;
  /** The words that run kedge, where they are not the usual ones. */
  readonly command?: readonly string[];
}

/** `--override name=value` for each. */
export function overrides(...settings: readonly string[]): string[] {
  return settings.flatMap((setting) => ["--override", setting]);
}

/** Checks each start. */
export async function expectRefused(
  report: Report,
  starts: readonly RefusedStart[],
  { scratch }: { scratch: string },
): Promise<void> {
  for (const { name, args, told, ...others } of starts) {
    await report.check(name, async () => {
      const { logDir = join(scratch, "data"), command = kedgeCommand() } = others;
      const settings = overrides(...PORTS, `log.dirs=${logDir}`);
      const finished = await run([...command, "start", ...settings, ...args], {
        timeoutMs: START_LIMIT_MS,
      });
      const printed = finished.stdout + finished.stderr;
      if (finished.exitCode === null) throw new Error(`it started: ${printed}`);
      if (finished.exitCode !== 1) {
        throw new Error(`it ended with ${finished.exitCode}: ${printed}`);
      }
      const missing = told.filter((part) => !printed.includes(part));
      if (missing.length > 0) throw new Error(`no ${missing.join(", no ")} in: ${printed}`);
      if (/^\s+at /m.test(printed)) throw new Error(`a stack trace: ${printed}`);
    });
  }
}
