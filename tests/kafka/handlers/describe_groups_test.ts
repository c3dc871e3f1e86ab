import { describe, expect, test } from "bun:test";
import { describeGroups } from "../../../lib/kafka/handlers/describe_groups.ts";
import {
  DescribeGroupsRequest as request,
  DescribeGroupsResponse as response,
} from "../../../lib/kafka/messages/describe_groups.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

const NOT_ASKED = -(2 ** 31);
/** What Kafka 4.3.1 answers for a group without an authorizer. */
const ALL = 3400;

describe("describeGroups", () => {
  test.each(versionsOf(describeGroups))("version %d", async (version) => {
    const calls = new GroupCalls();
    await calls.fixture.stable({ groupInstanceId: "s" });
    const value = { groups: [GROUP, "none"], includeAuthorizedOperations: version >= 3 };
    const { groups } = await calls.call(describeGroups, version, { request, response, value });
    expect(groups[0]).toMatchObject({
      errorCode: ErrorCode.NONE,
      groupId: GROUP,
      groupState: "Stable",
      protocolData: "range",
      authorizedOperations: version >= 3 ? ALL : NOT_ASKED,
      members: [{ clientId: "client", groupInstanceId: version >= 4 ? "s" : null }],
    });
    expect(groups[1]).toMatchObject({
      groupId: "none",
      groupState: "Dead",
      errorCode: version >= 6 ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.NONE,
      errorMessage: version >= 6 ? "Group none not found." : null,
      members: [],
    });
  });

  test("operations are told where they are asked for", async () => {
    const calls = new GroupCalls();
    await calls.fixture.stable({});
    const value = { groups: [GROUP] };
    const { groups } = await calls.call(describeGroups, 5, { request, response, value });
    expect(groups[0]!.authorizedOperations).toBe(NOT_ASKED);
  });

  test("a coordinator that is gone is each group's error", async () => {
    const calls = new GroupCalls();
    calls.fixture.groups.close();
    const value = { groups: [GROUP] };
    const { groups } = await calls.call(describeGroups, 6, { request, response, value });
    expect(groups[0]).toMatchObject({
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
      groupState: "",
    });
  });
});
