/**
 * The request by which a session tells the server of its watches again after a reconnect.
 *
 * @module
 */
import type { Writer } from "../../bytes/writer.ts";
import { OpCode } from "../protocol/op_code.ts";
import { SetWatches, SetWatches2 } from "../protocol/request_records.ts";
import type { WatchRegistry } from "./watch_registry.ts";

/** The request's code and body; servers before 3.6 know the older one only. */
export function setWatchesRequest(
  watches: WatchRegistry,
  lastZxid: bigint,
): { type: number; write: (writer: Writer) => void } {
  const body = {
    relativeZxid: lastZxid,
    dataWatches: watches.paths("data"),
    existWatches: watches.paths("exist"),
    childWatches: watches.paths("child"),
  };
  if (!watches.hasPersistent) {
    return { type: OpCode.setWatches, write: (writer) => SetWatches.write(writer, body) };
  }
  const more = {
    persistentWatches: watches.paths("persistent"),
    persistentRecursiveWatches: watches.paths("persistentRecursive"),
  };
  return {
    type: OpCode.setWatches2,
    write: (writer) => SetWatches2.write(writer, { ...body, ...more }),
  };
}
