/**
 * sync (9): answers once every write that anyone asked for before is applied, so that the reads
 * behind it see them.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { SyncRequest } from "../protocol/request_records.ts";
import { SyncResponse } from "../protocol/response_records.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const sync: ReadOperation = {
  kind: "read",
  code: OpCode.sync,
  name: "SYNC",
  waitsFor: "all",
  read(body): Respond {
    const { path } = SyncRequest.read(body);
    return (writer) => SyncResponse.write(writer, { path });
  },
};
