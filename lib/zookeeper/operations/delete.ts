/**
 * delete (2): removes a node that has no children, where its version is the expected one.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { record, text } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { DeleteRequest } from "../protocol/request_records.ts";
import { checkPermission, Perms } from "../tree/acl.ts";
import type { DataTree } from "../tree/data_tree.ts";
import type { NodeView } from "../tree/outstanding_changes.ts";
import { deletableParentPath, parentPath } from "../tree/path.ts";
import type { Watches } from "../tree/watch.ts";
import { type Change, deletion } from "./change.ts";
import { nextVersion, requirePath } from "./node_access.ts";
import type { Prepare, PrepareContext, WriteOperation } from "./operation.ts";
import {
  type Applied,
  type ApplyContext,
  NOTHING_TO_TELL,
  type Transaction,
} from "./transaction.ts";

const Body = record("delete", { path: text });

/** Takes a node out of the tree and tells those who watch it. */
export function removeNode(
  path: string,
  { tree, watches, zxid }: { tree: DataTree; watches: Watches | null; zxid: number },
): void {
  const node = tree.delete(path, zxid);
  if (watches === null) return;
  const parent = tree.get(parentPath(path))!;
  watches.nodeDeleted({ path, zxid, acl: node.acl, parentAcl: parent.acl });
}

/** A node disappears. */
export class DeleteTransaction implements Transaction {
  readonly type = OpCode.delete;
  readonly usesReserve = true;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  static decode(reader: Reader): DeleteTransaction {
    return new DeleteTransaction(Body.read(reader).path);
  }

  encode(writer: Writer): void {
    Body.write(writer, { path: this.#path });
  }

  apply({ database, watches, header }: ApplyContext): Applied {
    removeNode(this.#path, { tree: database.tree, watches, zxid: header.zxid });
    return NOTHING_TO_TELL;
  }

  changes(): Change[] {
    return [deletion(this.#path)];
  }
}

/** Notes that `node` goes from under `parent`. Throws KeeperError NOTEMPTY. */
export function prepareRemoval(
  node: NodeView,
  { parent, context }: { parent: NodeView; context: PrepareContext },
): DeleteTransaction {
  if (node.childCount > 0) throw new KeeperError(ErrorCode.NOTEMPTY, node.path);
  context.changes.put({ ...parent, childCount: parent.childCount - 1 }, context.zxid);
  context.changes.remove(node.path, context.zxid);
  return new DeleteTransaction(node.path);
}

export const deleteNode: WriteOperation = {
  kind: "write",
  code: OpCode.delete,
  name: "DELE",
  decode(body): Prepare {
    const request = DeleteRequest.read(body);
    return (context) => {
      const { changes, caller: { authIds } } = context;
      const path = requirePath(request.path);
      const parent = changes.require(deletableParentPath(path));
      checkPermission(parent.acl, { perms: Perms.DELETE, authIds, path });
      const node = changes.require(path);
      nextVersion(node.version, { expected: request.version, path });
      return { transaction: prepareRemoval(node, { parent, context }), respond: () => {} };
    };
  },
};
