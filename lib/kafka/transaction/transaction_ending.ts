/**
 * The work between PrepareCommit or PrepareAbort and the end: a marker for every partition of the
 * transaction, each on disk, then the record that the transaction is complete. What does not
 * succeed is tried again until it does, with growing rests; a restart begins it anew from the log,
 * for a marker that is already there does no harm.
 *
 * @module
 */
import type { Logger } from "../../io/logger.ts";
import type { Deadline, Deadlines } from "../../state_machine/deadline.ts";
import { MachineEndedError } from "../../state_machine/machine.ts";
import type { TransactionMarker } from "../../state_machine/record_log.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";
import {
  placesOf,
  type TransactionMetadata,
  type TransactionPartition,
} from "./transaction_metadata.ts";
import { TransactionState } from "./transaction_state.ts";

/** Writes a marker to a partition. @returns an error code, when the marker is on disk */
export type WriteMarker = (
  place: TransactionPartition,
  marker: TransactionMarker,
) => Promise<number>;

/** What an ending works with. */
export interface EndingServices {
  readonly coordinatorEpoch: number;
  readonly deadlines: Deadlines;
  readonly logger: Logger;
  readonly writeMarker: WriteMarker;
  /** Writes down that all markers are there. */
  complete(prepared: TransactionMetadata): Promise<void>;
}

/** Markers of one transaction that are on their way at the same time; they share a flush. */
const MARKERS_AT_ONCE = 200;
const REST_MIN_MS = 20;
const REST_MAX_MS = 5000;

/** Partitions that need no marker any more: deleted, or already with a later epoch. */
const NO_LONGER_CONCERNED: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.INVALID_PRODUCER_EPOCH,
  ErrorCode.TRANSACTION_COORDINATOR_FENCED,
]);

/** The ending of one transaction. */
export class TransactionEnding {
  readonly #prepared: TransactionMetadata;
  readonly #services: EndingServices;
  readonly #marker: TransactionMarker;
  readonly #rest: Deadline;
  #remaining: TransactionPartition[];
  #restMs = REST_MIN_MS;

  constructor(prepared: TransactionMetadata, services: EndingServices) {
    this.#prepared = prepared;
    this.#services = services;
    this.#marker = {
      producerId: prepared.producerId,
      producerEpoch: prepared.producerEpoch,
      coordinatorEpoch: services.coordinatorEpoch,
      isCommit: prepared.state === TransactionState.PrepareCommit,
      transactionVersion: prepared.clientTransactionVersion,
    };
    this.#remaining = placesOf(prepared.partitions);
    this.#rest = services.deadlines.create(() => void this.run());
  }

  /** Goes on until it is complete or the machine ends. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#writeMarkers();
      if (this.#services.deadlines.closed) return;
      if (this.#remaining.length === 0) return await this.#services.complete(this.#prepared);
    } catch (error) {
      if (error instanceof MachineEndedError) return;
      this.#warn("transaction could not be completed; it is tried again", {
        reason: error instanceof Error ? error.message : String(error),
      });
    }
    this.#rest.set(this.#restMs);
    this.#restMs = Math.min(this.#restMs * 2, REST_MAX_MS);
  }

  async #writeMarkers(): Promise<void> {
    const failed: TransactionPartition[] = [];
    for (let i = 0; i < this.#remaining.length; i += MARKERS_AT_ONCE) {
      if (this.#services.deadlines.closed) return;
      const some = this.#remaining.slice(i, i + MARKERS_AT_ONCE);
      const done = await Promise.all(some.map((place) => this.#writeMarker(place)));
      failed.push(...some.filter((_, index) => !done[index]));
    }
    this.#remaining = failed;
  }

  /** @returns whether the partition has its marker, or needs none */
  async #writeMarker(place: TransactionPartition): Promise<boolean> {
    let errorCode: number;
    try {
      errorCode = await this.#services.writeMarker(place, this.#marker);
    } catch (error) {
      this.#warn("marker could not be written; it is tried again", {
        ...place,
        reason: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
    if (errorCode === ErrorCode.NONE) return true;
    const isDone = NO_LONGER_CONCERNED.has(errorCode);
    this.#warn(
      isDone
        ? "partition left its transaction without a marker"
        : "marker could not be written; it is tried again",
      { ...place, reason: errorName(errorCode) },
    );
    return isDone;
  }

  #warn(message: string, facts: Record<string, string | number>): void {
    this.#services.logger.warn(message, {
      transactionalId: this.#prepared.transactionalId,
      ...facts,
    });
  }
}
