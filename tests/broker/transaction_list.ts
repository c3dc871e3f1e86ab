/**
 * Committed transactions as a list, for tests of who reads them behind the commit.
 *
 * @module
 */
import type { CommittedTransactions } from "../../lib/broker/znode_log.ts";
import type { Transaction } from "../../lib/zookeeper/operations/transaction.ts";
import { encodeTransaction } from "../../lib/zookeeper/operations/transaction_record.ts";
import { CreateTransaction } from "../../lib/zookeeper/operations/create.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";

export const SESSION = 0x100001f5c0a0000n;
export const T = 1_700_000_000_000;

/** A znode appears. */
export function created(
  path: string,
  data: Uint8Array | null = null,
  { owner = 0n, acl = OPEN_ACL_UNSAFE }: { owner?: bigint; acl?: typeof OPEN_ACL_UNSAFE } = {},
): CreateTransaction {
  return new CreateTransaction({
    path,
    data,
    acl: [...acl],
    ephemeralOwner: owner,
    parentChildrenCreated: 1,
  });
}

/** The list. */
export class TransactionList implements CommittedTransactions {
  startZxid = 1;
  endZxid = 0;
  /** Reads so far. */
  reads = 0;
  starts = 0;
  readonly #records = new Map<number, Uint8Array>();
  #beganMs = T;

  /** Commits them, each a millisecond after the one before. */
  add(...transactions: Transaction[]): void {
    for (const transaction of transactions) {
      const zxid = ++this.endZxid;
      const header = { sessionId: SESSION, cxid: 1, zxid, timeMs: this.#beganMs + zxid };
      this.#records.set(zxid, encodeTransaction({ header, transaction }));
    }
  }

  /** Transactions before this one are not kept. */
  purge(startZxid: number): void {
    this.startZxid = startZxid;
  }

  /** Another tree of a later time, whose numbers begin anew. */
  clear(): void {
    this.#beganMs += 3_600_000;
    this.#records.clear();
    this.startZxid = 1;
    this.endZxid = 0;
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  startFlushed(): Promise<void> {
    this.starts += 1;
    return Promise.resolve();
  }

  read(zxid: number, bytesMax: number): Promise<Uint8Array[]> {
    this.reads += 1;
    if (zxid < this.startZxid) throw new Error(`${zxid} is not kept any more`);
    const found: Uint8Array[] = [];
    let bytes = 0;
    for (let at = zxid; at <= this.endZxid && (at === zxid || bytes < bytesMax); at++) {
      const record = this.#records.get(at)!;
      found.push(record);
      bytes += record.length;
    }
    return Promise.resolve(found);
  }
}
