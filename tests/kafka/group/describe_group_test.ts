import { describe, expect, test } from "bun:test";
import { bytes, Fixture, GROUP, settle, subscription } from "./fixture.ts";

describe("describeGroup", () => {
  test("Stable: members with subscriptions and assignments", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({ groupInstanceId: "s", clientId: "app" });
    expect(await fixture.groups.describeGroup(GROUP)).toEqual({
      errorCode: 0,
      groupId: GROUP,
      groupState: "Stable",
      protocolType: "consumer",
      protocolData: "range",
      members: [{
        memberId: leader!.memberId,
        groupInstanceId: "s",
        clientId: "app",
        clientHost: "/127.0.0.1",
        memberMetadata: subscription("topic"),
        memberAssignment: bytes("for 0"),
      }],
    });
  });

  test("in a rebalance: members without them", async () => {
    const fixture = new Fixture();
    await fixture.stable({});
    void fixture.join();
    await settle();
    const described = await fixture.groups.describeGroup(GROUP);
    expect(described).toMatchObject({ groupState: "PreparingRebalance", protocolData: "" });
    expect(described.members).toHaveLength(2);
    for (const { memberMetadata, memberAssignment } of described.members) {
      expect([memberMetadata.length, memberAssignment.length]).toEqual([0, 0]);
    }
  });

  test("not there: Dead", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.describeGroup("none")).toEqual({
      errorCode: 0,
      groupId: "none",
      groupState: "Dead",
      protocolType: "",
      protocolData: "",
      members: [],
    });
  });
});

describe("listGroups", () => {
  const ROWS: [string, string[], string[], string[]][] = [
    ["everything", [], [], ["simple", GROUP]],
    ["a state", ["Stable"], [], [GROUP]],
    ["states in any case", ["stable", " EMPTY "], [], ["simple", GROUP]],
    ["a state that none is in", ["Dead"], [], []],
    ["a state that there is not", ["Happy"], [], []],
    ["the type", [], ["CLASSIC"], ["simple", GROUP]],
    ["another type", [], ["consumer"], []],
    ["several types", [], ["consumer", "classic"], ["simple", GROUP]],
    ["type and state", ["Empty"], ["classic"], ["simple"]],
  ];

  test.each(ROWS)("%s", async (_name, states, types, groupIds) => {
    const fixture = new Fixture({ config: { offsetsTopicNumPartitions: 4 } });
    await fixture.commit([{ offset: 1 }], { groupId: "simple" });
    await fixture.stable({});
    const { errorCode, value } = await fixture.groups.listGroups({ states, types });
    expect(errorCode).toBe(0);
    expect(value.map(({ groupId }) => groupId).sort()).toEqual([...groupIds].sort());
  });

  test("says kind, state and type", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }], { groupId: "simple" });
    await fixture.stable({});
    const { value } = await fixture.groups.listGroups({ states: [], types: [] });
    expect(value).toEqual([
      { groupId: "simple", protocolType: "", groupState: "Empty", groupType: "Classic" },
      { groupId: GROUP, protocolType: "consumer", groupState: "Stable", groupType: "Classic" },
    ]);
  });
});
