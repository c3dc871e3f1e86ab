/**
 * One partition of `__transaction_state` as a state machine: the transactional ids that hash to it.
 * Requests come in from transaction_coordinator.ts, time-outs from transaction_sweep.ts; both run
 * as a {@linkcode TransactionTurn} through the runtime. A transaction that an event decides to end
 * gets its markers as soon as the decision is on disk.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import { Deadlines } from "../../state_machine/deadline.ts";
import type { StateMachine } from "../../state_machine/machine.ts";
import type { KeyValueRecord, RecordLog } from "../../state_machine/record_log.ts";
import { Runtime } from "../../state_machine/runtime.ts";
import type { Shard } from "../../state_machine/shards.ts";
import { TRANSACTION_STATE_TOPIC } from "../topic/topic_name.ts";
import { completeTransaction } from "./complete_transaction.ts";
import { TransactionEnding, type WriteMarker } from "./transaction_ending.ts";
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { readTransactionRecord, type TransactionRecord } from "./transaction_records.ts";
import { isEnding, TransactionState } from "./transaction_state.ts";
import { ProducerIdNeeded, type Transactions, TransactionTurn } from "./transaction_turn.ts";

/** What a shard gets from the coordinator. */
export interface TransactionServices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A producer id that nobody has. */
  nextProducerId(): Promise<number>;
  readonly writeMarker: WriteMarker;
}

/** The log of a partition of `__transaction_state`. */
export interface TransactionLog {
  readonly log: RecordLog;
  /** The leader epoch of the partition: markers of an older one are refused. */
  readonly coordinatorEpoch: number;
}

/** The transactional ids of one partition. */
export class TransactionShard implements StateMachine, Shard {
  readonly name: string;
  readonly #services: TransactionServices;
  readonly #coordinatorEpoch: number;
  readonly #transactions = new Map<string, TransactionMetadata>();
  readonly #deadlines: Deadlines;
  readonly #runtime: Runtime;
  /** Completed since the start of the process. */
  readonly ends = { committed: 0, aborted: 0 };
  #isLoaded = false;
  /** Who waits for the end of a transaction, by transactional id. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(
    partition: number,
    { log, coordinatorEpoch }: TransactionLog,
    services: TransactionServices,
  ) {
    this.name = `${TRANSACTION_STATE_TOPIC}-${partition}`;
    this.#services = services;
    this.#coordinatorEpoch = coordinatorEpoch;
    this.#deadlines = new Deadlines(services.clock);
    this.#runtime = new Runtime(this.name, { machine: this, log, clock: services.clock });
  }

  /** To read; what it says may not be on disk yet (see {@linkcode TransactionShard.execute}). */
  get transactions(): Transactions {
    return this.#transactions;
  }

  /** Replays the log. Throws where that fails. */
  load(): Promise<void> {
    return this.#runtime.load();
  }

  /** Ends: no timer is left. */
  close(): void {
    this.#runtime.close();
  }

  /** Runs an event; its value is given when all that was written before is on disk. */
  async execute<Response>(event: (turn: TransactionTurn) => Response): Promise<Response> {
    try {
      return await this.#execute(event, null);
    } catch (error) {
      if (!(error instanceof ProducerIdNeeded)) throw error;
    }
    return await this.#execute(event, await this.#services.nextProducerId());
  }

  /** Resolves when no transaction of this id is ending, at the latest after `waitMaxMs`. */
  whenEnded(transactionalId: string, waitMaxMs: number): Promise<void> {
    const known = this.#transactions.get(transactionalId);
    if (known === undefined || !isEnding(known.state)) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(transactionalId) ?? new Set();
    this.#waiting.set(transactionalId, waiting);
    const deadline = this.#deadlines.create(() => finish());
    const finish = (): void => {
      deadline.cancel();
      waiting.delete(finish);
      if (waiting.size === 0 && this.#waiting.get(transactionalId) === waiting) {
        this.#waiting.delete(transactionalId);
      }
      resolve();
    };
    waiting.add(finish);
    deadline.set(waitMaxMs);
    return promise;
  }

  /** Takes in one record; of the machine, not for others to call. */
  replay(record: KeyValueRecord, offset: number): void {
    const parsed = this.#parse(record, offset);
    if (parsed === null) return;
    const { transactionalId, transaction } = parsed;
    this.#countEnd(this.#transactions.get(transactionalId)?.state, transaction?.state);
    if (transaction === null) this.#transactions.delete(transactionalId);
    else this.#transactions.set(transactionalId, transaction);
  }

  /** What was being ended when the process before stopped goes on. */
  loaded(): void {
    this.#isLoaded = true;
    let ending = 0;
    for (const transaction of this.#transactions.values()) {
      if (!isEnding(transaction.state)) continue;
      ending++;
      this.#end(transaction);
    }
    if (this.#transactions.size === 0) return;
    const transactionalIds = this.#transactions.size;
    this.#services.logger.info("transactions loaded", {
      partition: this.name,
      transactionalIds,
      ending,
    });
  }

  /** Forgets everything; of the machine, not for others to call. */
  ended(): void {
    this.#deadlines.close();
    for (const waiting of [...this.#waiting.values()]) {
      for (const finish of [...waiting]) finish();
    }
    this.#transactions.clear();
  }

  async #execute<Response>(
    event: (turn: TransactionTurn) => Response,
    producerId: number | null,
  ): Promise<Response> {
    const nowMs = this.#services.clock.nowMs();
    const turn = new TransactionTurn(this.#transactions, { nowMs, producerId });
    const response = await this.#runtime.execute(() => {
      const response = event(turn);
      return { records: turn.records, response, applied: () => this.#apply(turn) };
    });
    for (const transaction of turn.changed) {
      if (isEnding(transaction.state)) this.#end(transaction);
    }
    return response;
  }

  /** The log does not hold everything: the last epoch is in memory alone, as Kafka has it. */
  #apply({ changed }: TransactionTurn): void {
    for (const transaction of changed) {
      this.#transactions.set(transaction.transactionalId, transaction);
      if (isEnding(transaction.state)) continue;
      const waiting = this.#waiting.get(transaction.transactionalId);
      for (const finish of [...waiting ?? []]) finish();
    }
  }

  #countEnd(before: TransactionState | undefined, state: TransactionState | undefined): void {
    if (!this.#isLoaded || before === undefined || !isEnding(before)) return;
    if (state === TransactionState.CompleteCommit) this.ends.committed++;
    else if (state === TransactionState.CompleteAbort) this.ends.aborted++;
  }

  #end(prepared: TransactionMetadata): void {
    const ending = new TransactionEnding(prepared, {
      coordinatorEpoch: this.#coordinatorEpoch,
      deadlines: this.#deadlines,
      logger: this.#services.logger,
      writeMarker: this.#services.writeMarker,
      complete: (prepared) => this.execute((turn) => completeTransaction(turn, prepared)),
    });
    void ending.run();
  }

  /** A record that cannot be read costs its own content, not the whole partition. */
  #parse(record: KeyValueRecord, offset: number): TransactionRecord | null {
    try {
      return readTransactionRecord(record);
    } catch (error) {
      this.#services.logger.error("transaction record skipped: it cannot be read", {
        partition: this.name,
        offset,
        reason: error instanceof Error ? error.message : String(error),
      });
      return null;
    }
  }
}
