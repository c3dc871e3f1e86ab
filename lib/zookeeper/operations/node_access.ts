/**
 * The first steps that reads and writes of one node share: find it, check who asks, check the
 * version.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { checkPermission } from "../tree/acl.ts";
import type { NodeView } from "../tree/outstanding_changes.ts";
import { validatePath } from "../tree/path.ts";
import type { Znode } from "../tree/znode.ts";
import type { PrepareContext, ReadContext } from "./operation.ts";

/** `path`, which must not be null. Throws MalformedError. */
export function requirePath(path: string | null): string {
  if (path === null) throw new MalformedError("Cannot serve a request without a path");
  return path;
}

/** The node to read. Throws KeeperError NONODE or NOAUTH. */
export function readableNode(
  path: string,
  { context, perms }: { context: ReadContext; perms: number },
): Znode {
  const node = context.database.tree.get(path);
  if (node === undefined) throw new KeeperError(ErrorCode.NONODE, path);
  checkPermission(node.acl, { perms, authIds: context.caller.authIds, path });
  return node;
}

/** The node to change. Throws KeeperError BADARGUMENTS, NONODE or NOAUTH. */
export function changeableNode(
  requestedPath: string | null,
  { context, perms }: { context: PrepareContext; perms: number },
): NodeView {
  const path = validatePath(requestedPath);
  const node = context.changes.require(path);
  checkPermission(node.acl, { perms, authIds: context.caller.authIds, path });
  return node;
}

/**
 * The version after `current`, where the client expects that one or any (-1).
 *
 * @throws KeeperError BADVERSION
 */
export function nextVersion(
  current: number,
  { expected, path }: { expected: number; path: string },
): number {
  if (expected !== -1 && expected !== current) throw new KeeperError(ErrorCode.BADVERSION, path);
  const next = (current + 1) | 0;
  // -1 means "any" in requests, so a counter that comes round skips it (ZOOKEEPER-4743).
  return next === -1 ? 0 : next;
}
