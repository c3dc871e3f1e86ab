/**
 * A transaction: a change that was checked and decided, as the log keeps it. Prepare makes it,
 * the log keeps it, apply does it; replay after a restart is the same apply.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import type { StatInput } from "../protocol/data_records.ts";
import type { Database } from "../tree/database.ts";
import type { Watches } from "../tree/watch.ts";
import type { Change } from "./change.ts";

/** What every transaction carries. */
export interface TransactionHeader {
  /** The session that asked for it. */
  readonly sessionId: bigint;
  /** The client's number for its request (xid). */
  readonly cxid: number;
  /** Its place in the order of all transactions, from 1 without gaps. */
  readonly zxid: number;
  /** When it was prepared: wall clock, in ms. */
  readonly timeMs: number;
}

/** What a transaction is applied to. */
export interface ApplyContext {
  readonly database: Database;
  /** Null in replay: nobody watches yet. */
  readonly watches: Watches | null;
  readonly header: TransactionHeader;
}

/** What applying gave, for the reply. */
export interface Applied {
  readonly path: string;
  /** The node right after this change. */
  readonly stat: StatInput;
  /** The members of a multi. */
  readonly members: readonly Applied[];
}

/** A change to make. */
export interface Transaction {
  readonly type: number;
  /**
   * True for what makes room or is small and bounded (deletes, sessions): the log may take it
   * into the space it holds back when the disk is nearly full.
   */
  readonly usesReserve: boolean;
  encode(writer: Writer): void;
  apply(context: ApplyContext): Applied;
  /** What it changes, in order; nothing where it only checks. */
  changes(): readonly Change[];
}

/** How a type of transaction is read back. */
export interface TransactionType {
  readonly type: number;
  decode(reader: Reader): Transaction;
}

/** A Stat of nothing. */
export const NO_STAT: StatInput = {
  czxid: 0,
  mzxid: 0,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: 0,
  dataLength: 0,
  numChildren: 0,
  pzxid: 0,
};

/** The result of a change that has nothing to tell. */
export const NOTHING_TO_TELL: Applied = { path: "", stat: NO_STAT, members: [] };
