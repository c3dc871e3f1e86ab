/**
 * The packets by which a client shows who it is. One that cannot be read ends the connection, where
 * any other request is answered with MARSHALLINGERROR.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Codec } from "../protocol/jute.ts";

/** Thrown for a packet that cannot be read; the connection ends without an answer. */
export class LoginPacketError extends Error {
  override name = "LoginPacketError";
}

/** Reads a packet. Throws LoginPacketError where it is none. */
export function readLogin<Out>(codec: Codec<Out, never>, body: Reader): Out {
  try {
    return codec.read(body);
  } catch (error) {
    throw new LoginPacketError(error instanceof Error ? error.message : String(error));
  }
}
