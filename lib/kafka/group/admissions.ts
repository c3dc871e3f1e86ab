/**
 * Transactions that their coordinator is being asked about. Where the transaction ends while the
 * question is under way, the answer is worth nothing: what was written then would belong to a
 * transaction that nobody ends (KIP-890).
 *
 * @module
 */

/** One question. */
export interface Admission {
  readonly producerId: number;
  /** A marker of this producer came since. */
  readonly ended: boolean;
}

interface OpenAdmission extends Admission {
  ended: boolean;
}

/** The questions of one shard. */
export class Admissions {
  readonly #open = new Set<OpenAdmission>();

  /** Runs `work` with a question's record, which is forgotten afterwards. */
  async during<Value>(
    producerId: number,
    work: (admission: Admission) => Promise<Value>,
  ): Promise<Value> {
    const admission: OpenAdmission = { producerId, ended: false };
    this.#open.add(admission);
    try {
      return await work(admission);
    } finally {
      this.#open.delete(admission);
    }
  }

  /** A transaction of this producer ended here. */
  noteEnd(producerId: number): void {
    for (const admission of this.#open) {
      if (admission.producerId === producerId) admission.ended = true;
    }
  }
}
