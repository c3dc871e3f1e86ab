/**
 * Checks made by running a program once: it must end well and print what is expected.
 *
 * @module
 */
import { lastLines, run } from "./process.ts";
import type { Report } from "./report.ts";

/** One program run and what it must show. */
export interface CommandCheck {
  name: string;
  command: readonly string[];
  /** Must match its standard output and standard error, taken together. */
  expect?: RegExp;
  /** Must not match them. */
  reject?: RegExp;
  /** What the program reads. */
  input?: string;
  /** 0 unless said; "any" where the program is not to be trusted with it. */
  exitCode?: number | "any";
  timeoutMs?: number;
  /** Run again until it passes or this has gone by, for what happens in its own time. */
  patienceMs?: number;
  env?: Record<string, string>;
}

/** Runs one check and reports it. */
export async function runCommandCheck(report: Report, check: CommandCheck): Promise<void> {
  const deadlineMs = performance.now() + (check.patienceMs ?? 0);
  await report.check(check.name, async () => {
    let wrong = await faultOf(check);
    while (wrong !== undefined && performance.now() < deadlineMs) {
      await Bun.sleep(200);
      wrong = await faultOf(check);
    }
    if (wrong !== undefined) throw new Error(wrong);
  });
}

/** What is wrong with a run of the check's program; undefined where nothing is. */
async function faultOf(check: CommandCheck): Promise<string | undefined> {
  const { timeoutMs = 60_000, input, env } = check;
  const finished = await run(check.command, {
    timeoutMs,
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
  });
  const printed = finished.stdout + finished.stderr;
  const shown = lastLines(printed, 4).replaceAll("\n", " | ");
  const exitCode = check.exitCode ?? 0;
  if (finished.exitCode === null) return `no end within ${timeoutMs} ms: ${shown}`;
  if (exitCode !== "any" && finished.exitCode !== exitCode) {
    return `exit code ${finished.exitCode}, not ${exitCode}: ${shown}`;
  }
  if (check.expect !== undefined && !check.expect.test(printed)) {
    return `nothing matches ${check.expect}: ${shown}`;
  }
  if (check.reject?.test(printed)) return `${check.reject} matches: ${shown}`;
  return undefined;
}
