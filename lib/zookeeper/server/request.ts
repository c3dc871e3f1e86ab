/**
 * A request on its way through the pipeline, and its reply.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Caller, Operation, Respond } from "../operations/operation.ts";
import type { Session } from "../tree/session.ts";

/** The answer to a request. */
export interface Reply {
  /** The last transaction when it was answered; for a write, its own. */
  readonly zxid: number;
  /** One of ErrorCode. */
  readonly err: number;
  /** Writes the body; null where there is none. */
  readonly respond: Respond | null;
}

/** What a session asks for. */
export interface Request {
  readonly session: Session;
  readonly caller: Caller;
  /** The client's number for it. */
  readonly cxid: number;
  readonly operation: Operation;
  readonly body: Reader;
  /** The broker's own writes may use the space that is held back on a full disk. */
  readonly usesReserve: boolean;
  /** Called once, in the order of the session's requests. */
  reply(reply: Reply): void;
  /** Called in the place of `reply` where there is none: malformed, or its outcome is unknown. */
  abandon(error: Error): void;
}
