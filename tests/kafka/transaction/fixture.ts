/**
 * A transaction coordinator on memory logs and a memory clock, with partitions that take markers as
 * the test says.
 *
 * @module
 */
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { ErrorCode, errorName } from "../../../lib/kafka/protocol/error_code.ts";
import {
  DEFAULT_TRANSACTION_CONFIG,
  type TransactionConfig,
} from "../../../lib/kafka/transaction/transaction_config.ts";
import {
  type ProducerAnswer,
  TransactionCoordinator,
} from "../../../lib/kafka/transaction/transaction_coordinator.ts";
import {
  NO_PARTITIONS,
  type TransactionMetadata,
  type TransactionPartition,
} from "../../../lib/kafka/transaction/transaction_metadata.ts";
import {
  readTransactionRecord,
  transactionRecord,
} from "../../../lib/kafka/transaction/transaction_records.ts";
import {
  TransactionState,
  transactionStateName,
} from "../../../lib/kafka/transaction/transaction_state.ts";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import type { TransactionMarker } from "../../../lib/state_machine/record_log.ts";

export const ID = "transactional-id";
export const TIMEOUT_MS = 60_000;
export const T0: TransactionPartition = { topic: "t", partition: 0 };
export const T1: TransactionPartition = { topic: "t", partition: 1 };

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 80; i++) await Promise.resolve();
}

/** A transactional id as some test starts from. */
export function metadata(changes: Partial<TransactionMetadata> = {}): TransactionMetadata {
  return {
    transactionalId: ID,
    producerId: 7,
    previousProducerId: -1,
    nextProducerId: -1,
    producerEpoch: 3,
    lastProducerEpoch: -1,
    timeoutMs: TIMEOUT_MS,
    state: TransactionState.Empty,
    partitions: NO_PARTITIONS,
    startTimestampMs: -1,
    lastUpdateTimestampMs: 1_700_000_000_000,
    clientTransactionVersion: 0,
    ...changes,
  };
}

/** One with partitions. */
export function withT(changes: Partial<TransactionMetadata>): TransactionMetadata {
  const partitions = new Map([["t", new Set([0, 1])]]);
  return metadata({ partitions, startTimestampMs: 1_700_000_000_000, ...changes });
}

/** A log that earlier runs have left these in. */
export function logOf(...left: readonly TransactionMetadata[]): MemoryRecordLog {
  return new MemoryRecordLog(left.map(transactionRecord));
}

/** A marker as written, readably. */
export interface WrittenMarker extends TransactionMarker {
  readonly place: string;
}

/** One broker's coordinator; several may follow each other on the same log. */
export class Fixture {
  readonly clock: MemoryClock;
  readonly log: MemoryRecordLog;
  readonly logger = new MemoryLogger();
  readonly config: TransactionConfig;
  readonly transactions: TransactionCoordinator;
  readonly markers: WrittenMarker[] = [];
  /** What partitions answer to markers, by `topic-partition`; NONE where nothing is said. */
  readonly answers = new Map<string, number | Error>();
  /** Where markers wait for {@linkcode Fixture.releaseMarkers}. */
  #held: (() => void)[] | null = null;
  nextProducerId = 100;
  producerIdFault: Error | null = null;
  logFault: Error | null = null;
  /** What opening the log waits for. */
  opening: Promise<void> = Promise.resolve();

