/**
 * Everything that the log and a snapshot carry: the tree, the sessions, the last transaction.
 * Only applying a transaction changes it, live and in replay alike.
 *
 * @module
 */
import { DataTree } from "./data_tree.ts";
import type { Session } from "./session.ts";

/** The state of a coordinator. */
export class Database {
  readonly tree = new DataTree();
  readonly sessions = new Map<bigint, Session>();
  /** The last transaction applied; 0 before the first. Transactions are numbered without gaps. */
  lastProcessedZxid = 0;
}
