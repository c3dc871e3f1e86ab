/**
 * Who holds memory for clients: one line here for each account, in the order in which they give way
 * where memory runs short.
 *
 * @module
 */
import { AnswerMemory } from "../io/answer_memory.ts";
import { type MemoryAccount, MemoryBudget } from "../io/memory_budget.ts";

/** The accounts of a broker. */
export class MemoryAccounts {
  readonly budget: MemoryBudget;
  /** Indexes of sealed segments: read again when asked for. */
  readonly indexes: MemoryAccount;
  /** Maps of segments that are appended to: mapped again by the next append. */
  readonly windows: MemoryAccount;
  /** Records read for answers, and what waits to go out: read again when its client goes on. */
  readonly answers: AnswerMemory;
  /** Requests that are read and not done with: where these are many, no socket is read. */
  readonly requests: MemoryAccount;
  /** What a compaction works with: less of it takes more passes. */
  readonly compaction: MemoryAccount;
  /** What waits to go out to ZooKeeper's clients: counted, so that the others make room for it. */
  readonly znodes: AnswerMemory;
  /** Groups and their offsets: where these are many, no further one is taken. */
  readonly groups: MemoryAccount;

  /** @param bytesMax memory.budget in bytes; no bound without it */
  constructor(bytesMax = Infinity) {
    const budget = this.budget = new MemoryBudget(bytesMax);
    this.indexes = budget.open({ name: "indexes", bytesMax: bytesMax / 8 });
    this.windows = budget.open({ name: "windows", bytesMax: bytesMax / 4 });
    this.answers = new AnswerMemory(budget.open({ name: "answers", bytesMax: bytesMax / 4 }));
    this.requests = budget.open({ name: "requests", bytesMax: bytesMax / 4 });
    this.compaction = budget.open({ name: "compaction", bytesMax: bytesMax / 8 });
    this.znodes = new AnswerMemory(budget.open({ name: "znodes" }));
    this.groups = budget.open({ name: "groups", bytesMax: bytesMax * 3 / 8 });
  }
}
