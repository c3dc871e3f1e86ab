/**
 * One setting as a file or the command line sets it, before its value is looked at.
 *
 * @module
 */

/** One name with its value and its place. */
export interface Assignment {
  /** The file's name, or the option that set it. */
  readonly file: string;
  /** From 1; null outside a file. */
  readonly line: number | null;
  /** The broker setting's name. */
  readonly key: string;
  readonly value: string;
  /** What the file wrote, where that is not `key=value`: `clientPort=2181`. */
  readonly written?: { readonly key: string; readonly value: string };
}
