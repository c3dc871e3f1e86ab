/**
 * sasl (102): one step of a login. No mechanism is set up, and a ZooKeeper without one takes the
 * client's token, has none for it, and leaves the session as it is. A mechanism's place is here:
 * it would judge the token, add the id `sasl:user` to the caller, and refuse with AUTHFAILED.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetSASLRequest, SetSASLResponse } from "../protocol/session_records.ts";
import { readLogin } from "./login_packet.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const sasl: ReadOperation = {
  kind: "read",
  code: OpCode.sasl,
  name: "SASL",
  waitsFor: "nothing",
  read(body): Respond {
    readLogin(GetSASLRequest, body);
    return (writer) => SetSASLResponse.write(writer, { token: null });
  },
};
