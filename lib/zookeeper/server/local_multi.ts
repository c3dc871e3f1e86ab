/**
 * The members of a local session's multi, and their results.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { writeMultiEnd } from "../operations/multi.ts";
import { CreateMode } from "../protocol/create_mode.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import * as requests from "../protocol/request_records.ts";
import * as responses from "../protocol/response_records.ts";
import { OPEN_ACL_UNSAFE } from "../tree/acl.ts";
import type { LocalOp, LocalOpResult } from "../tree/tree_session.ts";

export type { LocalOp, LocalOpResult } from "../tree/tree_session.ts";

/** A multi of which nothing was done, because of one member. */
export class MultiError extends KeeperError {
  override name = "MultiError";
  /** Which member was refused, from 0. */
  readonly index: number;

  constructor(code: number, { path, index }: { path: string; index: number }) {
    super(code, path);
    this.index = index;
  }
}

function writeOp(writer: Writer, op: LocalOp): void {
  const { path } = op;
  const header = (type: number) =>
    requests.MultiHeader.write(writer, { type, done: false, err: -1 });
  switch (op.type) {
    case "create": {
      header(OpCode.create2);
      const { data = null, acl = OPEN_ACL_UNSAFE, mode = CreateMode.PERSISTENT } = op;
      return requests.CreateRequest.write(writer, { path, data, acl, flags: mode });
    }
    case "delete":
      header(OpCode.delete);
      return requests.DeleteRequest.write(writer, { path, version: op.version ?? -1 });
    case "setData": {
      header(OpCode.setData);
      const { data, version = -1 } = op;
      return requests.SetDataRequest.write(writer, { path, data, version });
    }
    case "check":
      header(OpCode.check);
      return requests.CheckVersionRequest.write(writer, { path, version: op.version });
  }
}

/** Writes the request. */
export function writeMultiOps(writer: Writer, ops: readonly LocalOp[]): void {
  for (const op of ops) writeOp(writer, op);
  writeMultiEnd(writer);
}

function readResult(reader: Reader, { type, path }: { type: number; path: string }): LocalOpResult {
  switch (type) {
    case OpCode.create2: {
      const created = responses.Create2Response.read(reader);
      return { path: created.path ?? path, stat: created.stat };
    }
    case OpCode.setData:
      return { path, stat: responses.SetDataResponse.read(reader).stat };
    case OpCode.delete:
    case OpCode.check:
      return { path, stat: null };
    default:
      throw new MalformedError(`Cannot read result of type ${type} within multi`);
  }
}

/**
 * Reads the reply.
 *
 * @throws MultiError where a member was refused
 */
export function readMultiResults(reader: Reader, ops: readonly LocalOp[]): LocalOpResult[] {
  const results: LocalOpResult[] = [];
  for (const [index, { path }] of ops.entries()) {
    const { type } = requests.MultiHeader.read(reader);
    if (type !== OpCode.error) {
      results.push(readResult(reader, { type, path }));
      continue;
    }
    const { err } = responses.ErrorResponse.read(reader);
    // Members before the refused one answer OK although nothing was done.
    if (err !== ErrorCode.OK) throw new MultiError(err, { path, index });
  }
  return results;
}
