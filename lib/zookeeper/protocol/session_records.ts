/**
 * The records that open a session and frame what follows: connect, headers, authentication and
 * watch events.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { bool, buffer, type Decoded, type Encodable, int, long, record, ustring } from "./jute.ts";

/** The first frame of a connection. Clients before 3.4 leave out `readOnly`. */
export const ConnectRequest = record("ConnectRequest", {
  protocolVersion: int,
  lastZxidSeen: long,
  timeOut: int,
  sessionId: long,
  passwd: buffer,
  readOnly: bool,
});

/** A connect request; `readOnly` is null where the client did not send the byte. */
export type ConnectRequest = Omit<Decoded<typeof ConnectRequest>, "readOnly"> & {
  readOnly: boolean | null;
};

/** The answer to {@linkcode ConnectRequest}; a `sessionId` of 0 says that the session is gone. */
export const ConnectResponse = record("ConnectResponse", {
  protocolVersion: int,
  timeOut: int,
  sessionId: long,
  passwd: buffer,
  readOnly: bool,
});

/** A connect response; `readOnly` is null for a client that did not send its own. */
export type ConnectResponse = Omit<Encodable<typeof ConnectResponse>, "readOnly"> & {
  readonly readOnly: boolean | null;
};

const { readOnly: _request, ...requestFields } = ConnectRequest.fields;
const OldConnectRequest = record("ConnectRequest", requestFields);
const { readOnly: _response, ...responseFields } = ConnectResponse.fields;
const OldConnectResponse = record("ConnectResponse", responseFields);

/** Reads a connect request, with or without the trailing byte. */
export function readConnectRequest(reader: Reader): ConnectRequest {
  const request = OldConnectRequest.read(reader);
  return { ...request, readOnly: reader.remaining > 0 ? reader.boolean() : null };
}

/** Writes a connect response, without the trailing byte where the client sent none. */
export function writeConnectResponse(writer: Writer, response: ConnectResponse): void {
  OldConnectResponse.write(writer, response);
  if (response.readOnly !== null) writer.boolean(response.readOnly);
}

/** Before every request's body. */
export const RequestHeader = record("RequestHeader", { xid: int, type: int });

/** Before every reply's body; with {@linkcode NOTIFICATION_XID} before a watch event. */
export const ReplyHeader = record("ReplyHeader", { xid: int, zxid: long, err: int });

/** The xid of watch events. */
export const NOTIFICATION_XID = -1;
/** The xid of pings. */
export const PING_XID = -2;
/** The xid of authentication packets. */
export const AUTH_XID = -4;
/** The xid under which clients set their watches again after a reconnect. */
export const SET_WATCHES_XID = -8;

export const WatcherEvent = record("WatcherEvent", { type: int, state: int, path: ustring });

export const AuthPacket = record("AuthPacket", { type: int, scheme: ustring, auth: buffer });

export const GetSASLRequest = record("GetSASLRequest", { token: buffer });
export const SetSASLRequest = record("SetSASLRequest", { token: buffer });
export const SetSASLResponse = record("SetSASLResponse", { token: buffer });
