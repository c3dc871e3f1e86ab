/**
 * What `kedge config check` finds: for each line, variable or override what becomes of it.
 *
 * @module
 */
import type { FileKind } from "../../config/file_kind.ts";

/** What becomes of a setting. */
export const ROW_STATES = ["used", "replaced", "ignored", "unknown", "wrong"] as const;

/** What becomes of a setting. */
export type RowState = (typeof ROW_STATES)[number];

/** One setting where it stands. */
export interface ReportRow {
  /** The file, `--override`, or `environment NAME`. */
  readonly file: string;
  /** From 1; null outside a file. */
  readonly line: number | null;
  /** As written. */
  readonly key: string;
  /** As written; hidden where it is a secret. */
  readonly value: string;
  readonly state: RowState;
  /** kedge's name and value, where what is written comes to another. */
  readonly becomes: string | null;
  /** The number in other words: `7 days`. */
  readonly meaning: string | null;
  /** Why it is not used, or what else is to be known. */
  readonly note: string | null;
}

/** A file, the environment or the command line, with its settings. */
export interface ReportPart {
  readonly name: string;
  readonly kind: FileKind | "environment" | "overrides";
  readonly rows: readonly ReportRow[];
}

/** Everything found. */
export interface Report {
  readonly parts: readonly ReportPart[];
  /** Why kedge would not start, or a script not take a file, beside the rows that are wrong. */
  readonly faults: readonly string[];
  /** What is odd, beside the rows. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** What was looked at: the settings of a start, or only those of clients. */
  readonly of: "start" | "clients";
}

/** Whether kedge would start, or the scripts take the files. */
export function isFine({ parts, faults }: Report): boolean {
  return faults.length === 0 &&
    parts.every(({ rows }) => rows.every(({ state }) => state !== "wrong"));
}
