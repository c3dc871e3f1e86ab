/**
 * Frames that a server sends: a length, which is known at the end, then the body.
 *
 * @module
 */
import { Writer } from "../../bytes/writer.ts";
import { writeConnectResponse } from "../protocol/session_records.ts";
import { PASSWORD_BYTES, type Session } from "../tree/session.ts";

/** A frame to write the body into. */
export function startFrame(): Writer {
  const writer = new Writer();
  writer.int32(0);
  return writer;
}

/** The frame's bytes, its length first. */
export function finishFrame(frame: Writer): Uint8Array {
  frame.setInt32(0, frame.length - 4);
  return frame.finish();
}

/**
 * The answer to a request to open a session.
 *
 * @param session null for one that cannot be resumed
 * @param readOnly null for a client that does not know of it
 */
export function connectResponseFrame(session: Session | null, readOnly: boolean | null): Writer {
  const frame = startFrame();
  writeConnectResponse(frame, {
    protocolVersion: 0,
    timeOut: session?.timeoutMs ?? 0,
    sessionId: session?.id ?? 0n,
    passwd: session?.password ?? new Uint8Array(PASSWORD_BYTES),
    readOnly: readOnly === null ? null : false,
  });
  return frame;
}
