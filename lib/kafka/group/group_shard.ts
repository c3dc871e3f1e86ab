/**
 * One partition of `__consumer_offsets` as a state machine: the groups that hash to it and what
 * they have committed. Requests come in from group_coordinator.ts, deadlines from the groups
 * themselves; both run as a {@linkcode Turn} through the runtime.
 *
 * Memory holds live groups alone: a group that the log does not know, without members and offsets,
 * is dropped at the end of the turn that left it so.
 *
 * @module
 */
import { Deadlines } from "../../state_machine/deadline.ts";
import { AppendRefusedError, NO_RECORDS, type StateMachine } from "../../state_machine/machine.ts";
import type {
  KeyValueRecord,
  RecordLog,
  TransactionEnd,
  TransactionMarker,
  TransactionOfRecord,
} from "../../state_machine/record_log.ts";
import { Runtime } from "../../state_machine/runtime.ts";
import type { GroupMetadataValue } from "../messages/group_metadata_record.ts";
import { GROUP_METADATA_TOPIC } from "../topic/topic_name.ts";
import { Admissions } from "./admissions.ts";
import { ClassicGroup } from "./classic/classic_group.ts";
import { expireJoin, expireSession, expireSync } from "./classic/expiry.ts";
import { GroupState } from "./classic/group_state.ts";
import { rebalance } from "./classic/rebalance.ts";
import { confirmGroup, loadGroup } from "./classic/stored_group.ts";
import { groupErrorCode } from "./group_error.ts";
import { GROUP_BYTES, offsetBytes } from "./group_growth.ts";
import type { GroupMemory } from "./group_memory.ts";
import { type GroupRecord, readGroupRecord } from "./group_records.ts";
import { OffsetStore } from "./offset_store.ts";
import { Parked } from "./parked.ts";
import { PendingOffsets } from "./pending_offsets.ts";
import { type GroupEnvironment, Turn } from "./turn.ts";

/** What a shard gets from the coordinator. */
export type ShardServices = Omit<GroupEnvironment, "sessionDeadline">;

/** The groups of one partition. */
export class GroupShard implements StateMachine {
  readonly name: string;
  readonly #groups = new Map<string, ClassicGroup>();
  readonly #offsets = new OffsetStore(offsetBytes);
  readonly #pending = new PendingOffsets();
  /** Questions to the transaction coordinator about offsets that are to be committed here. */
  readonly admissions = new Admissions();
  readonly #deadlines: Deadlines;
  readonly #environment: GroupEnvironment;
  readonly #runtime: Runtime;
  #isLoaded = false;
  /** What was counted of its memory, in bytes. */
  #countedBytes = 0;

