/**
 * A transaction as one record of the log:
 *
 *     version uint8 (1) | session long | cxid int | zxid long | time long (ms) | type int | body
 *
 * in jute; the bodies stand beside their operations. The order, the time and every name that was
 * made up (sequential nodes) are in it, so that replay gives the same tree.
 *
 * @module
 */
import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { int, long, record, safeLong } from "../protocol/jute.ts";
import { transactionTypesByCode } from "./mod.ts";
import type { Transaction, TransactionHeader } from "./transaction.ts";

const VERSION = 1;

const Header = record("transaction", {
  sessionId: long,
  cxid: int,
  zxid: safeLong,
  timeMs: safeLong,
  type: int,
});

/** A transaction with its header. */
export interface LoggedTransaction {
  readonly header: TransactionHeader;
  readonly transaction: Transaction;
}

/** A transaction as the log keeps it. */
export function encodeTransaction({ header, transaction }: LoggedTransaction): Uint8Array {
  const writer = new Writer();
  writer.uint8(VERSION);
  Header.write(writer, { ...header, type: transaction.type });
  transaction.encode(writer);
  return writer.finish();
}

/**
 * Reads a record of the log back.
 *
 * @throws MalformedError where it is damaged or a later program wrote it
 */
export function decodeTransaction(record: Uint8Array): LoggedTransaction {
  const reader = new Reader(record);
  const version = reader.uint8();
  if (version !== VERSION) {
    throw new MalformedError(
      `Cannot read transaction of version ${version}: this program reads version ${VERSION}`,
    );
  }
  const { type, ...header } = Header.read(reader);
  const transactionType = transactionTypesByCode.get(type);
  if (transactionType === undefined) {
    throw new MalformedError(`Cannot read transaction ${header.zxid}: unknown type ${type}`);
  }
  const transaction = transactionType.decode(reader);
  if (reader.remaining > 0) {
    throw new MalformedError(
      `Cannot read transaction ${header.zxid}: ${reader.remaining} bytes behind its end`,
    );
  }
  return { header, transaction };
}
