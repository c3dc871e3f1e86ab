/**
 * DeleteGroups (API key 42), versions 0 to 3, flexible from 2: deletes empty groups.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: a message with the error; response adds results.errorMessage
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const DeleteGroupsRequest = message("DeleteGroupsRequest", {
  apiKey: 42,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  groupsNames: array(string()),
});
export type DeleteGroupsRequest = Infer<typeof DeleteGroupsRequest>;

export const DeleteGroupsResponse = message("DeleteGroupsResponse", {
  apiKey: 42,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    groupId: string(),
    errorCode: int16(),
    errorMessage: string({ from: 3, nullableFrom: 3, default: null, ignorable: true }),
  }),
});
export type DeleteGroupsResponse = Infer<typeof DeleteGroupsResponse>;
