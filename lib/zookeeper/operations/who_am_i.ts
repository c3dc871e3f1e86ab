/**
 * whoAmI (107): who the session has shown to be, without secrets.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { WhoAmIResponse } from "../protocol/response_records.ts";
import { authenticationProvider } from "../tree/authentication.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const whoAmI: ReadOperation = {
  kind: "read",
  code: OpCode.whoAmI,
  name: "HOMI",
  waitsFor: "session",
  read(_body, { caller }): Respond {
    const clientInfo = caller.authIds.map(({ scheme, id }) => ({
      authScheme: scheme,
      user: authenticationProvider(scheme)?.userName(id ?? "") ?? id,
    }));
    return (writer) => WhoAmIResponse.write(writer, { clientInfo });
  },
};
