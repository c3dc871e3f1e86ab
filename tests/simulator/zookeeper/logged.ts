/**
 * What a history is held against: the transactions of the log, in their order.
 *
 * @module
 */
import { Reader } from "../../../lib/bytes/reader.ts";

/** One transaction of the log. */
export interface Logged {
  readonly zxid: number;
  readonly sessionId: bigint;
  readonly cxid: number;
  readonly type: number;
}

/** The header of a record of the log: what was done follows from who asked for it. */
export function readLogged(record: Uint8Array): Logged {
  const reader = new Reader(record, 1);
  const sessionId = reader.bigint64();
  const cxid = reader.int32();
  const zxid = reader.int64();
  reader.int64();
  return { sessionId, cxid, zxid, type: reader.int32() };
}
