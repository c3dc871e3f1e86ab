import { describe, expect, test } from "bun:test";
import { GroupState, mayFollow } from "../../../../lib/kafka/group/classic/group_state.ts";

// Rows: from; columns: to. As ClassicGroupState.validPreviousStates has them.
const ALLOWED: Record<GroupState, GroupState[]> = {
  Empty: ["PreparingRebalance", "Dead"],
  PreparingRebalance: ["CompletingRebalance", "Empty", "Dead"],
  CompletingRebalance: ["Stable", "PreparingRebalance", "Dead"],
  Stable: ["PreparingRebalance", "Dead"],
  Dead: [],
};
const STATES = Object.values(GroupState);
const PAIRS = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

describe("group states", () => {
  test.each(PAIRS)("%s to %s", (from, to) => {
    expect(mayFollow(from, to)).toBe(ALLOWED[from].includes(to));
  });
});
