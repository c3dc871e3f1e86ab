/**
 * A classic group: its members, its state and generation. The rules that move it are one file per
 * event beside this one (join.ts, sync.ts, heartbeat.ts, leave.ts; rebalance.ts for what they
 * share); the table of states is in group_state.ts.
 *
 * Only part of it is durable: what the last GroupMetadata record said (stored_group.ts). A
 * rebalance under way is in memory alone, as in Kafka: after a restart the members find the last
 * stored generation, and join again where theirs is newer.
 *
 * Kept true here: a static member's name points at a member; `awaitingJoin` is how many members
 * have a parked join; the leader is a member, where there are members.
 *
 * @module
 */
import type { Deadline } from "../../../state_machine/deadline.ts";
import type { Parked } from "../parked.ts";
import { GroupState, mayFollow } from "./group_state.ts";
import type { JoinReply, Member, MemberProtocol } from "./member.ts";

/** What consumers call their kind of group; only this kind's subscriptions can be read here. */
export const CONSUMER_PROTOCOL_TYPE = "consumer";

/** The deadlines of a group, which its owner wires to the rules. */
export interface GroupDeadlines {
  /** The join phase ends when it passes. */
  readonly join: Deadline;
  /** Members that have not synced are removed when it passes. */
  readonly sync: Deadline;
}

/** One group. */
export class ClassicGroup {
  readonly groupId: string;
  readonly deadlines: GroupDeadlines;
  #state: GroupState = GroupState.Empty;
  /** When the state was entered, in ms since the epoch; -1 where old records do not say. */
  stateTimestampMs: number;
  generationId = 0;
  /** Null until someone joins: a group that only commits offsets has none. */
  protocolType: string | null = null;
  /** What the generation assigns by; null before the first. */
  protocolName: string | null = null;
  leaderId: string | null = null;
  /** By id, in the order of joining. */
  readonly members = new Map<string, Member>();
  readonly #staticMembers = new Map<string, Member>();
  /** Ids given out with MEMBER_ID_REQUIRED and not used yet. */
  readonly pendingJoins = new Map<string, Deadline>();
  /** Members of this generation that have not synced. */
  readonly pendingSyncs = new Set<string>();
  /** How many members know each protocol. */
  readonly #protocolCounts = new Map<string, number>();
  #awaitingJoin = 0;
  /** How a first rebalance is put off, in ms: by how much now, by how much yet; else null. */
  initialDelay: { delayMs: number; restMs: number } | null = null;
  /** Someone joined since a first rebalance was last put off. */
  newMemberAdded = false;
  /** Topics that the generation reads; null where that is not known. */
  subscribedTopics: ReadonlySet<string> | null = null;
  /** Whether the log holds a GroupMetadata record of it. */
  stored = false;

  constructor(groupId: string, wiring: { deadlines: GroupDeadlines; nowMs: number }) {
    this.groupId = groupId;
    this.deadlines = wiring.deadlines;
    this.stateTimestampMs = wiring.nowMs;
  }

  get state(): GroupState {
    return this.#state;
  }

  /** Members with a parked join. */
  get awaitingJoin(): number {
    return this.#awaitingJoin;
  }

  /** Whether nothing in memory or in the log would miss it, offsets aside. */
  get isUnused(): boolean {
    return this.#state === GroupState.Empty && !this.stored && this.members.size === 0 &&
      this.pendingJoins.size === 0;
  }

