/**
 * Removing a znode with all below it: leaves first, many in one transaction. Where someone makes or
 * removes a node of the tree meanwhile, what is left is looked through again.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../zookeeper/protocol/error_code.ts";
import type { Visitor } from "../zookeeper/server/visitor.ts";
import { childPath, deletableParentPath } from "../zookeeper/tree/path.ts";
import type { LocalOp } from "../zookeeper/tree/tree_session.ts";
import { RestError } from "./failure.ts";

/** Nodes of one request: their paths are in memory together. */
const NODES_MAX = 100_000;
/** Nodes and characters of paths in one transaction. */
const TRANSACTION_NODES_MAX = 500;
const TRANSACTION_LENGTH_MAX = 256 * 1024;
/** Reads in a row before others have their turn. */
const READS_PER_TURN = 200;
const ATTEMPTS_MAX = 10;

/**
 * Removes the tree at `path`. A tree of up to 500 znodes goes in one transaction.
 *
 * @param version of the node at `path`, or -1
 * @throws KeeperError NONODE, NOAUTH, BADVERSION; BADARGUMENTS for the root and what is reserved;
 * NOTEMPTY where others go on making nodes
 */
export async function removeTree(
  visitor: Visitor,
  { path, version }: { path: string; version: number },
): Promise<void> {
  // What cannot go itself must not lose its children to the attempt.
  deletableParentPath(path);
  for (let attempt = 1;; attempt++) {
    const paths = await pathsOf(visitor, path);
    try {
      for (const ops of transactionsOf(paths, { path, version })) await visitor.multi(ops);
      return;
    } catch (error) {
      const hasChanged = error instanceof KeeperError &&
        (error.code === ErrorCode.NOTEMPTY || error.code === ErrorCode.NONODE);
      if (!hasChanged || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/** The paths of a tree, parents before children. Throws KeeperError NONODE where there is none. */
async function pathsOf(visitor: Visitor, top: string): Promise<string[]> {
  const paths = [top];
  for (let i = 0; i < paths.length; i++) {
    if (i % READS_PER_TURN === READS_PER_TURN - 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const path = paths[i]!;
    for (const name of await childrenOf(visitor, { path, top })) paths.push(childPath(path, name));
    if (paths.length > NODES_MAX) {
      const message = `Cannot delete ${top}: it has more than ${NODES_MAX} znodes; delete parts of`;
      throw new RestError(409, `${message} it first`);
    }
  }
  return paths;
}

async function childrenOf(
  visitor: Visitor,
  { path, top }: { path: string; top: string },
): Promise<string[]> {
  try {
    return await visitor.getChildren(path);
  } catch (error) {
    const isGone = error instanceof KeeperError && error.code === ErrorCode.NONODE;
    if (!isGone || path === top) throw error;
    return [];
  }
}

function* transactionsOf(
  paths: readonly string[],
  { path: top, version }: { path: string; version: number },
): Generator<LocalOp[]> {
  // Before the first nodes go, not only when the top does.
  const guard: LocalOp[] = version === -1 ? [] : [{ type: "check", path: top, version }];
  let ops = [...guard];
  let length = 0;
  for (const path of paths.toReversed()) {
    ops.push({ type: "delete", path, version: path === top ? version : -1 });
    length += path.length;
    if (ops.length < TRANSACTION_NODES_MAX && length < TRANSACTION_LENGTH_MAX) continue;
    yield ops;
    ops = path === top ? [] : [...guard];
    length = 0;
  }
  if (ops.length > 0) yield ops;
}
