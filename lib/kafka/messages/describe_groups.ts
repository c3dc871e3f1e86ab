/**
 * DescribeGroups (API key 15), versions 0 to 6, flexible from 5: state, members and assignments of
 * classic groups.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: authorized operations (KIP-430); request adds includeAuthorizedOperations; response adds
 *   groups.authorizedOperations
 * - 4: static members (KIP-345); response adds members.groupInstanceId
 * - 5: flexible
 * - 6: GROUP_ID_NOT_FOUND, with a message (KIP-1043); response adds groups.errorMessage
 *
 * @module
 */

import { array, boolean, bytes, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const DescribeGroupsRequest = message("DescribeGroupsRequest", {
  apiKey: 15,
  versions: [0, 6],
  flexibleFrom: 5,
}, {
  groups: array(string()),
  includeAuthorizedOperations: boolean({ from: 3 }),
});
export type DescribeGroupsRequest = Infer<typeof DescribeGroupsRequest>;

export const DescribeGroupsResponse = message("DescribeGroupsResponse", {
  apiKey: 15,
  versions: [0, 6],
  flexibleFrom: 5,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ from: 6, nullableFrom: 6, default: null }),
    groupId: string(),
    groupState: string(),
    protocolType: string(),
    protocolData: string(),
    members: array({
      memberId: string(),
      groupInstanceId: string({ from: 4, nullableFrom: 4, default: null, ignorable: true }),
      clientId: string(),
      clientHost: string(),
      memberMetadata: bytes(),
      memberAssignment: bytes(),
    }),
    authorizedOperations: int32({ from: 3, default: -2147483648 }),
  }),
});
export type DescribeGroupsResponse = Infer<typeof DescribeGroupsResponse>;
