/**
 * The transaction coordinator: finds the shard of a transactional id and turns failures into the
 * answers of the protocol. Handlers call it with values that are the same for every version; the
 * rules are in the files beside this one that are named after the operations.
 *
 * No call rejects for what a client did or a disk refuses: that is an error code in the answer.
 *
 * @module
 */
import { Shards } from "../../state_machine/shards.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import {
  addPartitions,
  type PartitionsOfTransaction,
  type PartitionsToAdd,
  verifyPartitions,
} from "./add_partitions.ts";
import {
  type DescribedTransaction,
  describeFailed,
  describeTransaction,
} from "./describe_transaction.ts";
import { endTransaction, type EndTransactionRequest } from "./end_transaction.ts";
import { initProducerId, type InitProducerIdRequest } from "./init_producer_id.ts";
import {
  type ListedTransaction,
  listTransaction,
  selectTransactions,
  type TransactionFilter,
} from "./list_transactions.ts";
import type { TransactionConfig } from "./transaction_config.ts";
import { TransactionError, transactionErrorCode } from "./transaction_error.ts";
import {
  EPOCH_BUMP_VERSION,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  type ProducerIdentity,
} from "./transaction_metadata.ts";
import {
  type TransactionLog,
  type TransactionServices,
  TransactionShard,
} from "./transaction_shard.ts";
import { summarizeTransactions, type TransactionSummary } from "./transaction_summary.ts";
import { TransactionSweep } from "./transaction_sweep.ts";
import type { TransactionTurn } from "./transaction_turn.ts";

/** What the coordinator is built from. */
export interface TransactionCoordinatorOptions extends TransactionServices {
  readonly config: TransactionConfig;
  /** The partition of `__transaction_state` that a transactional id belongs to. */
  partitionFor(transactionalId: string): number;
  /** The log of a partition of `__transaction_state`, made where it is missing. */
  logFor(partition: number): Promise<TransactionLog>;
}

/** An id and an epoch, or why there is none. */
export interface ProducerAnswer extends ProducerIdentity {
  readonly errorCode: number;
}

/** Partitions that a write is about to go to. */
export interface Admission extends PartitionsOfTransaction {
  /** Whether they are added where they are missing: for clients of KIP-890. */
  readonly canAdd: boolean;
}

/** What ListTransactions answers. */
export interface TransactionListing {
  readonly errorCode: number;
  readonly unknownStates: readonly string[];
  readonly transactions: readonly ListedTransaction[];
}

