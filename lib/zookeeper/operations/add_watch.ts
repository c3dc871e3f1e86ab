/**
 * addWatch (106): a watch that stays until it is removed, on one node (mode 0) or on it and all
 * nodes below it (mode 1).
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { AddWatchRequest } from "../protocol/request_records.ts";
import { ErrorResponse } from "../protocol/response_records.ts";
import { WatchMode } from "../tree/watch_table.ts";
import type { ReadOperation, Respond } from "./operation.ts";

/** By the request's `mode`: ZooKeeper's AddWatchMode. */
const MODES = [WatchMode.PERSISTENT, WatchMode.PERSISTENT_RECURSIVE];

export const addWatch: ReadOperation = {
  kind: "read",
  code: OpCode.addWatch,
  name: "ADDW",
  waitsFor: "session",
  read(body, { watches, caller: { watcher } }): Respond {
    const request = AddWatchRequest.read(body);
    const mode = MODES[request.mode];
    if (mode === undefined) throw new MalformedError(`Cannot watch in mode ${request.mode}`);
    // Any text may be watched, a path or not; what is no path never changes.
    watches.addPersistent(request.path ?? "", { watcher, mode });
    return (writer) => ErrorResponse.write(writer, { err: ErrorCode.OK });
  },
};
