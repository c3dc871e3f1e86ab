/**
 * deleteContainer (20): the server's own request to remove a container or a node whose time to
 * live is over. Clients cannot send it. The rule for which nodes are due is here too.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { DeleteRequest } from "../protocol/request_records.ts";
import type { DataTree } from "../tree/data_tree.ts";
import { nodeKind, ttlMsOf } from "../tree/node_kind.ts";
import { deletableParentPath } from "../tree/path.ts";
import { prepareRemoval } from "./delete.ts";
import { requirePath } from "./node_access.ts";
import type { Prepare, WriteOperation } from "./operation.ts";

/**
 * The paths that are due: containers that have had children and have none now, nodes without
 * children whose time to live has passed since their last change.
 *
 * @param nowMs wall clock, in ms
 */
export function dueForRemoval(tree: DataTree, nowMs: number): string[] {
  const due: string[] = [];
  for (const path of tree.expirablePaths()) {
    const node = tree.get(path);
    if (node === undefined || node.childCount > 0) continue;
    const isDue = nodeKind(node.ephemeralOwner) === "container"
      // A container that nobody has used yet stays: its first child may be on its way.
      ? node.childrenCreated > 0
      : nowMs - node.mtimeMs > ttlMsOf(node.ephemeralOwner);
    if (isDue) due.push(path);
  }
  return due;
}

export const deleteContainer: WriteOperation = {
  kind: "write",
  code: OpCode.deleteContainer,
  name: "DELE",
  decode(body): Prepare {
    const request = DeleteRequest.read(body);
    return (context) => {
      const path = requirePath(request.path);
      const parent = context.changes.require(deletableParentPath(path));
      const node = context.changes.require(path);
      const kind = nodeKind(node.ephemeralOwner);
      if (kind !== "container" && kind !== "ttl") {
        throw new KeeperError(ErrorCode.BADVERSION, node.path);
      }
      return { transaction: prepareRemoval(node, { parent, context }), respond: () => {} };
    };
  },
};
