/**
 * ListGroups (API key 16), versions 0 to 5, flexible from 3: the groups that a broker coordinates.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: flexible
 * - 4: by state (KIP-518); request adds statesFilter; response adds groups.groupState
 * - 5: by type (KIP-848); request adds typesFilter; response adds groups.groupType
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const ListGroupsRequest = message("ListGroupsRequest", {
  apiKey: 16,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  statesFilter: array(string(), { from: 4 }),
  typesFilter: array(string(), { from: 5 }),
});
export type ListGroupsRequest = Infer<typeof ListGroupsRequest>;

export const ListGroupsResponse = message("ListGroupsResponse", {
  apiKey: 16,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16(),
  groups: array({
    groupId: string(),
    protocolType: string(),
    groupState: string({ from: 4, ignorable: true }),
    groupType: string({ from: 5, ignorable: true }),
  }),
});
export type ListGroupsResponse = Infer<typeof ListGroupsResponse>;
