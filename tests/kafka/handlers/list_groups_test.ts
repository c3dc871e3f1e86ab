import { describe, expect, test } from "bun:test";
import { listGroups } from "../../../lib/kafka/handlers/list_groups.ts";
import {
  ListGroupsRequest as request,
  ListGroupsResponse as response,
} from "../../../lib/kafka/messages/list_groups.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

async function withGroups(): Promise<GroupCalls> {
  const calls = new GroupCalls();
  await calls.fixture.commit([{ offset: 1 }], { groupId: "simple" });
  await calls.fixture.stable({});
  return calls;
}

describe("listGroups", () => {
  test.each(versionsOf(listGroups))("version %d", async (version) => {
    const calls = await withGroups();
    const { errorCode, groups } = await calls.call(listGroups, version, {
      request,
      response,
      value: {},
    });
    expect(errorCode).toBe(0);
    const groupType = version >= 5 ? "Classic" : "";
    expect(groups).toEqual([
      {
        groupId: "simple",
        protocolType: "",
        groupState: version >= 4 ? "Empty" : "",
        groupType,
      },
      {
        groupId: GROUP,
        protocolType: "consumer",
        groupState: version >= 4 ? "Stable" : "",
        groupType,
      },
    ]);
  });

  test.each([
    [{ statesFilter: ["stable"] }, [GROUP]],
    [{ typesFilter: ["classic"], statesFilter: ["Empty"] }, ["simple"]],
    [{ typesFilter: ["share"] }, []],
  ])("with the filter %p", async (value, groupIds) => {
    const calls = await withGroups();
    const { groups } = await calls.call(listGroups, 5, { request, response, value });
    expect(groups.map(({ groupId }) => groupId)).toEqual(groupIds);
  });
});
