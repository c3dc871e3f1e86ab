/**
 * Makes and takes apart the bytes of ZooKeeper's logs and snapshots, for tests.
 *
 * @module
 */
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { adler32 } from "../../../lib/zookeeper/files/adler32.ts";
import { FileHeader, LOG_MAGIC } from "../../../lib/zookeeper/files/file_form.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import * as txns from "../../../lib/zookeeper/protocol/txn_records.ts";
import type { Encodable } from "../../../lib/zookeeper/protocol/jute.ts";

/** What is read and written under each type. */
export const TXN_CODECS = {
  [OpCode.createSession]: txns.CreateSessionTxn,
  [OpCode.closeSession]: txns.CloseSessionTxn,
  [OpCode.create]: txns.CreateTxn,
  [OpCode.create2]: txns.CreateTxn,
  [OpCode.createTTL]: txns.CreateTTLTxn,
  [OpCode.createContainer]: txns.CreateContainerTxn,
  [OpCode.delete]: txns.DeleteTxn,
  [OpCode.deleteContainer]: txns.DeleteTxn,
  [OpCode.setData]: txns.SetDataTxn,
  [OpCode.reconfig]: txns.SetDataTxn,
  [OpCode.setACL]: txns.SetACLTxn,
  [OpCode.check]: txns.CheckVersionTxn,
  [OpCode.error]: txns.ErrorTxn,
  [OpCode.multi]: txns.MultiTxn,
} as const;
export type TxnType = keyof typeof TXN_CODECS;

/** A transaction to be logged; what is left out is the same for all. */
export interface TxnToLog {
  readonly zxid: number;
  readonly type: number;
  /** The record after the header, as bytes. */
  readonly body?: Uint8Array;
  readonly sessionId?: bigint;
  readonly time?: number;
  readonly digest?: { readonly version: number; readonly treeDigest: bigint };
}

/** The bytes of a record. */
export function txnBody<T extends TxnType>(
  type: T,
  value: Encodable<typeof TXN_CODECS[T]>,
): Uint8Array {
  const writer = new Writer();
  // The table pairs each type with the codec of its value.
  (TXN_CODECS[type] as { write(writer: Writer, value: unknown): void }).write(writer, value);
  return writer.finish();
}

/** A transaction with its record. */
export function txn<T extends TxnType>(
  zxid: number,
  type: T,
  value: Encodable<typeof TXN_CODECS[T]>,
): TxnToLog {
  return { zxid, type, body: txnBody(type, value) };
}

/** The entry of a log, without its checksum and length. */
export function entryBytes(transaction: TxnToLog): Uint8Array {
  const { zxid, type, body, sessionId = 0x77n, time = 1000 + zxid, digest } = transaction;
  const writer = new Writer();
  txns.TxnHeader.write(writer, { clientId: sessionId, cxid: 1, zxid, time, type });
  if (body !== undefined) writer.bytes(body);
  if (digest !== undefined) txns.TxnDigest.write(writer, digest);
  return writer.finish();
}

/** A log file: the header, the entries, zeros. */
export function logBytes(
  entries: readonly Uint8Array[],
  options: { padding?: number; dbId?: bigint } = {},
): Uint8Array {
  const writer = new Writer();
  FileHeader.write(writer, { magic: LOG_MAGIC, version: 2, dbId: options.dbId ?? 0n });
  for (const entry of entries) {
    writer.int64(adler32(entry));
    writer.int32(entry.length);
    writer.bytes(entry);
    writer.uint8(0x42);
  }
  writer.bytes(new Uint8Array(options.padding ?? 64));
  return writer.finish();
}

/** The log file of transactions. */
export function logOf(...transactions: readonly TxnToLog[]): Uint8Array {
  return logBytes(transactions.map(entryBytes));
}

/** Where each entry of a log begins, at its checksum, and the entry. */
export function entriesOf(bytes: Uint8Array): { position: number; entry: Uint8Array }[] {
  const reader = new Reader(bytes, FileHeader.bytesMin);
  const found: { position: number; entry: Uint8Array }[] = [];
  for (;;) {
    const position = reader.offset;
    reader.bigint64();
    const length = reader.int32();
    if (length === 0) return found;
    found.push({ position, entry: reader.bytes(length) });
    reader.uint8();
  }
}