  constructor(
    { config = {}, log = new MemoryRecordLog(), clock = new MemoryClock() }: {
      config?: Partial<TransactionConfig>;
      log?: MemoryRecordLog;
      clock?: MemoryClock;
    } = {},
  ) {
    this.clock = clock;
    this.log = log;
    this.config = { ...DEFAULT_TRANSACTION_CONFIG, ...config };
    this.transactions = new TransactionCoordinator({
      config: this.config,
      clock,
      logger: this.logger,
      partitionFor: () => 0,
      logFor: async () => {
        await this.opening;
        if (this.logFault !== null) throw this.logFault;
        return { log: this.log, coordinatorEpoch: 5 };
      },
      nextProducerId: () => {
        return this.producerIdFault === null
          ? Promise.resolve(this.nextProducerId++)
          : Promise.reject(this.producerIdFault);
      },
      writeMarker: async (place, marker) => {
        this.markers.push({ ...marker, place: placeName(place) });
        if (this.#held !== null) await new Promise<void>((resolve) => this.#held?.push(resolve));
        const answer = this.answers.get(placeName(place)) ?? ErrorCode.NONE;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
  }

  /** A coordinator whose log holds `left`; what was ending is on its way. */
  static async loaded(
    left: readonly TransactionMetadata[],
    options: { config?: Partial<TransactionConfig>; holdsMarkers?: boolean } = {},
  ): Promise<Fixture> {
    const fixture = new Fixture({ ...options, log: logOf(...left) });
    if (options.holdsMarkers === true) fixture.holdMarkers();
    await fixture.transactions.start([0]);
    await settle();
    return fixture;
  }

  /** A coordinator that finds on disk what this one left there; this one is not told. */
  async restarted(): Promise<Fixture> {
    const log = new MemoryRecordLog(this.log.flushedEntries);
    const clock = new MemoryClock(this.clock.nowMs());
    const next = new Fixture({ config: this.config, log, clock });
    next.nextProducerId = this.nextProducerId;
    await next.transactions.start([0]);
    await settle();
    return next;
  }

  holdMarkers(): void {
    this.#held = [];
  }

  async releaseMarkers(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = null;
    for (const release of held) release();
    await settle();
  }

  /** Moves time, then lets everything run. */
  async advance(ms: number): Promise<void> {
    await settle();
    this.clock.advance(ms);
    await settle();
  }

  /** InitProducerId. */
  init(
    current: { producerId: number; producerEpoch: number } | null = null,
    timeoutMs = TIMEOUT_MS,
  ) {
    return this.transactions.initProducerId({ transactionalId: ID, timeoutMs, current });
  }

  /** AddPartitionsToTxn. @returns the error's name */
  async add(
    producer: { producerId: number; producerEpoch: number },
    partitions: readonly TransactionPartition[] = [T0, T1],
    clientTransactionVersion = 0,
  ): Promise<string> {
    const { producerId, producerEpoch } = producer;
    return errorName(
      await this.transactions.addPartitions({
        transactionalId: ID,
        producerId,
        producerEpoch,
        partitions,
        clientTransactionVersion,
      }),
    );
  }

  /** EndTxn. */
  end(
    producer: { producerId: number; producerEpoch: number },
    options: { isCommit?: boolean; bumpsEpoch?: boolean } = {},
  ): Promise<ProducerAnswer> {
    const { producerId, producerEpoch } = producer;
    const { isCommit = true, bumpsEpoch = false } = options;
    return this.transactions.endTransaction({
      transactionalId: ID,
      producerId,
      producerEpoch,
      isCommit,
      bumpsEpoch,
    });
  }

  /** State by DescribeTransactions; the error's name where there is one. */
  async state(transactionalId = ID): Promise<string> {
    const { errorCode, transactionState } = await this.transactions.describe(transactionalId);
    return errorCode === ErrorCode.NONE ? transactionState : errorName(errorCode);
  }

  /** The states in the log, in order; a tombstone is "gone". */
  get states(): string[] {
    return this.log.records.map((record) => {
      const transaction = readTransactionRecord(record)?.transaction ?? null;
      return transaction === null ? "gone" : transactionStateName(transaction.state);
    });
  }

  /** What the log says last. */
  get last(): TransactionMetadata {
    return readTransactionRecord(this.log.records.at(-1)!)!.transaction!;
  }
}

function placeName({ topic, partition }: TransactionPartition): string {
  return `${topic}-${partition}`;
}

/** An answer by its error's name. */
export function named({ errorCode, producerId, producerEpoch }: ProducerAnswer) {
  return { error: errorName(errorCode), producerId, producerEpoch };
}
