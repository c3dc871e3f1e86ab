import { describe, expect, test } from "bun:test";
import { Reader } from "../../../../lib/bytes/reader.ts";
import { GroupState } from "../../../../lib/kafka/group/classic/group_state.ts";
import type { ClassicGroup } from "../../../../lib/kafka/group/classic/classic_group.ts";
import {
  confirmGroup,
  emptyGroupValue,
  groupValue,
  loadGroup,
  memberValue,
} from "../../../../lib/kafka/group/classic/stored_group.ts";
import { groupMetadataRecord, readGroupRecord } from "../../../../lib/kafka/group/group_records.ts";
import { GroupMetadataValue } from "../../../../lib/kafka/messages/group_metadata_record.ts";
import { bytes, subscription } from "../fixture.ts";
import { inertEnvironment, makeGroup, makeMember } from "./group_parts.ts";

type GroupInput = Parameters<typeof groupMetadataRecord>[1];

/** What a value becomes on its way through the log. */
function throughLog(value: GroupInput): GroupMetadataValue {
  const read = readGroupRecord(groupMetadataRecord("g", value));
  if (read.kind !== "group" || read.value === null) throw new Error("not a group");
  return read.value;
}

function twoMembers() {
  const group = makeGroup();
  group.add(makeMember("a", ["range", "sticky"]));
  group.add(makeMember("b", ["range", "sticky"], { groupInstanceId: "s" }));
  group.protocolName = "range";
  group.generationId = 4;
  return group;
}

function valueOf(group: ClassicGroup) {
  const members = [...group.members.values()].map(({ identity, terms }) => {
    const assignment = bytes(`for ${identity.memberId}`);
    return memberValue(group.protocolName, { identity, terms, assignment });
  });
  return throughLog(groupValue(group, { members, leaderId: "a", nowMs: 5000 }));
}

describe("loadGroup", () => {
  test("makes the group what the record says", () => {
    const group = makeGroup();
    loadGroup(group, valueOf(twoMembers()), inertEnvironment());
    expect(group).toMatchObject({
      state: "Stable",
      stateTimestampMs: 5000,
      generationId: 4,
      protocolType: "consumer",
      protocolName: "range",
      leaderId: "a",
      stored: true,
    });
    expect([...group.members.keys()]).toEqual(["a", "b"]);
    expect(group.staticMember("s")!.assignment).toEqual(bytes("for b"));
    // The record has what the generation uses, not what else the member knows.
    expect(group.members.get("a")!.terms.protocols.map(({ name }) => name)).toEqual(["range"]);
    expect(group.subscribedTopics).toEqual(new Set(["topic"]));
  });

  test("a later record replaces an earlier one wholly", () => {
    const group = makeGroup();
    loadGroup(group, valueOf(twoMembers()), inertEnvironment());
    const later = makeGroup();
    later.add(makeMember("c", ["range"], { groupInstanceId: "s", metadata: bytes("new") }));
    later.protocolName = "range";
    loadGroup(group, { ...valueOf(later), leader: "c" }, inertEnvironment());
    expect([...group.members.keys()]).toEqual(["c"]);
    expect(group.members.get("c")!.metadata("range")).toEqual(bytes("new"));
    expect(group.staticMember("s")!.memberId).toBe("c");
  });

  test("an empty one has no members and the next generation", () => {
    const group = makeGroup();
    loadGroup(group, throughLog(emptyGroupValue(twoMembers(), 7000)), inertEnvironment());
    expect(group).toMatchObject({
      state: "Empty",
      generationId: 5,
      protocolName: null,
      leaderId: null,
      stateTimestampMs: 7000,
    });
  });

  test("without a rebalance timeout the session's is taken", () => {
    const value = valueOf(twoMembers());
    value.members[0]!.rebalanceTimeout = -1;
    const group = makeGroup();
    loadGroup(group, value, inertEnvironment());
    expect(group.members.get("a")!.terms.rebalanceTimeoutMs).toBe(1000);
  });

  test("keeps no view of the log", () => {
    const record = groupMetadataRecord("g", {
      ...groupValue(twoMembers(), { members: [], leaderId: "a", nowMs: 1 }),
      members: [memberValue("range", { ...makeMember("a"), assignment: bytes("mine") })],
    });
    const reader = new Reader(record.value!);
    const value = GroupMetadataValue.decode(reader, reader.int16());
    const group = makeGroup();
    loadGroup(group, value, inertEnvironment());
    record.value!.fill(0);
    expect(group.members.get("a")!.assignment).toEqual(bytes("mine"));
    expect(group.members.get("a")!.metadata("range")).toEqual(subscription("topic"));
  });
});

describe("confirmGroup", () => {
  function completing() {
    const group = twoMembers();
    group.transitionTo(GroupState.PreparingRebalance, 1);
    group.transitionTo(GroupState.CompletingRebalance, 2);
    return group;
  }

  test("gives the members their assignments and leaves the rest as it is", () => {
    const group = completing();
    const [a] = group.members.values();
    confirmGroup(group, valueOf(group), inertEnvironment());
    expect(group).toMatchObject({ state: "Stable", generationId: 4, stored: true });
    expect(group.members.get("a")).toBe(a!);
    expect(a!.assignment).toEqual(bytes("for a"));
    expect(a!.terms.protocols.map(({ name }) => name)).toEqual(["range", "sticky"]);
  });

  test("a static member under a new id takes the place of the old", () => {
    const group = completing();
    confirmGroup(group, valueOf(group), inertEnvironment());
    const value = valueOf(group);
    value.members[1]!.memberId = "b2";
    confirmGroup(group, value, inertEnvironment());
    expect(group.staticMember("s")).toMatchObject({ memberId: "b2", assignment: bytes("for b") });
    expect([...group.members.keys()]).toEqual(["a", "b2"]);
  });

  test("a record of members that are not there is a bug", () => {
    const group = completing();
    const value = valueOf(group);
    value.members[0]!.memberId = "x";
    expect(() => confirmGroup(group, value, inertEnvironment())).toThrow("no member x");
    const fewer = valueOf(group);
    fewer.members.pop();
    expect(() => confirmGroup(group, fewer, inertEnvironment())).toThrow("2 members, its record 1");
  });
});
