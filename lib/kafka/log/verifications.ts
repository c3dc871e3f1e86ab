/**
 * Producers of which the transaction coordinator is being asked whether this partition belongs to
 * their transaction (KIP-890): handlers/admission -> here -> producer_state.
 *
 * The object made for a question is what the answer must meet again. A marker that ends the
 * producer's transaction meanwhile takes it away, so that a late answer opens no transaction that
 * nobody would ever end.
 *
 * @module
 */

/** One producer's question. */
export interface Verification {
  readonly startedMs: number;
  epoch: number;
  /** No batch may be appended before the one with the lowest sequence that was seen. */
  lowestSequence: number;
  /** A client whose epoch grows with each transaction begins each one at sequence 0. */
  readonly bumpsEpoch: boolean;
}

/** The questions under way in one partition. */
export class Verifications {
  readonly #byProducer = new Map<number, Verification>();
  /** What the next batch of a producer must wait for: batches stay in order. */
  readonly #turns = new Map<number, Promise<void>>();

  get size(): number {
    return this.#byProducer.size;
  }

  get(producerId: number): Verification | undefined {
    return this.#byProducer.get(producerId);
  }

  /** Begins a question, or joins the one under way. */
  start(
    batch: { producerId: number; epoch: number; baseSequence: number },
    client: { nowMs: number; bumpsEpoch: boolean },
  ): Verification {
    const known = this.#byProducer.get(batch.producerId);
    if (known === undefined) {
      const verification = {
        startedMs: client.nowMs,
        epoch: batch.epoch,
        lowestSequence: batch.baseSequence,
        bumpsEpoch: client.bumpsEpoch,
      };
      this.#byProducer.set(batch.producerId, verification);
      return verification;
    }
    const isLower = batch.epoch === known.epoch && batch.baseSequence < known.lowestSequence;
    if (isLower || batch.epoch > known.epoch) {
      known.epoch = batch.epoch;
      known.lowestSequence = batch.baseSequence;
    }
    return known;
  }

  /** The producer's transaction has begun or ended here: earlier answers mean nothing any more. */
  end(producerId: number): void {
    if (this.#byProducer.size > 0) this.#byProducer.delete(producerId);
  }

  expireBefore(startedMs: number): void {
    for (const [id, verification] of this.#byProducer) {
      if (verification.startedMs < startedMs) this.#byProducer.delete(id);
    }
  }

  /** What a producer's batch must wait for, undefined where it is the only one. */
  turnOf(producerId: number): Promise<void> | undefined {
    return this.#turns.size === 0 ? undefined : this.#turns.get(producerId);
  }

  /** Lets the producer's later batches wait until `work`, which never rejects, is done. */
  holdTurn(producerId: number, work: Promise<unknown>): void {
    const turn = work.then(() => {
      if (this.#turns.get(producerId) === turn) this.#turns.delete(producerId);
    });
    this.#turns.set(producerId, turn);
  }
}
