/**
 * DeleteAcls (API key 31), versions 0 to 3, flexible from 2: deletes the ACLs that match filters.
 *
 * - 1: prefixed patterns (KIP-290); request adds filters.patternTypeFilter; response adds
 *   matchingAcls.patternType
 * - 2: flexible
 * - 3: users as resources (KIP-373)
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const DeleteAclsRequest = message("DeleteAclsRequest", {
  apiKey: 31,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  filters: array({
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullableFrom: 0 }),
    patternTypeFilter: int8({ from: 1, default: 3 }),
    principalFilter: string({ nullableFrom: 0 }),
    hostFilter: string({ nullableFrom: 0 }),
    operation: int8(),
    permissionType: int8(),
  }),
});
export type DeleteAclsRequest = Infer<typeof DeleteAclsRequest>;

export const DeleteAclsResponse = message("DeleteAclsResponse", {
  apiKey: 31,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  filterResults: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    matchingAcls: array({
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0 }),
      resourceType: int8(),
      resourceName: string(),
      patternType: int8({ from: 1, default: 3 }),
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
});
export type DeleteAclsResponse = Infer<typeof DeleteAclsResponse>;
