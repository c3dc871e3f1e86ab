/**
 * setWatches (101): what a client sends when it has come back: the watches it had and the last
 * transaction it has seen. What happened at a watched node since then is told at once, the other
 * watches are set again.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import type { Decoded } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { SetWatches } from "../protocol/request_records.ts";
import { OPEN_ACL_UNSAFE } from "../tree/acl.ts";
import { EventType } from "../tree/watch.ts";
import { WatchMode } from "../tree/watch_table.ts";
import type { Znode } from "../tree/znode.ts";
import type { ReadContext, ReadOperation } from "./operation.ts";

type WatchesToSet = Decoded<typeof SetWatches>;

/** The event that a data watch has missed, if any. */
function missedDataEvent(node: Znode | undefined, seenZxid: bigint): number | null {
  if (node === undefined) return EventType.NODE_DELETED;
  return node.mzxid > seenZxid ? EventType.NODE_DATA_CHANGED : null;
}

/** The event that an exists watch on a node that was not there has missed, if any. */
function missedExistsEvent(node: Znode | undefined): number | null {
  return node === undefined ? null : EventType.NODE_CREATED;
}

/** The event that a child watch has missed, if any. */
function missedChildEvent(node: Znode | undefined, seenZxid: bigint): number | null {
  if (node === undefined) return EventType.NODE_DELETED;
  return node.pzxid > seenZxid ? EventType.NODE_CHILDREN_CHANGED : null;
}

/** The paths of a list, which must be there. Throws MalformedError. */
export function requireList(paths: readonly (string | null)[] | null): readonly (string | null)[] {
  if (paths === null) throw new MalformedError("Cannot set watches: a list of paths is null");
  return paths;
}

/** Tells what was missed and sets the rest. */
export function setWatchesAgain(request: WatchesToSet, context: ReadContext): void {
  const { database: { tree, lastProcessedZxid }, watches, caller: { watcher } } = context;
  const { relativeZxid } = request;
  const mode = WatchMode.STANDARD;
  function tellOrSet(path: string | null, missed: (node: Znode | undefined) => number | null) {
    if (path === null) throw new MalformedError("Cannot set watches: a path is null");
    const node = tree.get(path);
    const type = missed(node);
    if (type === null) return false;
    // As in ZooKeeper, what was missed is told without a look at the node's access list.
    watcher.process({ type, path, zxid: lastProcessedZxid }, OPEN_ACL_UNSAFE);
    return true;
  }
  for (const path of requireList(request.dataWatches)) {
    if (!tellOrSet(path, (node) => missedDataEvent(node, relativeZxid))) {
      watches.data.add(path!, { watcher, mode });
    }
  }
  for (const path of requireList(request.existWatches)) {
    if (!tellOrSet(path, missedExistsEvent)) watches.data.add(path!, { watcher, mode });
  }
  for (const path of requireList(request.childWatches)) {
    if (!tellOrSet(path, (node) => missedChildEvent(node, relativeZxid))) {
      watches.children.add(path!, { watcher, mode });
    }
  }
}

export const setWatches: ReadOperation = {
  kind: "read",
  code: OpCode.setWatches,
  name: "SETW",
  waitsFor: "session",
  read(body, context) {
    setWatchesAgain(SetWatches.read(body), context);
    return null;
  },
};
