/**
 * Symbolic links, as those who write them see them.
 *
 * @module
 */
import { lstatSync, mkdirSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";

/** What a path is: nothing, a link with its target, or something else. */
export type PathKind =
  | { readonly kind: "none" }
  | { readonly kind: "other" }
  | { readonly kind: "link"; readonly target: string };

/** Reads and writes links. All throw where the file system refuses. */
export interface Links {
  kindOf(path: string): PathKind;
  /** Makes a folder, and those above it, where they are missing. */
  makeFolder(path: string): void;
  /** Makes a link, in place of a link that is there. */
  link(path: string, target: string): void;
}

/** The machine's. */
export class SystemLinks implements Links {
  kindOf(path: string): PathKind {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: "none" };
    return stat.isSymbolicLink() ? { kind: "link", target: readlinkSync(path) } : { kind: "other" };
  }

  makeFolder(path: string): void {
    mkdirSync(path, { recursive: true });
  }

  link(path: string, target: string): void {
    if (this.kindOf(path).kind === "link") unlinkSync(path);
    symlinkSync(target, path);
  }
}
