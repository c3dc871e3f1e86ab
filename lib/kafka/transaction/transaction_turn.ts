/**
 * One event of a transactional id while it is worked out: what memory says, the records to append,
 * and what follows once the log has taken them. transaction_shard.ts hands it to the runtime.
 *
 * @module
 */
import type { KeyValueRecord } from "../../state_machine/record_log.ts";
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { transactionRecord, transactionTombstone } from "./transaction_records.ts";
import { mayFollow, transactionStateName } from "./transaction_state.ts";

/** Transactional ids of one partition of `__transaction_state`. */
export type Transactions = ReadonlyMap<string, TransactionMetadata>;

/** The event needs a new producer id, which takes time: it is run again when there is one. */
export class ProducerIdNeeded extends Error {
  override name = "ProducerIdNeeded";
}

/** The outcome of one event. */
export class TransactionTurn {
  readonly nowMs: number;
  readonly transactions: Transactions;
  readonly records: KeyValueRecord[] = [];
  readonly changed: TransactionMetadata[] = [];
  #producerId: number | null;

  /** @param given what the turn starts from; a producer id where the first try needed one */
  constructor(
    transactions: Transactions,
    given: { nowMs: number; producerId: number | null },
  ) {
    this.transactions = transactions;
    this.nowMs = given.nowMs;
    this.#producerId = given.producerId;
  }

  /** A producer id that nobody has; once in a turn. Call before anything is put. */
  takeProducerId(): number {
    const producerId = this.#producerId;
    if (producerId === null) throw new ProducerIdNeeded();
    this.#producerId = null;
    return producerId;
  }

  /** Decides the next state of a transactional id. */
  put(next: TransactionMetadata): void {
    const previous = this.transactions.get(next.transactionalId);
    if (previous !== undefined && !mayFollow(next.state, previous.state)) {
      throw new Error(
        `Transactional id ${next.transactionalId} cannot go from ` +
          `${transactionStateName(previous.state)} to ${transactionStateName(next.state)}`,
      );
    }
    if (next.producerId < 0 || next.producerEpoch < 0) {
      throw new Error(
        `Transactional id ${next.transactionalId} cannot have producer id ${next.producerId} ` +
          `with epoch ${next.producerEpoch}`,
      );
    }
    this.records.push(transactionRecord(next));
    this.changed.push(next);
  }

  /** Decides that a transactional id is forgotten. */
  remove(transactionalId: string): void {
    this.records.push(transactionTombstone(transactionalId));
  }
}
