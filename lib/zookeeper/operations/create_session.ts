/**
 * createSession (-10): a session begins. Clients ask for it by connecting (server/connection.ts);
 * the password is in the log, so that they can come back after a restart.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { bool, buffer, int, record } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import type { Change } from "./change.ts";
import {
  type Applied,
  type ApplyContext,
  NOTHING_TO_TELL,
  type Transaction,
} from "./transaction.ts";

const Body = record("createSession", { timeoutMs: int, password: buffer, isLocal: bool });

/** A session begins; its id is the header's. */
export class CreateSessionTransaction implements Transaction {
  readonly type = OpCode.createSession;
  readonly usesReserve = true;
  readonly #fields: { timeoutMs: number; password: Uint8Array; isLocal: boolean };

  constructor(fields: { timeoutMs: number; password: Uint8Array; isLocal: boolean }) {
    this.#fields = fields;
  }

  static decode(reader: Reader): CreateSessionTransaction {
    const { timeoutMs, password, isLocal } = Body.read(reader);
    const fields = { timeoutMs, password: new Uint8Array(password ?? []), isLocal };
    return new CreateSessionTransaction(fields);
  }

  encode(writer: Writer): void {
    Body.write(writer, this.#fields);
  }

  apply({ database, header }: ApplyContext): Applied {
    const id = header.sessionId;
    database.sessions.set(id, { id, ...this.#fields, isClosing: false });
    return NOTHING_TO_TELL;
  }

  /** Not the password: who has it can take the session over. */
  changes(): Change[] {
    const { timeoutMs } = this.#fields;
    return [{ operation: "createSession", path: null, version: null, data: null, timeoutMs }];
  }
}
