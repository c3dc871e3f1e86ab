/**
 * getChildren (8): the names of a node's children, in no order that clients may rely on.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetChildrenRequest } from "../protocol/request_records.ts";
import { Perms } from "../tree/acl.ts";
import { WatchMode } from "../tree/watch_table.ts";
import type { Znode } from "../tree/znode.ts";
import { readableNode, requirePath } from "./node_access.ts";
import type { ReadContext, ReadOperation, Respond } from "./operation.ts";

/** Finds the node whose children are asked for and sets the watch. */
export function watchedParent(
  request: { path: string | null; watch: boolean },
  context: ReadContext,
): Znode {
  const path = requirePath(request.path);
  const node = readableNode(path, { context, perms: Perms.READ });
  if (request.watch) {
    const { watcher } = context.caller;
    context.watches.children.add(path, { watcher, mode: WatchMode.STANDARD });
  }
  return node;
}

export const getChildren: ReadOperation = {
  kind: "read",
  code: OpCode.getChildren,
  name: "GETC",
  waitsFor: "session",
  read(body, context): Respond {
    const node = watchedParent(GetChildrenRequest.read(body), context);
    return (writer) => node.writeChildren(writer);
  },
};
