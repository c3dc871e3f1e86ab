import { describe, expect, test } from "bun:test";
import { GroupState } from "../../../../lib/kafka/group/classic/group_state.ts";
import {
  requireGeneration,
  requireMember,
} from "../../../../lib/kafka/group/classic/membership.ts";
import { makeGroup, makeMember } from "./group_parts.ts";

function makeFull() {
  const group = makeGroup();
  group.add(makeMember("a"));
  group.add(makeMember("b", ["range"], { groupInstanceId: "s" }));
  return group;
}

describe("requireMember", () => {
  test.each([
    ["a", null, "a"],
    ["b", "s", "b"],
    // A static member may leave its instance out.
    ["b", null, "b"],
    ["x", null, "UNKNOWN_MEMBER_ID"],
    ["", null, "UNKNOWN_MEMBER_ID"],
    ["a", "t", "UNKNOWN_MEMBER_ID"],
    ["a", "s", "FENCED_INSTANCE_ID"],
    ["", "s", "FENCED_INSTANCE_ID"],
  ])("%p with instance %p: %s", (memberId, groupInstanceId, expected) => {
    const group = makeFull();
    const find = () => requireMember(group, { memberId, groupInstanceId });
    if (expected === expected.toUpperCase()) expect(find).toThrow(expected);
    else expect(find().memberId).toBe(expected);
  });

  test("a dead group has no members", () => {
    const group = makeFull();
    group.transitionTo(GroupState.Dead, 1);
    expect(() => requireMember(group, { memberId: "a", groupInstanceId: null }))
      .toThrow("COORDINATOR_NOT_AVAILABLE");
  });
});

describe("requireGeneration", () => {
  test("takes the present one only", () => {
    const group = makeFull();
    group.generationId = 3;
    requireGeneration(group, 3);
    for (const other of [2, 4, -1]) {
      expect(() => requireGeneration(group, other)).toThrow("ILLEGAL_GENERATION");
    }
  });
});
