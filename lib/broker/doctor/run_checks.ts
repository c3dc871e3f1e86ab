/**
 * Makes the checks, one after the other: what one of them throws is a finding too, and keeps none
 * of the others from being made.
 *
 * @module
 */
import { type FileSystem, joinPath, LockedError } from "../../io/file.ts";
import { LOCK_FILE } from "../../storage/store_folder.ts";
import type { Check, Ground, RunningKedge } from "./check.ts";
import { fail } from "./finding.ts";
import { reasonOf } from "./read_text.ts";
import type { DoctorReport } from "./report.ts";

/** @param scope which of them */
export async function runChecks(
  checks: readonly Check[],
  { ground, report, scope }: { ground: Ground; report: DoctorReport; scope: "all" | "data" },
): Promise<void> {
  for (const check of checks) {
    if (scope === "data" && check.about !== "data") continue;
    try {
      for await (const finding of check.run(ground)) report.add(check.name, finding);
    } catch (error) {
      report.add(
        check.name,
        fail(check.name, `could not be checked: ${reasonOf(error)}`, {
          advice: "Run this as the user that runs kedge",
        }),
      );
    } finally {
      ground.progress.end();
    }
  }
}

/**
 * Who uses the data folders now. A lock is taken for a moment, and only where its file is there:
 * nothing is made.
 */
export function runningKedge(
  files: FileSystem,
  folders: readonly string[],
): RunningKedge | null {
  for (const folder of folders) {
    const path = joinPath(folder, LOCK_FILE);
    if (!files.exists(path)) continue;
    try {
      files.lock(path).release();
    } catch (error) {
      // Another user's folder: what cannot be read there is said by the checks.
      if (!(error instanceof LockedError)) continue;
      const pid = /^process (\d+) /.exec(error.holder)?.[1];
      return { holder: error.holder, pid: pid === undefined ? null : Number(pid) };
    }
  }
  return null;
}
