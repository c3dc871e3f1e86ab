/**
 * auth (100): shows who the session is, in the scheme `digest` (user:password) or `ip`. What does
 * not convince is answered with AUTHFAILED, and the connection ends.
 *
 * @module
 */
import type { Id } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { AuthPacket } from "../protocol/session_records.ts";
import { SUPER_ID } from "../tree/acl.ts";
import { digestId } from "../tree/authentication.ts";
import { readLogin } from "./login_packet.ts";
import type { OperationSettings, ReadOperation } from "./operation.ts";

/** The identities that `user:password` proves: its own, and the one that no access list binds. */
export function digestIds(credentials: string, { superDigest }: OperationSettings): Id[] {
  const id = digestId(credentials);
  return id.id === superDigest ? [SUPER_ID, id] : [id];
}

export const auth: ReadOperation = {
  kind: "read",
  code: OpCode.auth,
  name: "AUTH",
  waitsFor: "nothing",
  read(body, { caller, settings }) {
    const packet = readLogin(AuthPacket, body);
    // The connection's own address is among its ids from the start.
    if (packet.scheme === "ip") return null;
    if (packet.scheme !== "digest") throw new KeeperError(ErrorCode.AUTHFAILED);
    const credentials = new TextDecoder().decode(packet.auth ?? new Uint8Array(0));
    for (const id of digestIds(credentials, settings)) caller.addAuthId(id);
    return null;
  },
};
