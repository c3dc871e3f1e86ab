/**
 * The memory of groups and their committed offsets: counted, and no further group or offset taken
 * where it has reached its share of memory.budget. What is there goes on: its members, its commits
 * for partitions that have an offset already, and everything that makes it smaller.
 *
 * Members are not counted: each has a connection, and those are bounded.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { MemoryAccount } from "../../io/memory_budget.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { GroupError } from "./group_error.ts";
import type { StoredOffset } from "./offset_store.ts";

/** What a group costs without offsets, and an offset without its metadata, in bytes; measured. */
export const GROUP_BYTES = 2048;
export const OFFSET_BYTES = 256;
/** Between two lines of the log about it, in ms. */
const TOLD_PAUSE_MS = 60_000;

/** Bytes that a committed offset costs. */
export function offsetBytes({ metadata }: StoredOffset): number {
  return OFFSET_BYTES + metadata.length;
}

/** Counts what all shards hold. */
export class GroupGrowth {
  readonly #account: MemoryAccount;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #toldMs = -Infinity;

  constructor(account: MemoryAccount, { clock, logger }: { clock: Clock; logger: Logger }) {
    this.#account = account;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** A shard holds more, or less. */
  change(bytes: number): void {
    if (bytes > 0) this.#account.claim(bytes);
    else this.#account.release(-bytes);
  }

  get isFull(): boolean {
    return this.#account.bytes >= this.#account.bytesMax;
  }

  /**
   * Refuses what is new where there is no room for it.
   *
   * @throws {GroupError} COORDINATOR_NOT_AVAILABLE, which clients answer by trying again later
   */
  requireRoom(): void {
    if (!this.isFull) return;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#toldMs >= TOLD_PAUSE_MS) {
      this.#toldMs = nowMs;
      const { bytes, bytesMax } = this.#account;
      this.#logger.warn(
        "no further group or committed offset is taken: they hold " +
          `${bytes} bytes, ${Math.floor(bytesMax)} are allowed. Raise memory.budget, or let ` +
          "offsets expire earlier (offsets.retention.minutes)",
      );
    }
    throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  }
}
