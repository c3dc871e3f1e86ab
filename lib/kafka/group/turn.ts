/**
 * One event of a group while it is worked out: the records to append, the answers to parked
 * requests, and what follows once the log has taken the records. group_shard.ts hands it to the
 * runtime; answers leave when the records are on disk.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { Random } from "../../io/random.ts";
import type { Deadline } from "../../state_machine/deadline.ts";
import type { KeyValueRecord, TransactionOfRecord } from "../../state_machine/record_log.ts";
import type { ClassicGroup } from "./classic/classic_group.ts";
import type { GroupConfig } from "./group_config.ts";
import type { GroupGrowth } from "./group_growth.ts";
import type { Parked } from "./parked.ts";

/** What events need from outside the group. */
export interface GroupEnvironment {
  readonly config: GroupConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Counts and bounds the memory of groups; nobody does without it. */
  readonly growth?: GroupGrowth;
  /** A deadline that fails the member, or the id that was given out but not used yet. */
  sessionDeadline(group: ClassicGroup, memberId: string): Deadline;
}

interface Reply {
  send(): void;
  fail(error: Error): void;
}

/** The outcome of one event. */
export class Turn {
  readonly environment: GroupEnvironment;
  readonly records: KeyValueRecord[] = [];
  /** The open transaction that the records belong to. */
  transaction: TransactionOfRecord | null = null;
  readonly #replies: Reply[] = [];
  readonly #applied: (() => void)[] = [];

  constructor(environment: GroupEnvironment) {
    this.environment = environment;
  }

  /** Decides the answer to a parked request. */
  answer<Response>(parked: Parked<Response>, response: Response): void {
    parked.claim();
    this.#replies.push({
      send: () => parked.answer(response),
      fail: (error) => parked.fail(error),
    });
  }

  /** Runs after the records were replayed, before they are on disk; may still answer. */
  whenApplied(run: () => void): void {
    this.#applied.push(run);
  }

  /** The records are in memory. */
  apply(): void {
    for (const run of this.#applied) run();
  }

  /** The records are on disk: the answers leave. */
  send(): void {
    for (const reply of this.#replies) reply.send();
  }

  /** The event failed: so do the answers it had decided. */
  fail(error: Error): void {
    for (const reply of this.#replies) reply.fail(error);
  }
}
