/**
 * removeWatches (18) takes a session's watches on a path away; checkWatches (17) only looks
 * whether there are any. Both say NOWATCHER where there are none.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { CheckWatchesRequest, RemoveWatchesRequest } from "../protocol/request_records.ts";
import { WatchMode, type WatchTable } from "../tree/watch_table.ts";
import type { Watches } from "../tree/watch.ts";
import type { ReadContext, ReadOperation } from "./operation.ts";

interface WatchKind {
  readonly tables: (watches: Watches) => readonly WatchTable[];
  readonly mode: number;
}

const ANY_MODE = WatchMode.STANDARD | WatchMode.PERSISTENT | WatchMode.PERSISTENT_RECURSIVE;

/** By the request's `type`: ZooKeeper's WatcherType. */
const KINDS = new Map<number, WatchKind>([
  [1, { tables: ({ children }) => [children], mode: WatchMode.STANDARD }],
  [2, { tables: ({ data }) => [data], mode: WatchMode.STANDARD }],
  [3, { tables: ({ data, children }) => [data, children], mode: ANY_MODE }],
  [4, { tables: ({ data, children }) => [data, children], mode: WatchMode.PERSISTENT }],
  [5, { tables: ({ data }) => [data], mode: WatchMode.PERSISTENT_RECURSIVE }],
]);

function find(request: { path: string | null; type: number }, context: ReadContext) {
  const path = request.path ?? "";
  const kind = KINDS.get(request.type);
  if (kind === undefined) throw new MalformedError(`Cannot find watches of type ${request.type}`);
  const watch = { watcher: context.caller.watcher, mode: kind.mode };
  const tables = kind.tables(context.watches).filter((table) => table.has(path, watch));
  if (tables.length === 0) throw new KeeperError(ErrorCode.NOWATCHER, path);
  return { path, tables, watch };
}

export const checkWatches: ReadOperation = {
  kind: "read",
  code: OpCode.checkWatches,
  name: "CHKW",
  waitsFor: "session",
  read(body: Reader, context) {
    find(CheckWatchesRequest.read(body), context);
    return null;
  },
};

export const removeWatches: ReadOperation = {
  kind: "read",
  code: OpCode.removeWatches,
  name: "REMW",
  waitsFor: "session",
  read(body: Reader, context) {
    const { path, tables, watch } = find(RemoveWatchesRequest.read(body), context);
    for (const table of tables) table.remove(path, watch);
    return null;
  },
};
