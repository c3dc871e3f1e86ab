/**
 * A request from within the process, asked without a socket: its body is written as a client would
 * write it and goes through the same pipeline, so that what it meets is what a client meets.
 * local_session.ts and visitor.ts ask in this way.
 *
 * @module
 */
import { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { operationsByCode } from "../operations/mod.ts";
import type { Caller } from "../operations/operation.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Session } from "../tree/session.ts";
import type { Reply, Request } from "./request.ts";

/** Who asks, and where. */
export interface Asker {
  readonly session: Session;
  readonly caller: Caller;
  /** Writes may use the space that is held back on a full disk. */
  readonly usesReserve: boolean;
  submit(request: Request): void;
}

/** What is asked. */
export interface Question {
  /** One of OpCode. */
  readonly code: number;
  /** The asker's number for it. */
  readonly cxid: number;
  readonly body: Writer;
  /** What a refusal names. */
  readonly path: string | null;
  /** Called in the same turn as the reply, before any event, with the answer's zxid. */
  readonly answered?: ((zxid: number) => void) | undefined;
  /** Which outcomes call `answered`; OK alone unless told. */
  readonly isAnswer?: ((err: number) => boolean) | undefined;
}

/** A reply's body and its transaction. */
export interface Answer {
  /** For a write, its own transaction; for a read, the last one before it. */
  readonly zxid: number;
  readonly body: Reader;
}

/** Asks. Rejects with KeeperError where it is refused. */
export function ask(asker: Asker, question: Question): Promise<Answer> {
  const { code, cxid, body, path, answered, isAnswer } = question;
  const { session, caller, usesReserve } = asker;
  const operation = operationsByCode.get(code)!;
  return new Promise((resolve, reject) => {
    asker.submit({
      session,
      caller,
      cxid,
      operation,
      body: new Reader(body.finish()),
      usesReserve,
      reply({ zxid, err, respond }: Reply) {
        if (isAnswer === undefined ? err === ErrorCode.OK : isAnswer(err)) answered?.(zxid);
        if (err !== ErrorCode.OK) return reject(new KeeperError(err, path));
        try {
          const writer = new Writer();
          respond?.(writer);
          resolve({ zxid, body: new Reader(writer.finish()) });
        } catch (error) {
          reject(error);
        }
      },
      abandon: reject,
    });
  });
}
