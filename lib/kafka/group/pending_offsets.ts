/**
 * Offsets that were committed within transactions that are still open: part of one shard's memory,
 * changed by replay alone. A transaction's commit marker makes them the group's, its abort marker
 * drops them (KIP-447).
 *
 * ```
 * TxnOffsetCommit --> pending --> commit marker: to the OffsetStore, where no later commit is there
 *                        |------> abort marker: gone
 *                        '------> tombstone of the offset: gone, whichever way the transaction ends
 * ```
 *
 * @module
 */
import type { TransactionOfRecord } from "../../state_machine/record_log.ts";
import { entriesOf, type OffsetKey, OffsetStore, type StoredOffset } from "./offset_store.ts";

interface OpenTransaction {
  producerEpoch: number;
  readonly offsets: OffsetStore;
}

/** Pending offsets by producer id, and who has some by group, topic and partition. */
export class PendingOffsets {
  readonly #transactions = new Map<number, OpenTransaction>();
  readonly #producers = new OffsetStore<Set<number>>();

  /** Whether the log holds an open transaction of this producer and epoch. */
  isOpen({ producerId, producerEpoch }: TransactionOfRecord): boolean {
    return this.#transactions.get(producerId)?.producerEpoch === producerEpoch;
  }

  /** Whether some open transaction will decide about this offset. */
  has(key: OffsetKey): boolean {
    return this.#producers.get(key) !== undefined;
  }

  /** Whether some open transaction will decide about an offset of this group. */
  hasGroup(groupId: string): boolean {
    return this.#producers.has(groupId);
  }

  /** The offsets of a group that are pending. */
  *keysOf(groupId: string): Generator<OffsetKey> {
    for (const [key] of entriesOf(groupId, this.#producers.of(groupId))) yield key;
  }

  /** Takes an offset in; the transaction is open from its first on. */
  set(transaction: TransactionOfRecord, key: OffsetKey, value: StoredOffset): void {
    const { producerId, producerEpoch } = transaction;
    let open = this.#transactions.get(producerId);
    if (open === undefined) {
      open = { producerEpoch, offsets: new OffsetStore() };
      this.#transactions.set(producerId, open);
    }
    open.producerEpoch = producerEpoch;
    open.offsets.set(key, value);
    const producers = this.#producers.get(key);
    if (producers === undefined) this.#producers.set(key, new Set([producerId]));
    else producers.add(producerId);
  }

  /** The offset was deleted: no transaction brings it back. The transactions stay open. */
  delete(key: OffsetKey): void {
    const producers = this.#producers.get(key);
    if (producers === undefined) return;
    for (const producerId of producers) this.#transactions.get(producerId)!.offsets.delete(key);
    this.#producers.delete(key);
  }

  /** Ends a producer's transaction. @returns what was pending in it */
  end(producerId: number): [OffsetKey, StoredOffset][] {
    const open = this.#transactions.get(producerId);
    if (open === undefined) return [];
    this.#transactions.delete(producerId);
    const ended = [...open.offsets.entries()];
    for (const [key] of ended) {
      const producers = this.#producers.get(key)!;
      producers.delete(producerId);
      if (producers.size === 0) this.#producers.delete(key);
    }
    return ended;
  }

  clear(): void {
    this.#transactions.clear();
    this.#producers.clear();
  }
}
