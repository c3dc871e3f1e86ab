/**
 * What clients asked and were told, as they wrote it down: a line of JSON each, in a file by
 * process. Times are seconds of one clock for all processes.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** A read of a znode that was answered. */
export interface Read {
  readonly kind: "read";
  /** The client, and the place of this request among its own. */
  readonly by: string;
  readonly turn: number;
  readonly path: string;
  readonly value: string;
  readonly version: number;
  /** The znode's mzxid. */
  readonly zxid: number;
  readonly start: number;
  readonly end: number;
}

/** A write of a znode's data. Each write of a run has a value of its own. */
export interface Write {
  readonly kind: "write";
  readonly by: string;
  readonly turn: number;
  readonly path: string;
  readonly value: string;
  /** The version that it wants, -1 for any. */
  readonly expected: number;
  /** `unknown` where the connection was lost before the answer. */
  readonly outcome: "done" | "refused" | "unknown";
  readonly version: number;
  readonly zxid: number;
  /** Writes of one multi. */
  readonly group: string | null;
  readonly start: number;
  /** Null where nothing was answered. */
  readonly end: number | null;
}

/** A sequential znode that was asked for; `name` is null where nothing was answered. */
export interface Next {
  readonly kind: "next";
  readonly by: string;
  readonly value: string;
  readonly name: string | null;
  /** The znode's czxid. */
  readonly zxid: number;
  readonly start: number;
  readonly end: number | null;
}

/** A sequential znode that may be deleted from `start` on. */
export interface Taken {
  readonly kind: "taken";
  readonly name: string;
  readonly start: number;
}

/** The sequential znodes at the end: name, value, czxid. */
export interface Left {
  readonly kind: "left";
  readonly left: readonly (readonly [string, string, number])[];
}

/** An ephemeral znode that a session asked for. */
export interface Own {
  readonly kind: "own";
  readonly name: string;
  readonly session: string;
  /** The session's, in seconds. */
  readonly timeout: number;
  readonly outcome: "done" | "unknown";
  readonly start: number;
  readonly end: number | null;
}

/** A session that its client closed. */
export interface End {
  readonly kind: "end";
  readonly session: string;
  readonly outcome: "done" | "unknown";
  readonly start: number;
  readonly end: number | null;
}

/** A session of which its client was told that it had expired. */
export interface Lost {
  readonly kind: "lost";
  readonly session: string;
}

/** The ephemeral znodes that somebody saw. */
export interface Look {
  readonly kind: "look";
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** The zxids of all that came over one connection, in order. */
export interface Zxids {
  readonly kind: "zxids";
  readonly session: string;
  /** Counts the connections of a client. */
  readonly connection: number;
  readonly zxids: readonly number[];
}

/** A reply, as it came over a connection between other replies and events. */
export interface Reply {
  readonly kind: "reply";
  readonly by: string;
  readonly connection: number;
  readonly zxid: number;
  readonly about?: "data" | "children";
  readonly path?: string;
  readonly watch?: boolean;
  /** The mzxid of a znode whose data was read, the pzxid where its children were. */
  readonly changed?: number;
}

/** A watch event, as it came over a connection. */
export interface WatchEvent {
  readonly kind: "event";
  readonly by: string;
  readonly connection: number;
  readonly about: string;
  readonly path: string;
  readonly zxid: number;
}

/** One line. */
export type Line =
  | Read
  | Write
  | Next
  | Taken
  | Left
  | Own
  | End
  | Lost
  | Look
  | Zxids
  | Reply
  | WatchEvent
  | { readonly kind: "end of history" };

/** The lines of one kind. */
export function linesOf<Kind extends Line["kind"]>(
  lines: readonly Line[],
  kind: Kind,
): Extract<Line, { kind: Kind }>[] {
  return lines.filter((line): line is Extract<Line, { kind: Kind }> => line.kind === kind);
}

/**
 * The lines of a file.
 *
 * @param isWhole whether its process wrote the line that ends it; a process that was killed may
 * leave half a line
 * @throws {Error} where the end is missing
 */
export function readHistory(path: string, isWhole: "whole" | "cut"): Line[] {
  const whole = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const lines = whole.map((line): Line => JSON.parse(line));
  if (isWhole === "whole" && lines.at(-1)?.kind !== "end of history") {
    throw new Error(`Cannot judge ${path}: its process did not come to its end`);
  }
  return lines;
}
