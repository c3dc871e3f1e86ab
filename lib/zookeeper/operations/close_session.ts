/**
 * closeSession (-11): a session ends, because its client says so or was silent for too long. Its
 * ephemeral nodes go with it, in the same transaction.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { record, text, vector } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { parentPath } from "../tree/path.ts";
import { type Change, deletion } from "./change.ts";
import { removeNode } from "./delete.ts";
import type { Prepare, PrepareContext, WriteOperation } from "./operation.ts";
import {
  type Applied,
  type ApplyContext,
  NOTHING_TO_TELL,
  type Transaction,
} from "./transaction.ts";

const Body = record("closeSession", { paths: vector(text) });

/** A session ends and its ephemeral nodes disappear. */
export class CloseSessionTransaction implements Transaction {
  readonly type = OpCode.closeSession;
  readonly usesReserve = true;
  readonly #paths: readonly string[];

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  static decode(reader: Reader): CloseSessionTransaction {
    return new CloseSessionTransaction(Body.read(reader).paths ?? []);
  }

  encode(writer: Writer): void {
    Body.write(writer, { paths: this.#paths });
  }

  apply({ database, watches, header }: ApplyContext): Applied {
    const { zxid, sessionId } = header;
    for (const path of this.#paths) removeNode(path, { tree: database.tree, watches, zxid });
    database.sessions.delete(sessionId);
    return NOTHING_TO_TELL;
  }

  changes(): Change[] {
    return [
      ...this.#paths.map(deletion),
      { operation: "closeSession", path: null, version: null, data: null },
    ];
  }
}

function prepareEnd({ changes, caller, zxid }: PrepareContext): CloseSessionTransaction {
  const paths = [...changes.ephemeralsOf(caller.sessionId)];
  for (const path of paths) {
    const parent = changes.require(parentPath(path));
    changes.put({ ...parent, childCount: parent.childCount - 1 }, zxid);
    changes.remove(path, zxid);
  }
  return new CloseSessionTransaction(paths);
}

export const closeSession: WriteOperation = {
  kind: "write",
  code: OpCode.closeSession,
  name: "CLOS",
  decode(): Prepare {
    return (context) => ({ transaction: prepareEnd(context), respond: () => {} });
  },
};
