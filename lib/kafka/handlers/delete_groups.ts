/**
 * DeleteGroups (API key 42), versions 0 to 3: groups without members are deleted with all that they
 * have committed. Each group has its own result: NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND.
 *
 * - 3: a message with the error
 *
 * @module
 */
import { DeleteGroupsRequest, DeleteGroupsResponse } from "../messages/delete_groups.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { errorMessage } from "../protocol/error_message.ts";
import { handler } from "./handler.ts";

export const deleteGroups = handler({
  request: DeleteGroupsRequest,
  response: DeleteGroupsResponse,
  versions: [0, 3],
  async handle({ groupsNames }, { broker }) {
    const results = await Promise.all(groupsNames.map(async (groupId) => {
      const errorCode = await broker.groups.deleteGroup(groupId);
      const message = errorCode === ErrorCode.NONE ? null : errorMessage(errorCode);
      return { groupId, errorCode, errorMessage: message };
    }));
    return { results };
  },
});
