/**
 * What the simulation's clients ask for, in a form that the model can follow.
 *
 * @module
 */

/** A write. */
export type Change =
  | { kind: "create"; path: string; data: string; flags: number }
  | { kind: "delete"; path: string; version: number }
  | { kind: "setData"; path: string; data: string; version: number }
  | { kind: "check"; path: string; version: number };

/** Which watches a client had when its connection was lost, and the last zxid that it saw. */
export interface LostWatches {
  readonly lastZxid: number;
  readonly data: readonly string[];
  readonly exists: readonly string[];
  readonly children: readonly string[];
}

/** A request. */
export type Operation =
  | Change
  | { kind: "multi"; changes: readonly Change[] }
  | { kind: "getData"; path: string; watch: boolean }
  | { kind: "exists"; path: string; watch: boolean }
  | { kind: "getChildren"; path: string; watch: boolean }
  | { kind: "sync" }
  | { kind: "closeSession" }
  | { kind: "watchAll" }
  | { kind: "setWatches"; lost: LostWatches };

/** What was answered, or what the model answers. */
export interface Outcome {
  readonly err: number;
  readonly path?: string | undefined;
  readonly data?: string | undefined;
  readonly children?: readonly string[] | undefined;
  /** A node's Stat in short. */
  readonly stat?: string | undefined;
  /** The results of a multi. */
  readonly results?: readonly Outcome[] | undefined;
}

/** A request of a session with what became of it. */
export interface Asked {
  readonly sessionId: bigint;
  readonly xid: number;
  readonly operation: Operation;
  /** The highest zxid that any client had been told of when it was sent. */
  readonly knownZxid: number;
  /** Null until it is answered; for good where the server or the session ended before. */
  reply: { readonly zxid: number; readonly outcome: Outcome } | null;
}

/** What came over a connection, in order. */
export type StreamItem =
  | { kind: "reply"; asked: Asked }
  | { kind: "event"; type: number; path: string; zxid: number };
