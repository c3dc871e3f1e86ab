/**
 * getACL (6): who may do what with a node. Who may read it but not administer it does not see the
 * passwords of `digest` ids.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetACLRequest } from "../protocol/request_records.ts";
import { GetACLResponse } from "../protocol/response_records.ts";
import { hasPermission, Perms, redactAcl } from "../tree/acl.ts";
import { readableNode, requirePath } from "./node_access.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const getACL: ReadOperation = {
  kind: "read",
  code: OpCode.getACL,
  name: "GETA",
  waitsFor: "session",
  read(body, context): Respond {
    const path = requirePath(GetACLRequest.read(body).path);
    const node = readableNode(path, { context, perms: Perms.READ | Perms.ADMIN });
    const { authIds } = context.caller;
    const isAdmin = hasPermission(node.acl, { perms: Perms.ADMIN, authIds });
    const acl = isAdmin ? node.acl : redactAcl(node.acl);
    return (writer) => GetACLResponse.write(writer, { acl, stat: node.stat() });
  },
};
