/**
 * What an operation is: the interfaces that each file of this folder fills in. A write is prepared
 * (checked against the tree plus what is on its way) into a transaction and answered once that is
 * on disk and applied; a read is answered from the tree.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import type { Id } from "../protocol/data_records.ts";
import type { Database } from "../tree/database.ts";
import type { OutstandingChanges } from "../tree/outstanding_changes.ts";
import type { Watcher, Watches } from "../tree/watch.ts";
import type { Applied, Transaction } from "./transaction.ts";

/** Who asks. */
export interface Caller {
  readonly sessionId: bigint;
  /** Who it has shown to be. */
  readonly authIds: readonly Id[];
  /** Who hears of what it watches. */
  readonly watcher: Watcher;
  addAuthId(id: Id): void;
}

/** Settings that change what operations answer; named as ZooKeeper's system properties. */
export interface OperationSettings {
  /** Nodes with a time to live may be created. */
  readonly extendedTypesEnabled: boolean;
  /** Hard limits of quotas are kept (`zookeeper.enforceQuota`). */
  readonly enforceQuota: boolean;
  /** reconfig answers as a server that is alone, not that it is switched off. */
  readonly reconfigEnabled: boolean;
  /** The digest id (`super:base64`) whose owner no access list binds, or null. */
  readonly superDigest: string | null;
}

/** What a write is prepared against. */
export interface PrepareContext {
  readonly changes: OutstandingChanges;
  readonly caller: Caller;
  /** The number the transaction will have. */
  readonly zxid: number;
  readonly settings: OperationSettings;
  /** Told that a write goes over a soft limit, which does not refuse it. */
  readonly softLimitExceeded?: (text: string) => void;
}

/** Writes the body of a reply. */
export type Respond = (writer: Writer) => void;

/** A checked write. */
export interface Prepared {
  readonly transaction: Transaction;
  respond(writer: Writer, applied: Applied): void;
}

/** A write that changes nothing, with a reply of its own: a multi whose members failed. */
export interface Refused {
  readonly transaction: null;
  respond(writer: Writer): void;
}

/** Checks a write that was read from the wire. Throws KeeperError where it is refused. */
export type Prepare = (context: PrepareContext) => Prepared | Refused;

/** An operation that changes the tree. */
export interface WriteOperation {
  readonly kind: "write";
  readonly code: number;
  /** Four letters for the `cons` command. */
  readonly name: string;
  /** Reads the request. Throws MalformedError where it is none. */
  decode(body: Reader): Prepare;
}

/** What a read is answered from. */
export interface ReadContext {
  readonly database: Database;
  readonly watches: Watches;
  readonly caller: Caller;
  readonly settings: OperationSettings;
}

/** An operation that does not change the tree. */
export interface ReadOperation {
  readonly kind: "read";
  readonly code: number;
  /** Four letters for the `cons` command. */
  readonly name: string;
  /**
   * What it waits for: nothing, the writes its own session asked for before, or all writes that
   * anyone asked for before.
   */
  readonly waitsFor: "nothing" | "session" | "all";
  /**
   * @returns what writes the reply's body, null for a reply without one
   * @throws KeeperError where it is refused, MalformedError where the body is none
   */
  read(body: Reader, context: ReadContext): Respond | null;
}

export type Operation = ReadOperation | WriteOperation;