/** Coordinates the transactions of this broker. */
export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #shards: Shards<TransactionShard>;
  readonly #sweep: TransactionSweep;

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
    this.#shards = new Shards({
      open: async (partition) => {
        return new TransactionShard(partition, await options.logFor(partition), options);
      },
      failed: (partition, error) => {
        const reason = error instanceof Error ? error.message : String(error);
        options.logger.error("transaction partition cannot be used", { partition, reason });
      },
    });
    this.#sweep = new TransactionSweep(this.#shards, options);
  }

  /**
   * Loads what earlier runs left, goes on with transactions that were ending, and starts the
   * sweeps. Requests may come meanwhile.
   *
   * @param partitions those of `__transaction_state` that have a log
   */
  start(partitions: Iterable<number>): Promise<void> {
    this.#sweep.start();
    return this.#shards.load(partitions);
  }

  /** Releases every timer; requests are answered COORDINATOR_NOT_AVAILABLE from now on. */
  close(): void {
    this.#sweep.close();
    this.#shards.close();
  }

  /** The partition of `__transaction_state` that a transactional id belongs to. */
  partitionFor(transactionalId: string): number {
    return this.#options.partitionFor(transactionalId);
  }

  /**
   * Makes sure that a transactional id has a coordinator, for FindCoordinator: opens its partition
   * where this is its first use. One that is loading is found.
   *
   * @returns NONE or COORDINATOR_NOT_AVAILABLE
   */
  async find(transactionalId: string): Promise<number> {
    try {
      await this.#shardFor(transactionalId);
      return ErrorCode.NONE;
    } catch (error) {
      const code = this.#codeOf(error, "FindCoordinator");
      return code === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : code;
    }
  }

  /** InitProducerId with a transactional id. */
  async initProducerId(request: InitProducerIdRequest): Promise<ProducerAnswer> {
    const { transactionalId, timeoutMs } = request;
    if (transactionalId !== "" && !this.#isAllowedTimeout(timeoutMs)) {
      return noProducer(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    }
    return await this.#answer(transactionalId, "InitProducerId", (turn) => {
      return initProducerId(turn, request);
    });
  }

  /**
   * AddPartitionsToTxn for one transaction, and AddOffsetsToTxn. Where the transaction before is
   * still ending, waits for that a moment.
   *
   * @returns an error code
   */
  async addPartitions(request: PartitionsToAdd): Promise<number> {
    const { transactionalId } = request;
    const add = (turn: TransactionTurn) => addPartitions(turn, request);
    const errorCode = await this.#attempt(transactionalId, "AddPartitionsToTxn", add);
    const waitMaxMs = this.#options.config.addPartitionsWaitMaxMs;
    if (errorCode !== ErrorCode.CONCURRENT_TRANSACTIONS || waitMaxMs <= 0) return errorCode;
    try {
      const shard = await this.#shardFor(transactionalId);
      await shard.whenEnded(transactionalId, waitMaxMs);
    } catch (error) {
      return this.#codeOf(error, "AddPartitionsToTxn");
    }
    return await this.#attempt(transactionalId, "AddPartitionsToTxn", add);
  }

  /** AddPartitionsToTxn that only asks. @returns an error code for each partition, in order */
  async verifyPartitions(request: PartitionsOfTransaction): Promise<number[]> {
    try {
      const shard = await this.#shardFor(request.transactionalId);
      const names = await shard.execute((turn) => verifyPartitions(turn, request));
      return names.map((name) => ErrorCode[name]);
    } catch (error) {
      const errorCode = this.#codeOf(error, "AddPartitionsToTxn");
      return request.partitions.map(() => errorCode);
    }
  }

  /**
   * Asked by Produce and TxnOffsetCommit before they write where the producer has no open
   * transaction: are the partitions in it? Clients of KIP-890 leave it to the broker to add them.
   *
   * @returns NONE, or the first error in the coordinator's own words: PRODUCER_FENCED,
   * INVALID_PRODUCER_ID_MAPPING, CONCURRENT_TRANSACTIONS, TRANSACTION_ABORTABLE, or what
   * coordinators answer when they are not there
   */
  async admit({ canAdd, ...request }: Admission): Promise<number> {
    if (canAdd) {
      return this.addPartitions({ ...request, clientTransactionVersion: EPOCH_BUMP_VERSION });
    }
    const codes = await this.verifyPartitions(request);
    return codes.find((code) => code !== ErrorCode.NONE) ?? ErrorCode.NONE;
  }

  /** EndTxn. Resolves when the decision is on disk; the markers follow. */
  endTransaction(request: EndTransactionRequest): Promise<ProducerAnswer> {
    return this.#answer(request.transactionalId, "EndTxn", (turn) => endTransaction(turn, request));
  }

  /** DescribeTransactions, one of them. */
  async describe(transactionalId: string): Promise<DescribedTransaction> {
    try {
      const shard = await this.#shardFor(transactionalId);
      const known = await shard.execute((turn) => turn.transactions.get(transactionalId));
      return known === undefined
        ? describeFailed(transactionalId, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)
        : describeTransaction(known);
    } catch (error) {
      return describeFailed(transactionalId, this.#codeOf(error, "DescribeTransactions"));
    }
  }

  /** ListTransactions. COORDINATOR_LOAD_IN_PROGRESS while some partition is loading. */
  async list(filter: TransactionFilter): Promise<TransactionListing> {
    const listing = { errorCode: ErrorCode.NONE, unknownStates: [], transactions: [] };
    if (this.#shards.isLoading) {
      return { ...listing, errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS };
    }
    try {
      const selection = selectTransactions(filter, this.#options.clock.nowMs());
      const lists = [...this.#shards.loaded()].map((shard) =>
        shard.execute(({ transactions }) => {
          return transactions.values().filter(selection.matches).map(listTransaction).toArray();
        })
      );
      const transactions = (await Promise.all(lists)).flat();
      return { ...listing, unknownStates: selection.unknownStates, transactions };
    } catch (error) {
      return { ...listing, errorCode: this.#codeOf(error, "ListTransactions") };
    }
  }

  /** The transactions of this moment; those of partitions that are loading are missing. */
  summary(): TransactionSummary {
    return summarizeTransactions(this.#shards.loaded(), this.#options.clock.nowMs());
  }

  /** Aborts transactions past their timeout now, as it happens from time to time. */
  abortTimedOut(): Promise<void> {
    return this.#sweep.abortTimedOut();
  }

  /** Forgets unused transactional ids now, as it happens from time to time. */
  removeExpired(): Promise<void> {
    return this.#sweep.removeExpired();
  }

  #isAllowedTimeout(timeoutMs: number): boolean {
    return timeoutMs > 0 && timeoutMs <= this.#options.config.transactionMaxTimeoutMs;
  }

  async #shardFor(transactionalId: string): Promise<TransactionShard> {
    if (transactionalId === "") throw new TransactionError("INVALID_REQUEST");
    return await this.#shards.get(this.partitionFor(transactionalId));
  }

  /** An event that gives an identity; null means that the client is to come again. */
  async #answer(
    transactionalId: string,
    operation: string,
    event: (turn: TransactionTurn) => ProducerIdentity | null,
  ): Promise<ProducerAnswer> {
    try {
      const shard = await this.#shardFor(transactionalId);
      const identity = await shard.execute(event);
      if (identity === null) return noProducer(ErrorCode.CONCURRENT_TRANSACTIONS);
      return { errorCode: ErrorCode.NONE, ...identity };
    } catch (error) {
      return noProducer(this.#codeOf(error, operation));
    }
  }

  async #attempt(
    transactionalId: string,
    operation: string,
    event: (turn: TransactionTurn) => void,
  ): Promise<number> {
    try {
      const shard = await this.#shardFor(transactionalId);
      await shard.execute(event);
      return ErrorCode.NONE;
    } catch (error) {
      return this.#codeOf(error, operation);
    }
  }

  #codeOf(error: unknown, operation: string): number {
    if (error instanceof TransactionError) return error.code;
    const { logger } = this.#options;
    const facts = { operation, reason: error instanceof Error ? error.message : String(error) };
    const code = transactionErrorCode(error);
    if (code === null) logger.error("transaction operation failed", facts);
    else logger.warn("transaction operation refused", facts);
    return code ?? ErrorCode.UNKNOWN_SERVER_ERROR;
  }
}

function noProducer(errorCode: number): ProducerAnswer {
  return { errorCode, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH };
}
