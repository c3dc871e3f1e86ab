/**
 * ping (11): keeps a session alive; the connection has noted the sign of life already.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import type { ReadOperation } from "./operation.ts";

export const ping: ReadOperation = {
  kind: "read",
  code: OpCode.ping,
  name: "PING",
  waitsFor: "nothing",
  read: () => null,
};
