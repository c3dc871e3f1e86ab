/**
 * DescribeAcls (API key 29), versions 0 to 3, flexible from 2: ACLs that match a filter.
 *
 * - 1: prefixed patterns (KIP-290); request adds patternTypeFilter; response adds
 *   resources.patternType
 * - 2: flexible
 * - 3: users as resources (KIP-373)
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const DescribeAclsRequest = message("DescribeAclsRequest", {
  apiKey: 29,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  resourceTypeFilter: int8(),
  resourceNameFilter: string({ nullableFrom: 0 }),
  patternTypeFilter: int8({ from: 1, default: 3 }),
  principalFilter: string({ nullableFrom: 0 }),
  hostFilter: string({ nullableFrom: 0 }),
  operation: int8(),
  permissionType: int8(),
});
export type DescribeAclsRequest = Infer<typeof DescribeAclsRequest>;

export const DescribeAclsResponse = message("DescribeAclsResponse", {
  apiKey: 29,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    patternType: int8({ from: 1, default: 3 }),
    acls: array({
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
});
export type DescribeAclsResponse = Infer<typeof DescribeAclsResponse>;
