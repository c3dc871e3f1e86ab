/**
 * One program that makes transfers under a transactional id until it is told to stop, is killed, or
 * is fenced by the next program of its id. Some transfer between accounts of their own choice;
 * others read an input topic and commit its offset with each transfer.
 *
 * @module
 */
import { OffsetFetchRequest, OffsetFetchResponse } from "../../lib/kafka/messages/offset_fetch.ts";
import { ErrorCode, errorName } from "../../lib/kafka/protocol/error_code.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { turns } from "../io/turns.ts";
import type { TopicPartition } from "./kafka_session.ts";
import { KilledError, type TransactionsClient } from "./transactions_client.ts";
import type { Consumed, TransactionsLedger, Transfer } from "./transactions_ledger.ts";
import {
  AbortableError,
  type Batch,
  FencedError,
  PASSING,
  TransactionsProducer,
} from "./transactions_producer.ts";

const OFFSET_FETCH = { request: OffsetFetchRequest, response: OffsetFetchResponse };
const GROUP = "copiers";
const INPUTS_PER_TRANSACTION_MAX = 3;
const IDLE_TURNS_MAX = 40;

/** Records in each partition of the topic `input`. */
export const INPUTS = 60;

/** A program. */
export interface ActorOptions {
  readonly transactionalId: string;
  readonly timeoutMs: number;
  readonly isNew: boolean;
  /** Counts the programs of this id. */
  readonly generation: number;
  /** The partition of `input` that it copies from, null where it only transfers. */
  readonly input: number | null;
  /** Whether it may take its id again after it was fenced: it may have been too slow. */
  isNewest(): boolean;
}

/** What all programs share. */
export interface Bank {
  readonly ledger: TransactionsLedger;
  readonly accounts: readonly TopicPartition[];
  readonly random: SeededRandom;
  stopping: boolean;
  nextTransfer: number;
}

/** A running program. */
export class TransactionsActor {
  readonly client: TransactionsClient;
  readonly #bank: Bank;
  readonly #options: ActorOptions;
  readonly #producer: TransactionsProducer;
  /** Ends with the program; rejects where it found a fault. */
  readonly done: Promise<void>;
  #position = 0;

  constructor(client: TransactionsClient, bank: Bank, options: ActorOptions) {
    this.client = client;
    this.#bank = bank;
    this.#options = options;
    this.#producer = new TransactionsProducer(client, options);
    this.done = this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#bank.stopping && this.#options.isNewest()) {
        try {
          await this.#begin();
          while (!this.#bank.stopping) await this.#transfer();
        } catch (error) {
          if (!(error instanceof FencedError)) throw error;
        }
      }
    } catch (error) {
      if (!(error instanceof KilledError)) throw error;
    }
  }

  async #begin(): Promise<void> {
    await this.#producer.init();
    const { input, generation } = this.#options;
    if (input === null) return;
    const { ledger } = this.#bank;
    const floor = ledger.floor(input);
    this.#position = await this.#committedOffset(input);
    ledger.foundOffset(input, this.#position, { generation, floor });
  }

  async #transfer(): Promise<void> {
    const { random, ledger } = this.#bank;
    const consumed = this.#consume();
    if (consumed === null && this.#options.input !== null) return await turns(IDLE_TURNS_MAX);
    const id = `${this.#options.transactionalId}/${this.#bank.nextTransfer++}`;
    const rounds = Array.from({ length: 1 + random.int(2) }, (_, i) => this.#batches(`${id}.${i}`));
    const transfer = ledger.begin(id, rounds.flat(), consumed);
    const isCommit = random.int(4) > 0;
    try {
      await this.#write(transfer, rounds, isCommit);
    } catch (error) {
      // What was never asked to be committed never is.
      if (transfer.state === "open") ledger.turn(transfer, "aborted");
      if (!(error instanceof AbortableError)) throw error;
      await this.#producer.end(false);
      await this.#producer.recover();
    }
  }

  async #write(transfer: Transfer, rounds: Batch[][], isCommit: boolean): Promise<void> {
    const { random, ledger } = this.#bank;
    const { consumed } = transfer;
    for (const round of rounds) {
      if (!isCommit && random.int(6) === 0) return await this.#leave(transfer, round);
      await this.#producer.send(round);
      await turns(random.int(IDLE_TURNS_MAX));
    }
    if (consumed !== null) {
      await this.#producer.sendOffset(GROUP, this.#inputPlace, consumed.to);
    }
    if (isCommit) ledger.turn(transfer, "asked");
    await this.#producer.end(isCommit);
    ledger.turn(transfer, isCommit ? "committed" : "aborted");
    if (isCommit && consumed !== null) this.#position = consumed.to;
  }

  /** Aborts while a batch is under way, on a new connection: it may arrive after the end. */
  async #leave(transfer: Transfer, round: readonly Batch[]): Promise<void> {
    const { random, ledger } = this.#bank;
    await this.#producer.add(round.map(({ place }) => place));
    const sending = this.#producer.sendOnce(round).catch(() => {/* cut below, or refused */});
    await turns(random.int(8));
    this.client.leave();
    await this.#producer.end(false);
    ledger.turn(transfer, "aborted");
    await sending;
    await this.#producer.recover();
  }

  /** Takes from some partitions, with one batch each, what it gives to another. */
  #batches(id: string): Batch[] {
    const { random, accounts } = this.#bank;
    const count = 2 + random.int(accounts.length - 1);
    const first = random.int(accounts.length);
    const places = Array.from(
      { length: count },
      (_, i) => accounts[(first + i) % accounts.length]!,
    );
    let sum = 0;
    return places.map((place, i) => {
      const amounts = Array.from({ length: 1 + random.int(3) }, () => random.int(200) - 100);
      if (i === count - 1) amounts[0] = amounts[0]! - sum - amounts.reduce((a, b) => a + b, 0);
      sum += amounts.reduce((a, b) => a + b, 0);
      return {
        place,
        values: amounts.map((amount, j) => `${id}.${i}.${j} ${amount}`),
        offset: null,
      };
    });
  }

  #consume(): Consumed | null {
    const { input, generation } = this.#options;
    if (input === null || this.#position >= INPUTS) return null;
    const from = this.#position;
    const count = 1 + this.#bank.random.int(INPUTS_PER_TRANSACTION_MAX);
    return { partition: input, from, to: Math.min(from + count, INPUTS), generation };
  }

  get #inputPlace(): TopicPartition {
    return { topic: "input", partition: this.#options.input ?? 0 };
  }

  #committedOffset(partition: number): Promise<number> {
    return stableOffset(this.client, partition);
  }
}

/** The group's offset in a partition of `input`, 0 where it has none. */
export async function stableOffset(client: TransactionsClient, partition: number) {
  let offset = 0;
  const code = await client.retry(PASSING, async () => {
    const { topics, errorCode } = await client.call(OFFSET_FETCH, 7, {
      groupId: GROUP,
      topics: [{ name: "input", partitionIndexes: [partition] }],
      requireStable: true,
    });
    if (errorCode !== ErrorCode.NONE) return errorCode;
    const found = topics[0]!.partitions[0]!;
    offset = Math.max(0, found.committedOffset);
    return found.errorCode;
  });
  if (code !== ErrorCode.NONE) throw new Error(`Cannot fetch an offset: ${errorName(code)}`);
  return offset;
}
