/**
 * A member of a classic group: what it said when it joined, what it was assigned, and which of its
 * requests wait for an answer.
 *
 * @module
 */
import type { Deadline } from "../../../state_machine/deadline.ts";
import type { JoinGroupResponse } from "../../messages/join_group.ts";
import type { SyncGroupResponse } from "../../messages/sync_group.ts";
import type { Input } from "../../schema/mod.ts";
import type { Parked } from "../parked.ts";

/** An answer to JoinGroup, for any version. */
export type JoinReply = Input<typeof JoinGroupResponse>;
/** An answer to SyncGroup, for any version. */
export type SyncReply = Input<typeof SyncGroupResponse>;

/** One way of assigning that a member can follow, and its subscription in that way's own form. */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

/** What does not change while a member has its id. */
export interface MemberIdentity {
  readonly memberId: string;
  /** group.instance.id: a static member; null for one that comes and goes. */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
}

/** What each join says anew. */
export interface MemberTerms {
  /** How long the group waits for it in a rebalance, in ms. */
  readonly rebalanceTimeoutMs: number;
  /** How long it may be silent, in ms. */
  readonly sessionTimeoutMs: number;
  /** In the order that it prefers. */
  readonly protocols: readonly MemberProtocol[];
}

/** An assignment that nobody made. */
export const NO_ASSIGNMENT = new Uint8Array(0);

/** One member. */
export class Member {
  readonly identity: MemberIdentity;
  terms: MemberTerms;
  /** Of the generation that is stored; means nothing while another is under way. */
  assignment: Uint8Array = NO_ASSIGNMENT;
  /** Has joined but not been in a generation: it cannot heartbeat yet, its join request ages. */
  isNew = false;
  join: Parked<JoinReply> | null = null;
  sync: Parked<SyncReply> | null = null;
  /** Fails the member when it passes. */
  readonly session: Deadline;

  constructor(identity: MemberIdentity, terms: MemberTerms, session: Deadline) {
    this.identity = identity;
    this.terms = terms;
    this.session = session;
  }

  get memberId(): string {
    return this.identity.memberId;
  }

  /** A sign of life: the session starts again. */
  keepAlive(): void {
    this.session.set(this.terms.sessionTimeoutMs);
  }

  /** Whether the session may pass without failing the member: its own request waits for us. */
  get isWaiting(): boolean {
    return !this.isNew && (this.join !== null || this.sync !== null);
  }

  /** What it subscribes to, in the form of one protocol; empty where it does not know that one. */
  metadata(protocolName: string | null): Uint8Array {
    const protocol = this.terms.protocols.find(({ name }) => name === protocolName);
    return protocol?.metadata ?? NO_ASSIGNMENT;
  }

  /** Whether a join says the same as the last one did. */
  hasProtocols(protocols: readonly MemberProtocol[]): boolean {
    const own = this.terms.protocols;
    return own.length === protocols.length && own.every(({ name, metadata }, i) => {
      const other = protocols[i]!;
      return name === other.name && Buffer.compare(metadata, other.metadata) === 0;
    });
  }
}
