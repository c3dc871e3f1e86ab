/**
 * reconfig (16): would change the members of an ensemble; a server that stands alone has none, and
 * says so as ZooKeeper does with `reconfigEnabled=false`.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { ReconfigRequest } from "../protocol/request_records.ts";
import type { ReadOperation } from "./operation.ts";

export const reconfig: ReadOperation = {
  kind: "read",
  code: OpCode.reconfig,
  name: "RECO",
  waitsFor: "session",
  read(body) {
    ReconfigRequest.read(body);
    throw new KeeperError(ErrorCode.RECONFIGDISABLED);
  },
};
