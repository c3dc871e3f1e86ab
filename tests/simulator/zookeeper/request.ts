/**
 * The simulation's requests as bytes, and its replies as outcomes.
 *
 * @module
 */
import type { Reader } from "../../../lib/bytes/reader.ts";
import type { Writer } from "../../../lib/bytes/writer.ts";
import * as proto from "../../../lib/zookeeper/protocol/mod.ts";
import type { Stat } from "../../../lib/zookeeper/protocol/data_records.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { statText } from "./model.ts";
import type { Asked, Change, Operation, Outcome } from "./operation.ts";

const RECURSIVE = 1;

const codes: Record<Operation["kind"], number> = {
  create: OpCode.create,
  delete: OpCode.delete,
  setData: OpCode.setData,
  check: OpCode.check,
  multi: OpCode.multi,
  getData: OpCode.getData,
  exists: OpCode.exists,
  getChildren: OpCode.getChildren2,
  sync: OpCode.sync,
  closeSession: OpCode.closeSession,
  watchAll: OpCode.addWatch,
  setWatches: OpCode.setWatches,
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function writeChange(writer: Writer, change: Change): void {
  const { path } = change;
  if (change.kind === "create") {
    const { flags, data } = change;
    proto.CreateRequest.write(writer, { path, data: bytes(data), acl: OPEN_ACL_UNSAFE, flags });
  } else if (change.kind === "setData") {
    const { data, version } = change;
    proto.SetDataRequest.write(writer, { path, data: bytes(data), version });
  } else if (change.kind === "delete") {
    proto.DeleteRequest.write(writer, { path, version: change.version });
  } else proto.CheckVersionRequest.write(writer, { path, version: change.version });
}

/** Writes a request with its header. */
export function writeRequest(writer: Writer, { xid, operation }: Asked): void {
  proto.RequestHeader.write(writer, { xid, type: codes[operation.kind] });
  switch (operation.kind) {
    case "multi":
      for (const change of operation.changes) {
        proto.MultiHeader.write(writer, { type: codes[change.kind], done: false, err: -1 });
        writeChange(writer, change);
      }
      return proto.MultiHeader.write(writer, { type: -1, done: true, err: -1 });
    case "getData":
    case "exists":
    case "getChildren":
      return proto.GetDataRequest.write(writer, operation);
    case "sync":
      return proto.SyncRequest.write(writer, { path: "/" });
    case "watchAll":
      return proto.AddWatchRequest.write(writer, { path: "/", mode: RECURSIVE });
    case "setWatches": {
      const { lastZxid, data, exists, children } = operation.lost;
      const lists = { dataWatches: data, existWatches: exists, childWatches: children };
      return proto.SetWatches.write(writer, { relativeZxid: lastZxid, ...lists });
    }
    case "closeSession":
      return;
    default:
      writeChange(writer, operation);
  }
}

function shortStat(stat: Stat): string {
  return statText(stat);
}

function readResults(frame: Reader): Outcome[] {
  const results: Outcome[] = [];
  for (;;) {
    const { type, done } = proto.MultiHeader.read(frame);
    if (done) return results;
    if (type === OpCode.error) results.push({ err: proto.ErrorResponse.read(frame).err });
    else if (type === OpCode.create) {
      results.push({ err: 0, path: proto.CreateResponse.read(frame).path ?? "" });
    } else if (type === OpCode.setData) {
      results.push({ err: 0, stat: shortStat(proto.SetDataResponse.read(frame).stat) });
    } else results.push({ err: 0 });
  }
}

/** Reads the body of a reply. */
export function readOutcome(
  frame: Reader,
  { operation, err }: { operation: Operation; err: number },
): Outcome {
  if (err !== ErrorCode.OK) return { err };
  switch (operation.kind) {
    case "create":
      return { err, path: proto.CreateResponse.read(frame).path ?? "" };
    case "setData":
    case "exists":
      return { err, stat: shortStat(proto.SetDataResponse.read(frame).stat) };
    case "getData": {
      const { data, stat } = proto.GetDataResponse.read(frame);
      return { err, data: Buffer.from(data ?? "").toString(), stat: shortStat(stat) };
    }
    case "getChildren": {
      const { children, stat } = proto.GetChildren2Response.read(frame);
      const names = (children ?? []).map((name) => name ?? "").sort();
      return { err, children: names, stat: shortStat(stat) };
    }
    case "multi":
      return { err, results: readResults(frame) };
    default:
      return { err };
  }
}
