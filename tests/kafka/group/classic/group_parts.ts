/**
 * A group and members without a coordinator, to test the data structure by itself.
 *
 * @module
 */
import { MemoryClock } from "../../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../../lib/io/random.ts";
import { ClassicGroup } from "../../../../lib/kafka/group/classic/classic_group.ts";
import { Member } from "../../../../lib/kafka/group/classic/member.ts";
import { DEFAULT_GROUP_CONFIG } from "../../../../lib/kafka/group/group_config.ts";
import type { GroupEnvironment } from "../../../../lib/kafka/group/turn.ts";
import { Deadlines } from "../../../../lib/state_machine/deadline.ts";
import { subscription } from "../fixture.ts";

const deadlines = new Deadlines(new MemoryClock());

/** An environment in which deadlines do nothing. */
export function inertEnvironment(): GroupEnvironment {
  return {
    config: DEFAULT_GROUP_CONFIG,
    clock: new MemoryClock(),
    random: new SeededRandom(1),
    logger: new MemoryLogger(),
    sessionDeadline: () => deadlines.create(() => {}),
  };
}

export function makeGroup(): ClassicGroup {
  const group = new ClassicGroup("g", {
    nowMs: 1000,
    deadlines: { join: deadlines.create(() => {}), sync: deadlines.create(() => {}) },
  });
  group.protocolType = "consumer";
  return group;
}

/** A member that knows these protocols, all with the same subscription. */
export function makeMember(
  memberId: string,
  protocols: string[] = ["range"],
  { groupInstanceId = null, metadata = subscription("topic") }: {
    groupInstanceId?: string | null;
    metadata?: Uint8Array;
  } = {},
): Member {
  return new Member(
    { memberId, groupInstanceId, clientId: "c", clientHost: "/h" },
    {
      rebalanceTimeoutMs: 2000,
      sessionTimeoutMs: 1000,
      protocols: protocols.map((name) => ({ name, metadata })),
    },
    deadlines.create(() => {}),
  );
}