  isIn(...states: GroupState[]): boolean {
    return states.includes(this.#state);
  }

  isLeader(memberId: string): boolean {
    return this.leaderId === memberId;
  }

  staticMember(groupInstanceId: string | null): Member | undefined {
    return groupInstanceId === null ? undefined : this.#staticMembers.get(groupInstanceId);
  }

  /** Enters a state. Throws where the table of group_state.ts does not allow it. */
  transitionTo(state: GroupState, nowMs: number): void {
    if (!mayFollow(this.#state, state)) {
      throw new Error(`Group ${this.groupId} cannot go from ${this.#state} to ${state}`);
    }
    this.enter(state, nowMs);
  }

  /** Enters a state that a record says. */
  enter(state: GroupState, timestampMs: number): void {
    this.#state = state;
    this.stateTimestampMs = timestampMs;
  }

  /** Takes a member in. Its protocols must be checked before. */
  add(member: Member): void {
    const { memberId, groupInstanceId } = member.identity;
    const taken = groupInstanceId !== null && this.#staticMembers.has(groupInstanceId);
    if (taken || this.members.has(memberId)) {
      throw new Error(`Group ${this.groupId} already has member ${memberId} (${groupInstanceId})`);
    }
    this.members.set(memberId, member);
    if (groupInstanceId !== null) this.#staticMembers.set(groupInstanceId, member);
    this.leaderId ??= memberId;
    if (member.join !== null) this.#awaitingJoin += 1;
    this.#count(member.terms.protocols, 1);
  }

  /** Lets a member go; another becomes leader where it was. Its parked requests stay with it. */
  remove(member: Member): void {
    const { memberId, groupInstanceId } = member.identity;
    if (this.members.get(memberId) !== member) {
      throw new Error(`Group ${this.groupId} has no member ${memberId} to remove`);
    }
    member.session.cancel();
    this.members.delete(memberId);
    if (groupInstanceId !== null) this.#staticMembers.delete(groupInstanceId);
    this.pendingSyncs.delete(memberId);
    if (member.join !== null) this.#awaitingJoin -= 1;
    this.#count(member.terms.protocols, -1);
    if (this.leaderId !== memberId) return;
    const [first] = this.members.keys();
    this.leaderId = first ?? null;
  }

  /** Puts `member` in the place of a static member that came back with a new id. */
  replace(old: Member, member: Member): void {
    const wasLeader = this.isLeader(old.memberId);
    this.remove(old);
    this.add(member);
    if (wasLeader) this.leaderId = member.memberId;
  }

  /** Takes what a member's new join says. */
  updateTerms(member: Member, terms: Member["terms"]): void {
    this.#count(member.terms.protocols, -1);
    member.terms = terms;
    this.#count(terms.protocols, 1);
  }

  /** Parks a member's join. */
  parkJoin(member: Member, parked: Parked<JoinReply>): void {
    if (member.join !== null) {
      throw new Error(`Member ${member.memberId} has a parked join already`);
    }
    member.join = parked;
    this.#awaitingJoin += 1;
  }

  /** Takes a member's parked join out, to answer it. */
  takeJoin(member: Member): Parked<JoinReply> | null {
    const parked = member.join;
    if (parked !== null) this.#awaitingJoin -= 1;
    member.join = null;
    return parked;
  }

  /** Whether the join phase has nobody left to wait for. */
  get hasAllJoined(): boolean {
    return this.#awaitingJoin === this.members.size && this.pendingJoins.size === 0;
  }

  /** Removes an id that was given out. */
  removePendingJoin(memberId: string): void {
    this.pendingJoins.get(memberId)?.cancel();
    this.pendingJoins.delete(memberId);
  }

  /** The longest that any member wants to be waited for, in ms. */
  get rebalanceTimeoutMs(): number {
    let longestMs = 0;
    for (const { terms } of this.members.values()) {
      longestMs = Math.max(longestMs, terms.rebalanceTimeoutMs);
    }
    return longestMs;
  }

  /** Whether a member with these protocols can be in the group: one must be known to all. */
  supports(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.#state === GroupState.Empty) return protocolType !== "" && protocols.length > 0;
    if (this.protocolType !== protocolType) return false;
    const all = this.members.size;
    return protocols.some(({ name }) => (this.#protocolCounts.get(name) ?? 0) === all);
  }

  /**
   * Makes sure that the leader is one who has joined this time. False where nobody has, or there is
   * nobody.
   */
  electJoinedLeader(): boolean {
    if (this.leaderId === null) return false;
    const leader = this.members.get(this.leaderId);
    if (leader !== undefined && leader.join !== null) return true;
    for (const member of this.members.values()) {
      if (member.join === null) continue;
      this.leaderId = member.memberId;
      return true;
    }
    return false;
  }

  #count(protocols: readonly MemberProtocol[], change: 1 | -1): void {
    // A member that names a protocol twice knows it once.
    for (const name of new Set(protocols.map((protocol) => protocol.name))) {
      const count = (this.#protocolCounts.get(name) ?? 0) + change;
      if (count === 0) this.#protocolCounts.delete(name);
      else this.#protocolCounts.set(name, count);
    }
  }
}
