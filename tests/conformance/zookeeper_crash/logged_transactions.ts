/**
 * The transactions in the data folder of a server that has ended.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { batchSizeInBytes } from "../../../lib/bytes/batch_header.ts";
import { ZNODE_LOG_NAME } from "../../../lib/broker/znode_log.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { type Logged, readLogged } from "../../simulator/zookeeper/logged.ts";

/** All transactions, in their order. */
export function loggedTransactions(logDir: string): Logged[] {
  const folder = join(logDir, ZNODE_LOG_NAME);
  const segments = readdirSync(folder).filter((name) => name.endsWith(".log")).sort();
  const logged: Logged[] = [];
  for (const name of segments) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += batchSizeInBytes(view, at)) {
      for (const { value } of readRecords(bytes.subarray(at))) logged.push(readLogged(value!));
    }
  }
  return logged;
}
