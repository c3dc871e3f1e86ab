/**
 * getAllChildrenNumber (104): how many nodes there are below a node, at any depth.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetAllChildrenNumberRequest } from "../protocol/request_records.ts";
import { GetAllChildrenNumberResponse } from "../protocol/response_records.ts";
import { Perms } from "../tree/acl.ts";
import { readableNode, requirePath } from "./node_access.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const getAllChildrenNumber: ReadOperation = {
  kind: "read",
  code: OpCode.getAllChildrenNumber,
  name: "GETACN",
  waitsFor: "session",
  read(body, context): Respond {
    const path = requirePath(GetAllChildrenNumberRequest.read(body).path);
    readableNode(path, { context, perms: Perms.READ });
    const totalNumber = context.database.tree.countDescendants(path);
    return (writer) => GetAllChildrenNumberResponse.write(writer, { totalNumber });
  },
};
