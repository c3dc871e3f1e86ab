/**
 * ListGroups (API key 16), versions 0 to 5: the groups of this broker, those that have only
 * committed offsets included. While some are still loading: COORDINATOR_LOAD_IN_PROGRESS.
 *
 * - 4: only groups in some states, by name, in any letter case (KIP-518)
 * - 5: only groups of some types; all here are "Classic" (KIP-848)
 *
 * @module
 */
import { ListGroupsRequest, ListGroupsResponse } from "../messages/list_groups.ts";
import { handler } from "./handler.ts";

export const listGroups = handler({
  request: ListGroupsRequest,
  response: ListGroupsResponse,
  versions: [0, 5],
  async handle({ statesFilter, typesFilter }, { broker }) {
    const filter = { states: statesFilter, types: typesFilter };
    const { errorCode, value: groups } = await broker.groups.listGroups(filter);
    return { errorCode, groups };
  },
});