  constructor(partition: number, log: RecordLog, services: ShardServices) {
    this.name = `${GROUP_METADATA_TOPIC}-${partition}`;
    this.#deadlines = new Deadlines(services.clock);
    this.#environment = {
      ...services,
      sessionDeadline: (group, memberId) =>
        this.#deadline(group, (turn) => expireSession(turn, group, memberId)),
    };
    this.#runtime = new Runtime(this.name, { machine: this, log, clock: services.clock });
  }

  /** To read; what it says may not be on disk yet (see {@linkcode GroupShard.execute}). */
  get memory(): GroupMemory {
    return { groups: this.#groups, offsets: this.#offsets, pending: this.#pending };
  }

  /** Replays the log. Throws where that fails. */
  load(): Promise<void> {
    return this.#runtime.load();
  }

  /** Ends: parked requests fail, no timer is left. */
  close(): void {
    this.#runtime.close();
  }

  /** Runs an event; its value is given when all that was written before is on disk. */
  async execute<Response>(
    groupId: string,
    event: (turn: Turn, memory: GroupMemory) => Response,
  ): Promise<Response> {
    const turn = new Turn(this.#environment);
    try {
      const response = await this.#runtime.execute(() => {
        const response = this.#attempt(groupId, () => event(turn, this.memory));
        return {
          records: turn.records,
          transaction: turn.transaction,
          response,
          applied: () => {
            turn.apply();
            this.#dropUnused(groupId);
            this.#count();
          },
        };
      });
      turn.send();
      return response;
    } catch (error) {
      turn.fail(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  /**
   * Ends a transaction here; resolves when its marker is on disk.
   *
   * @throws {AppendRefusedError} where it is refused; then too, all that was written is on disk:
   * what refuses it may be this very marker, from an earlier try
   */
  async endTransaction(marker: TransactionMarker): Promise<void> {
    const response = undefined;
    try {
      await this.#runtime.execute(() => ({ records: NO_RECORDS, marker, response }));
    } catch (error) {
      if (!(error instanceof AppendRefusedError)) throw error;
      await this.#runtime.execute(() => ({ records: NO_RECORDS, response }));
      throw error;
    }
  }

  /** Runs an event whose caller may have to wait for what others do. */
  park<Response>(
    groupId: string,
    event: (turn: Turn, parked: Parked<Response>) => void,
  ): Promise<Response> {
    const parked = new Parked<Response>();
    this.execute(groupId, (turn) => event(turn, parked)).catch((error) => {
      // Answers that were decided have failed with the turn.
      if (!parked.claimed) parked.fail(error);
    });
    return parked.promise;
  }

  /** The group of this name, made where it is missing; it stays if the event gives it cause. */
  groupFor(groupId: string): ClassicGroup {
    const found = this.#groups.get(groupId);
    if (found !== undefined) return found;
    const group: ClassicGroup = new ClassicGroup(groupId, {
      nowMs: this.#environment.clock.nowMs(),
      deadlines: {
        join: this.#deadlines.create(() => this.#fire(group, (turn) => expireJoin(turn, group))),
        sync: this.#deadlines.create(() => this.#fire(group, (turn) => expireSync(turn, group))),
      },
    });
    this.#groups.set(groupId, group);
    return group;
  }

  /** Takes in one record; of the machine, not for others to call. */
  replay(record: KeyValueRecord, offset: number, transaction: TransactionOfRecord | null): void {
    const parsed = this.#parse(record, offset);
    if (parsed === null || parsed.kind === "other") return;
    if (parsed.kind === "group") return this.#replayGroup(parsed.groupId, parsed.value);
    const { key, value } = parsed;
    if (value === null) {
      this.#offsets.delete(key);
      this.#pending.delete(key);
    } else {
      const stored = { ...value, recordOffset: offset };
      if (transaction === null) this.#offsets.set(key, stored);
      else this.#pending.set(transaction, key, stored);
      this.groupFor(key.groupId);
    }
    if (!this.#isLoaded) this.#dropUnused(key.groupId);
  }

  /**
   * Takes in the end of a transaction; of the machine, not for others to call. Of a transactional
   * and an ordinary commit the one written later counts, whenever the transaction ends.
   */
  replayMarker({ producerId, isCommit }: TransactionEnd): void {
    this.admissions.noteEnd(producerId);
    for (const [key, value] of this.#pending.end(producerId)) {
      const earlier = this.#offsets.get(key);
      const isNewest = earlier === undefined || earlier.recordOffset < value.recordOffset;
      if (isCommit && isNewest) this.#offsets.set(key, value);
      this.#dropUnused(key.groupId);
    }
    if (this.#isLoaded) this.#count();
  }

  /** Members get a full session from now: they could not reach the broker while it was away. */
  loaded(): void {
    this.#isLoaded = true;
    this.#count();
    const { config, logger } = this.#environment;
    let members = 0;
    for (const group of this.#groups.values()) {
      members += group.members.size;
      for (const member of group.members.values()) member.keepAlive();
      if (group.members.size > config.groupMaxSize) {
        this.#fire(group, (turn) => rebalance(turn, group, "it is over group.max.size"));
      }
    }
    if (this.#groups.size === 0) return;
    logger.info("groups loaded", { partition: this.name, groups: this.#groups.size, members });
  }

  /** Fails all that waits and forgets everything; of the machine, not for others to call. */
  ended(reason: Error): void {
    this.#deadlines.close();
    for (const group of this.#groups.values()) {
      group.transitionTo(GroupState.Dead, this.#environment.clock.nowMs());
      for (const member of group.members.values()) {
        group.takeJoin(member)?.fail(reason);
        member.sync?.fail(reason);
        member.sync = null;
      }
    }
    this.#groups.clear();
    this.#offsets.clear();
    this.#pending.clear();
    this.#count();
  }

  /** Tells how much memory groups and offsets take now. */
  #count(): void {
    const bytes = this.#groups.size * GROUP_BYTES + this.#offsets.sizeBytes;
    if (bytes === this.#countedBytes) return;
    this.#environment.growth?.change(bytes - this.#countedBytes);
    this.#countedBytes = bytes;
  }

  #replayGroup(groupId: string, value: GroupMetadataValue | null): void {
    if (value === null) return this.#forget(groupId);
    const restore = this.#isLoaded ? confirmGroup : loadGroup;
    restore(this.groupFor(groupId), value, this.#environment);
  }

  /** A tombstone: nothing of the group stays but offsets that were committed after it. */
  #forget(groupId: string): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    for (const member of [...group.members.values()]) group.remove(member);
    this.#kill(group);
    if (this.#hasOffsets(groupId)) this.groupFor(groupId);
  }

  #hasOffsets(groupId: string): boolean {
    return this.#offsets.has(groupId) || this.#pending.hasGroup(groupId);
  }

  #dropUnused(groupId: string): void {
    const group = this.#groups.get(groupId);
    if (group?.isUnused && !this.#hasOffsets(groupId)) this.#kill(group);
  }

  #kill(group: ClassicGroup): void {
    for (const memberId of [...group.pendingJoins.keys()]) group.removePendingJoin(memberId);
    group.deadlines.join.cancel();
    group.deadlines.sync.cancel();
    group.transitionTo(GroupState.Dead, this.#environment.clock.nowMs());
    this.#groups.delete(group.groupId);
  }

  /** A record that cannot be read costs its own content, not the whole partition. */
  #parse(record: KeyValueRecord, offset: number): GroupRecord | null {
    try {
      return readGroupRecord(record);
    } catch (error) {
      this.#environment.logger.error("group record skipped: it cannot be read", {
        partition: this.name,
        offset,
        reason: error instanceof Error ? error.message : String(error),
      });
      return null;
    }
  }

  #attempt<Response>(groupId: string, event: () => Response): Response {
    try {
      return event();
    } catch (error) {
      this.#dropUnused(groupId);
      throw error;
    }
  }

  #deadline(group: ClassicGroup, event: (turn: Turn) => void) {
    return this.#deadlines.create(() => this.#fire(group, event));
  }

  /** Runs an event that nobody asked for. */
  #fire(group: ClassicGroup, event: (turn: Turn) => void): void {
    this.execute(group.groupId, (turn) => {
      if (!group.isIn(GroupState.Dead)) event(turn);
    }).catch((error) => {
      const facts = { group: group.groupId, partition: this.name, reason: String(error) };
      if (error instanceof AppendRefusedError) {
        this.#environment.logger.warn("group could not be stored; it is tried again later", facts);
      } else if (groupErrorCode(error) === null) {
        this.#environment.logger.error("group met an error that it did not expect", facts);
      }
    });
  }
}
