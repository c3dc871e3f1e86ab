/**
 * CreateAcls (API key 30), versions 0 to 3, flexible from 2: creates ACLs.
 *
 * - 1: prefixed patterns (KIP-290); request adds creations.resourcePatternType
 * - 2: flexible
 * - 3: users as resources (KIP-373)
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const CreateAclsRequest = message("CreateAclsRequest", {
  apiKey: 30,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  creations: array({
    resourceType: int8(),
    resourceName: string(),
    resourcePatternType: int8({ from: 1, default: 3 }),
    principal: string(),
    host: string(),
    operation: int8(),
    permissionType: int8(),
  }),
});
export type CreateAclsRequest = Infer<typeof CreateAclsRequest>;

export const CreateAclsResponse = message("CreateAclsResponse", {
  apiKey: 30,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
  }),
});
export type CreateAclsResponse = Infer<typeof CreateAclsResponse>;
