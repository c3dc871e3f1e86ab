/**
 * The account of what waits to go out to clients, and whose answers are let go first where it runs
 * short: those of clients that do not read, longest waiting first (output_queue.ts reads them again
 * when the client goes on).
 *
 * @module
 */
import type { MemoryAccount } from "./memory_budget.ts";

/** Something that holds answers for a client that does not read them. */
export interface BlockedAnswers {
  /** Lets go of what can be read again, and releases it. @returns the bytes let go */
  letGo(): number;
}

/** The memory of answers. */
export class AnswerMemory {
  readonly account: MemoryAccount;
  /** Insertion order is order of getting stuck. */
  readonly #blocked = new Set<BlockedAnswers>();

  constructor(account: MemoryAccount) {
    this.account = account;
    account.giveWay = (bytes) => this.#letGo(bytes);
  }

  /** A client takes no more for now. Where others wait for room, its answers are let go at once. */
  noteBlocked(answers: BlockedAnswers): void {
    if (this.account.isAwaited) answers.letGo();
    else this.#blocked.add(answers);
  }

  /** It goes on, or is gone. */
  forget(answers: BlockedAnswers): void {
    this.#blocked.delete(answers);
  }

  #letGo(bytes: number): void {
    let left = bytes;
    for (const answers of this.#blocked) {
      if (left <= 0) return;
      this.#blocked.delete(answers);
      left -= answers.letGo();
    }
  }
}
