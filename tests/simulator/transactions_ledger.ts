/**
 * What is known of every transfer: its records, how its transaction ended as far as its producer
 * was told, and what readers of committed records saw of it. A transfer takes from some accounts
 * what it gives to others, in partitions of its own choice, so that seeing a part of it is seeing
 * money made or lost.
 *
 * @module
 */
import { type Batch, placeName } from "./transactions_producer.ts";

/** What a transfer has read, where it goes with a group's offset. */
export interface Consumed {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** Which of the producers of its id has written it. */
  readonly generation: number;
}

/** How its producer left it. `asked` is a commit that was sent and not answered. */
export type TransferState = "open" | "asked" | "committed" | "aborted";

/** One transaction. */
export interface Transfer {
  readonly id: string;
  readonly batches: readonly Batch[];
  readonly consumed: Consumed | null;
  state: TransferState;
  /** What readers found, once they have; it never changes. */
  found: "there" | "not there" | null;
}

/** All transfers. */
export class TransactionsLedger {
  readonly transfers: Transfer[] = [];
  readonly #byValue = new Map<string, { transfer: Transfer; place: string }>();
  /** Acknowledged batches, by partition. */
  readonly #batches = new Map<string, { transfer: Transfer; batch: Batch }[]>();

  begin(id: string, batches: readonly Batch[], consumed: Consumed | null = null): Transfer {
    const transfer: Transfer = { id, batches, consumed, state: "open", found: null };
    this.transfers.push(transfer);
    for (const batch of batches) {
      const place = placeName(batch.place);
      for (const value of batch.values) this.#byValue.set(value, { transfer, place });
      const there = this.#batches.get(place) ?? [];
      there.push({ transfer, batch });
      this.#batches.set(place, there);
    }
    return transfer;
  }

  /** What its producer did, or was told. */
  turn(transfer: Transfer, state: TransferState): void {
    transfer.state = state;
    check(transfer);
  }

  /** A reader of committed records got this one. @returns its transfer */
  seen(place: string, value: string): Transfer {
    const known = this.#byValue.get(value);
    if (known === undefined) throw new Error(`${place}: ${value} was never sent`);
    if (known.place !== place) throw new Error(`${place}: ${value} was sent to ${known.place}`);
    this.find(known.transfer, "there");
    return known.transfer;
  }

  /** A reader went from one offset to another and saw these values: the others are not there. */
  passed(place: string, range: { from: number; to: number }, seen: ReadonlySet<string>): void {
    for (const { transfer, batch } of this.#batches.get(place) ?? []) {
      batch.values.forEach((value, i) => {
        const offset = batch.offset === null ? -1 : batch.offset + i;
        if (offset < range.from || offset >= range.to || seen.has(value)) return;
        this.find(transfer, "not there");
      });
    }
  }

  /** Something shows that a transfer counts, or does not. */
  find(transfer: Transfer, found: "there" | "not there"): void {
    if (transfer.found !== null && transfer.found !== found) {
      throw new Error(`${describe(transfer)}: a reader sees a part of it, or not for ever`);
    }
    transfer.found = found;
    check(transfer);
  }

  /** The group's offset, as the transfers that are there say. */
  consumedTo(partition: number): number {
    const consumed = this.transfers.filter(({ found }) => found === "there")
      .map((transfer) => transfer.consumed)
      .filter((consumed) => consumed?.partition === partition)
      .toSorted((a, b) => a!.from - b!.from);
    let end = 0;
    for (const range of consumed) {
      if (range!.from !== end) {
        throw new Error(`input-${partition}: from ${range!.from} on in place of ${end}`);
      }
      end = range!.to;
    }
    return end;
  }

  /** A group's stable offset as the newest producer of its id finds it. */
  foundOffset(partition: number, offset: number, newest: { generation: number; floor: number }) {
    const { generation, floor } = newest;
    const place = `input-${partition}`;
    if (offset < floor) throw new Error(`${place}: offset ${offset} after ${floor} was committed`);
    let isKnown = offset === 0;
    for (const transfer of this.transfers) {
      const { consumed, state } = transfer;
      if (consumed?.partition !== partition) continue;
      if (consumed.to === offset && state !== "open" && state !== "aborted") isKnown = true;
      if (state !== "asked" || consumed.generation >= generation) continue;
      if (consumed.to > offset) this.find(transfer, "not there");
    }
    if (!isKnown) throw new Error(`${place}: offset ${offset} was not committed by anybody`);
  }

  /** Highest offset that a producer was told is committed. */
  floor(partition: number): number {
    let floor = 0;
    for (const { consumed, state } of this.transfers) {
      if (state === "committed" && consumed?.partition === partition) {
        floor = Math.max(floor, consumed.to);
      }
    }
    return floor;
  }
}

function check(transfer: Transfer): void {
  const { state, found } = transfer;
  if (found === "there" && (state === "open" || state === "aborted")) {
    throw new Error(`${describe(transfer)}: a reader of committed records sees it`);
  }
  if (found === "not there" && state === "committed") {
    throw new Error(`${describe(transfer)}: it is not there`);
  }
}

function describe({ id, state, batches }: Transfer): string {
  const places = batches.map(({ place, offset }) => `${placeName(place)} at ${offset}`).join(", ");
  return `transfer ${id} (${state}; ${places})`;
}
