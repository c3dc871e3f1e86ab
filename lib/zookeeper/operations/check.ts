/**
 * check (13): succeeds where a node's version is the expected one. It guards the other members of
 * a multi and changes nothing; alone it is no request (UNIMPLEMENTED, as in ZooKeeper).
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { record, text } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { CheckVersionRequest } from "../protocol/request_records.ts";
import { Perms } from "../tree/acl.ts";
import type { Change } from "./change.ts";
import { changeableNode, nextVersion, requirePath } from "./node_access.ts";
import type { Prepare, WriteOperation } from "./operation.ts";
import { type Applied, NOTHING_TO_TELL, type Transaction } from "./transaction.ts";

const Body = record("check", { path: text });

/** A version was right. */
export class CheckTransaction implements Transaction {
  readonly type = OpCode.check;
  readonly usesReserve = true;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  static decode(reader: Reader): CheckTransaction {
    return new CheckTransaction(Body.read(reader).path);
  }

  encode(writer: Writer): void {
    Body.write(writer, { path: this.#path });
  }

  apply(): Applied {
    return NOTHING_TO_TELL;
  }

  changes(): Change[] {
    return [];
  }
}

export const check: WriteOperation = {
  kind: "write",
  code: OpCode.check,
  name: "CHEC",
  decode(body): Prepare {
    const request = CheckVersionRequest.read(body);
    return (context) => {
      const { path, version } = changeableNode(requirePath(request.path), {
        context,
        perms: Perms.READ,
      });
      nextVersion(version, { expected: request.version, path });
      return { transaction: new CheckTransaction(path), respond: () => {} };
    };
  },
};
