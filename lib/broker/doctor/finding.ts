/**
 * What a check of `kedge doctor` says: of one thing that was looked at, whether it is well, what
 * was found, and what to do where it is not.
 *
 * @module
 */

/** `warn` may become trouble; `FAIL` is trouble. */
export type Verdict = "ok" | "warn" | "FAIL";

/** One line of the report. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was looked at: a listener, a folder, a file, a limit. */
  readonly subject: string;
  readonly found: string;
  /** What to do; empty where all is well. */
  readonly advice: string;
}

/** All is well. */
export function ok(subject: string, found: string): Finding {
  return { verdict: "ok", subject, found, advice: "" };
}

/** It works, and may not for long. */
export function warn(subject: string, found: string, { advice }: { advice: string }): Finding {
  return { verdict: "warn", subject, found, advice };
}

/** It does not work, or data are damaged. */
export function fail(subject: string, found: string, { advice }: { advice: string }): Finding {
  return { verdict: "FAIL", subject, found, advice };
}
