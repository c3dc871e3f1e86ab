/**
 * A reader of committed records, as clients are: it leaves out markers and what was aborted, by the
 * list that the broker gives it.
 *
 * @module
 */
import { batchIsControl, batchLastOffset, batchProducerId } from "../../lib/bytes/batch_header.ts";
import { batchIsTransactional } from "../../lib/bytes/batch_header.ts";
import { FetchRequest, FetchResponse } from "../../lib/kafka/messages/fetch.ts";
import { IsolationLevel } from "../../lib/kafka/log/partition_log.ts";
import { ErrorCode, errorName } from "../../lib/kafka/protocol/error_code.ts";
import { ControlRecordType, controlRecordType } from "../../lib/kafka/record/control_record.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { forEachBatch } from "../../lib/kafka/record/record_batch.ts";
import type { ReadRecord, TopicPartition } from "./kafka_session.ts";
import type { TransactionsClient } from "./transactions_client.ts";
import type { TransactionsLedger, Transfer } from "./transactions_ledger.ts";
import { PASSING, placeName } from "./transactions_producer.ts";

const FETCH = { request: FetchRequest, response: FetchResponse };

/** Records of one fetch. */
interface Fetched {
  records: ReadRecord[];
  /** Where the next fetch goes on. */
  nextOffset: number;
  lastStableOffset: number;
  highWatermark: number;
}

/** Reads partitions from their starts on and tells the ledger. */
export class TransactionsReader {
  readonly #client: TransactionsClient;
  readonly #ledger: TransactionsLedger;
  readonly #places: readonly TopicPartition[];
  readonly #bytesMax: number;
  readonly #positions = new Map<string, number>();
  readonly #seen = new Set<string>();
  /** By transfer, the sum of the amounts seen. */
  readonly #sums = new Map<Transfer, number>();

  constructor(
    client: TransactionsClient,
    ledger: TransactionsLedger,
    options: { places: readonly TopicPartition[]; bytesMax: number },
  ) {
    this.#client = client;
    this.#ledger = ledger;
    this.#places = options.places;
    this.#bytesMax = options.bytesMax;
  }

  /** Begins anew: after a power cut, offsets may be given a second time to other records. */
  rewind(): void {
    this.#positions.clear();
    this.#seen.clear();
    this.#sums.clear();
  }

  /** Reads on in every partition. @returns true where all of it was read to its end */
  async read(): Promise<boolean> {
    let atEnd = true;
    for (const place of this.#places) {
      const name = placeName(place);
      const from = this.#positions.get(name) ?? 0;
      const fetched = await this.#fetch(place, from);
      // A rewind while the answer was under way.
      if ((this.#positions.get(name) ?? 0) !== from) return false;
      if (typeof fetched === "number") {
        throw new Error(`Cannot fetch ${name} at ${from}: ${errorName(fetched)}`);
      }
      const { records, nextOffset, highWatermark, lastStableOffset } = fetched;
      if (nextOffset > Math.max(lastStableOffset, from)) {
        throw new Error(`${name}: read to ${nextOffset}, stable to ${lastStableOffset}`);
      }
      for (const { value } of records) this.#note(name, value);
      this.#ledger.passed(name, { from, to: nextOffset }, this.#seen);
      this.#positions.set(name, nextOffset);
      atEnd &&= nextOffset >= highWatermark;
    }
    return atEnd;
  }

  #note(place: string, value: string): void {
    const transfer = this.#ledger.seen(place, value);
    if (this.#seen.has(value)) throw new Error(`${place}: ${value} is there twice`);
    this.#seen.add(value);
    this.#sums.set(transfer, (this.#sums.get(transfer) ?? 0) + Number(value.split(" ")[1]));
  }

  /** At the end of everything: all or nothing of each transfer was seen, and nothing is missing. */
  checkWhole(): void {
    for (const transfer of this.#ledger.transfers) {
      const values = transfer.batches.flatMap((batch) => batch.values);
      const count = values.filter((value) => this.#seen.has(value)).length;
      if (count !== 0 && count !== values.length) {
        throw new Error(`transfer ${transfer.id}: ${count} of ${values.length} records are there`);
      }
      const sum = this.#sums.get(transfer) ?? 0;
      if (sum !== 0) throw new Error(`transfer ${transfer.id}: the sum is ${sum}`);
      this.#ledger.find(transfer, count > 0 ? "there" : "not there");
    }
  }

  /** @returns an error code where that is the answer */
  async #fetch(
    { topic, partition }: TopicPartition,
    fetchOffset: number,
  ): Promise<Fetched | number> {
    let fetched!: Fetched;
    const code = await this.#client.retry(PASSING, async () => {
      const { responses } = await this.#client.call(FETCH, 11, {
        maxWaitMs: 0,
        minBytes: 0,
        isolationLevel: IsolationLevel.READ_COMMITTED,
        topics: [{
          topic,
          partitions: [{ partition, fetchOffset, partitionMaxBytes: this.#bytesMax }],
        }],
      });
      const answer = responses[0]!.partitions[0]!;
      if (answer.errorCode === ErrorCode.NONE) {
        const { highWatermark, lastStableOffset } = answer;
        fetched = { ...committed(answer, fetchOffset), highWatermark, lastStableOffset };
      }
      return answer.errorCode;
    });
    return code === ErrorCode.NONE ? fetched : code;
  }
}

type Answer = FetchResponse["responses"][number]["partitions"][number];

/** The records that count, of those in an answer. */
function committed(answer: Answer, fetchOffset: number) {
  const found = { records: [] as ReadRecord[], nextOffset: fetchOffset };
  const bytes = answer.records;
  if (bytes === null || bytes.length === 0) return found;
  const waiting = (answer.abortedTransactions ?? []).toSorted((a, b) =>
    a.firstOffset - b.firstOffset
  );
  const aborted = new Set<bigint>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  forEachBatch(view, (position, sizeInBytes) => {
    const lastOffset = batchLastOffset(view, position);
    while (waiting.length > 0 && waiting[0]!.firstOffset <= lastOffset) {
      aborted.add(waiting.shift()!.producerId);
    }
    const producerId = batchProducerId(view, position);
    const records = [...readRecords(bytes.slice(position, position + sizeInBytes))];
    found.nextOffset = lastOffset + 1;
    if (batchIsControl(view, position)) {
      const [marker] = records;
      if (marker !== undefined && controlRecordType(marker.key) === ControlRecordType.ABORT) {
        aborted.delete(producerId);
      }
      return;
    }
    if (batchIsTransactional(view, position) && aborted.has(producerId)) return;
    for (const { offset, value } of records) {
      if (offset < fetchOffset) continue;
      found.records.push({ offset, value: Buffer.from(value ?? "").toString() });
    }
  });
  return found;
}
