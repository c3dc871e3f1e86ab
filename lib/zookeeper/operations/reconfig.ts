/**
 * reconfig (16): would change the members of an ensemble; a server that stands alone has none, and
 * says so as ZooKeeper does: that reconfig is disabled, or with `reconfigEnabled` that a server by
 * itself has not implemented it.
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
  read(body, { settings }) {
    ReconfigRequest.read(body);
    throw new KeeperError(
      settings.reconfigEnabled ? ErrorCode.UNIMPLEMENTED : ErrorCode.RECONFIGDISABLED,
    );
  },
};
