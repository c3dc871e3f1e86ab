/**
 * The vote for the protocol that a generation assigns by: among those that all members know, each
 * votes for the one it prefers.
 *
 * @module
 */
import type { ClassicGroup } from "./classic_group.ts";
import type { Member, MemberProtocol } from "./member.ts";

/** A member as if it had said something else when it joined. */
export interface SupposedProtocols {
  readonly member: Member;
  readonly protocols: readonly MemberProtocol[];
}

/**
 * Counts the votes.
 *
 * @param supposed counted with these protocols instead of its own
 * @returns the name; of equal votes the one that the longest-standing member prefers
 * @throws Error where no protocol is known to all, or there are no members
 */
export function selectProtocol(group: ClassicGroup, supposed?: SupposedProtocols): string {
  const ballots: (readonly MemberProtocol[])[] = [];
  const known = new Map<string, number>();
  for (const member of group.members.values()) {
    const protocols = member === supposed?.member ? supposed.protocols : member.terms.protocols;
    ballots.push(protocols);
    // A member that names a protocol twice knows it once.
    for (const name of new Set(protocols.map((protocol) => protocol.name))) {
      known.set(name, (known.get(name) ?? 0) + 1);
    }
  }
  const votes = new Map<string, number>();
  for (const protocols of ballots) {
    const choice = protocols.find(({ name }) => known.get(name) === ballots.length);
    if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  let selected: string | null = null;
  for (const [name, count] of votes) {
    if (selected === null || count > votes.get(selected)!) selected = name;
  }
  if (selected === null) {
    throw new Error(
      `Group ${group.groupId} has no protocol that its ${ballots.length} members know`,
    );
  }
  return selected;
}
