import { describe, expect, test } from "bun:test";
import { GroupState } from "../../../../lib/kafka/group/classic/group_state.ts";
import { Parked } from "../../../../lib/kafka/group/parked.ts";
import { makeGroup, makeMember } from "./group_parts.ts";

describe("ClassicGroup", () => {
  test("goes only where the table of states allows", () => {
    const group = makeGroup();
    expect(() => group.transitionTo(GroupState.Stable, 1)).toThrow(
      "Group g cannot go from Empty to Stable",
    );
    group.transitionTo(GroupState.PreparingRebalance, 2000);
    expect(group.state).toBe("PreparingRebalance");
    expect(group.stateTimestampMs).toBe(2000);
  });

  test("the first member leads; when it goes, the one who came next", () => {
    const group = makeGroup();
    const members = ["a", "b", "c"].map((id) => makeMember(id));
    for (const member of members) group.add(member);
    expect(group.leaderId).toBe("a");
    group.remove(members[1]!);
    expect(group.leaderId).toBe("a");
    group.remove(members[0]!);
    expect(group.leaderId).toBe("c");
    group.remove(members[2]!);
    expect(group.leaderId).toBeNull();
  });

  test("takes no id and no instance twice", () => {
    const group = makeGroup();
    group.add(makeMember("a", ["range"], { groupInstanceId: "s" }));
    expect(() => group.add(makeMember("a"))).toThrow("already has member a");
    const second = makeMember("b", ["range"], { groupInstanceId: "s" });
    expect(() => group.add(second)).toThrow("already has member b (s)");
    expect(() => group.remove(makeMember("a"))).toThrow("no member a to remove");
  });

  test("counts who has a parked join", () => {
    const group = makeGroup();
    const [a, b] = [makeMember("a"), makeMember("b")];
    group.add(a);
    group.add(b);
    expect(group.hasAllJoined).toBe(false);
    group.parkJoin(a, new Parked());
    expect(() => group.parkJoin(a, new Parked())).toThrow("parked join already");
    group.parkJoin(b, new Parked());
    expect(group.awaitingJoin).toBe(2);
    expect(group.hasAllJoined).toBe(true);
    expect(group.takeJoin(a)).not.toBeNull();
    expect(group.takeJoin(a)).toBeNull();
    group.remove(b);
    expect(group.awaitingJoin).toBe(0);
  });

  test("an id given out keeps the join phase open", () => {
    const group = makeGroup();
    expect(group.hasAllJoined).toBe(true);
    group.pendingJoins.set("p", group.deadlines.join);
    expect(group.hasAllJoined).toBe(false);
    expect(group.isUnused).toBe(false);
    group.removePendingJoin("p");
    expect(group.hasAllJoined).toBe(true);
    expect(group.isUnused).toBe(true);
  });

  test("supports who knows a protocol that all know", () => {
    const group = makeGroup();
    const named = (...names: string[]) =>
      names.map((name) => ({ name, metadata: new Uint8Array(0) }));
    expect(group.supports("anything", named("x"))).toBe(true);
    expect(group.supports("", named("x"))).toBe(false);
    expect(group.supports("anything", [])).toBe(false);
    const a = makeMember("a", ["range", "sticky"]);
    group.add(a);
    group.add(makeMember("b", ["sticky", "roundrobin"]));
    group.transitionTo(GroupState.PreparingRebalance, 1);
    expect(group.supports("consumer", named("sticky", "x"))).toBe(true);
    expect(group.supports("connect", named("sticky"))).toBe(false);
    expect(group.supports("consumer", named("range", "roundrobin"))).toBe(false);
    group.updateTerms(a, { ...a.terms, protocols: named("roundrobin") });
    expect(group.supports("consumer", named("roundrobin"))).toBe(true);
    expect(group.supports("consumer", named("sticky"))).toBe(false);
  });

  test("elects a leader among those who have joined", () => {
    const group = makeGroup();
    expect(group.electJoinedLeader()).toBe(false);
    const [a, b] = [makeMember("a"), makeMember("b")];
    group.add(a);
    group.add(b);
    expect(group.electJoinedLeader()).toBe(false);
    expect(group.leaderId).toBe("a");
    group.parkJoin(b, new Parked());
    expect(group.electJoinedLeader()).toBe(true);
    expect(group.leaderId).toBe("b");
    group.parkJoin(a, new Parked());
    expect(group.electJoinedLeader()).toBe(true);
    expect(group.leaderId).toBe("b");
  });

  test("a static member's place, and its lead, go to who replaces it", () => {
    const group = makeGroup();
    const old = makeMember("a", ["range"], { groupInstanceId: "s" });
    group.add(old);
    group.add(makeMember("b"));
    const member = makeMember("c", ["range"], { groupInstanceId: "s" });
    group.replace(old, member);
    expect(group.leaderId).toBe("c");
    expect(group.staticMember("s")).toBe(member);
    expect(group.staticMember(null)).toBeUndefined();
    expect([...group.members.keys()].sort()).toEqual(["b", "c"]);
  });
});
