/**
 * What a state machine on a log is, to runtime.ts: handlers that turn a request and the state into
 * a transition, and a replay that is the only way durable state changes.
 *
 * ```
 * request -> handler -> Transition { records, response } -> append -> replay -> flush -> response
 *                                                             ^                     ^
 *                                              refused: nothing changed    fails: the machine ends
 * ```
 *
 * @module
 */
import type {
  KeyValueRecord,
  TransactionEnd,
  TransactionMarker,
  TransactionOfRecord,
} from "./record_log.ts";

/** State that is made of the records of one log. */
export interface StateMachine {
  /**
   * Takes one record into memory. Must accept every record the log may hold, known or not. One of a
   * transaction counts only when its commit marker is replayed.
   */
  replay(record: KeyValueRecord, offset: number, transaction: TransactionOfRecord | null): void;
  /** Takes the end of a transaction in; for machines whose records may be transactional. */
  replayMarker?(marker: TransactionEnd, offset: number): void;
  /** Everything in the log was replayed: timers may start now. */
  loaded(): void;
  /**
   * The disk failed, or the machine was closed. No handler runs from now on; what waits must be
   * answered and every timer released.
   */
  ended(reason: Error): void;
}

/** What a handler decided. */
export interface Transition<Response> {
  /** What to append; empty where nothing durable changes. */
  readonly records: readonly KeyValueRecord[];
  /** The open transaction that the records belong to; left out or null for none. */
  readonly transaction?: TransactionOfRecord | null;
  /** Ends a transaction. Comes alone: records and a marker are not appended as one. */
  readonly marker?: TransactionMarker | null;
  /** Given to the caller once everything it may reveal is on disk. */
  readonly response: Response;
  /** Changes that follow from the records but are not in them (timers, waiting requests). */
  applied?(): void;
}

/** The log did not take the records, for a full disk say. State is as before; a retry may do. */
export class AppendRefusedError extends Error {
  override name = "AppendRefusedError";
}

/** The machine has ended: its disk failed, or it was closed. */
export class MachineEndedError extends Error {
  override name = "MachineEndedError";
}

/** No records: for transitions that change nothing durable. */
export const NO_RECORDS: readonly KeyValueRecord[] = Object.freeze([]);
