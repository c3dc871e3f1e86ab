/**
 * One setting as a file, the environment or the command line sets it, before its value is looked
 * at.
 *
 * @module
 */

/** Who set it, the weakest first. */
export const ASSIGNMENT_SOURCES = ["zoo.cfg", "file", "environment", "override"] as const;

/** Who set it. */
export type AssignmentSource = (typeof ASSIGNMENT_SOURCES)[number];

/** One name with its value and its place. */
export interface Assignment {
  readonly source: AssignmentSource;
  /** The file's name, or the option or the environment variable that set it. */
  readonly file: string;
  /** From 1; null outside a file. */
  readonly line: number | null;
  /** The broker setting's name. */
  readonly key: string;
  readonly value: string;
  /** What the file wrote, where that is not `key=value`: `clientPort=2181`. */
  readonly written?: { readonly key: string; readonly value: string };
  /** Whether the value, or a part of it, came by a config provider: then it may be a secret. */
  readonly isProvided?: true;
}
