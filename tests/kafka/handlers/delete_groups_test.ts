import { describe, expect, test } from "bun:test";
import { deleteGroups } from "../../../lib/kafka/handlers/delete_groups.ts";
import {
  DeleteGroupsRequest as request,
  DeleteGroupsResponse as response,
} from "../../../lib/kafka/messages/delete_groups.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { errorMessage } from "../../../lib/kafka/protocol/error_message.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

describe("deleteGroups", () => {
  test.each(versionsOf(deleteGroups))("version %d", async (version) => {
    const calls = new GroupCalls();
    await calls.fixture.commit([{ offset: 1 }], { groupId: "simple" });
    await calls.fixture.stable({});
    const value = { groupsNames: [GROUP, "simple", "none"] };
    const { results } = await calls.call(deleteGroups, version, { request, response, value });
    const message = (code: number) => version >= 3 && code !== 0 ? errorMessage(code) : null;
    const codes = [ErrorCode.NON_EMPTY_GROUP, ErrorCode.NONE, ErrorCode.GROUP_ID_NOT_FOUND];
    expect(results).toEqual(value.groupsNames.map((groupId, i) => {
      return { groupId, errorCode: codes[i]!, errorMessage: message(codes[i]!) };
    }));
    expect(await calls.fixture.committed("topic", 0, "simple")).toBe(-1);
    expect(await calls.fixture.state()).toBe("Stable");
  });
});
