/**
 * setACL (7): replaces who may do what with a node, where the list's version is the expected
 * one; the reply has the new Stat.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { AclList } from "../protocol/data_records.ts";
import { type Decoded, int, record, text } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { SetACLRequest } from "../protocol/request_records.ts";
import { SetACLResponse } from "../protocol/response_records.ts";
import { checkPermission, Perms, resolveAcl, shareOpenAcl } from "../tree/acl.ts";
import { validatePath } from "../tree/path.ts";
import type { Change } from "./change.ts";
import { nextVersion } from "./node_access.ts";
import type { Prepare, WriteOperation } from "./operation.ts";
import type { Applied, ApplyContext, Transaction } from "./transaction.ts";

const Body = record("setACL", { path: text, acl: AclList, aversion: int });

/** A node gets another access list. */
export class SetAclTransaction implements Transaction {
  readonly type = OpCode.setACL;
  readonly usesReserve = false;
  readonly #body: Decoded<typeof Body>;

  constructor(body: Decoded<typeof Body>) {
    this.#body = body;
  }

  static decode(reader: Reader): SetAclTransaction {
    return new SetAclTransaction(Body.read(reader));
  }

  encode(writer: Writer): void {
    Body.write(writer, this.#body);
  }

  apply({ database }: ApplyContext): Applied {
    const { path, aversion } = this.#body;
    const acl = shareOpenAcl(this.#body.acl ?? []);
    const node = database.tree.setAcl(path, { acl, aversion });
    return { path, stat: node.stat(), members: [] };
  }

  changes(): Change[] {
    const { path, aversion } = this.#body;
    const acl = shareOpenAcl(this.#body.acl ?? []);
    return [{ operation: "setACL", path, version: aversion, data: null, acl }];
  }
}

export const setACL: WriteOperation = {
  kind: "write",
  code: OpCode.setACL,
  name: "SETA",
  decode(body): Prepare {
    const request = SetACLRequest.read(body);
    return (context) => {
      const { changes, caller: { authIds } } = context;
      const path = validatePath(request.path);
      const acl = resolveAcl(request.acl, { authIds, path });
      const node = changes.require(path);
      checkPermission(node.acl, { perms: Perms.ADMIN, authIds, path });
      const aversion = nextVersion(node.aversion, { expected: request.version, path });
      changes.put({ ...node, acl, aversion }, context.zxid);
      return {
        transaction: new SetAclTransaction({ path, acl: [...acl], aversion }),
        respond: (writer, { stat }) => SetACLResponse.write(writer, { stat }),
      };
    };
  },
};
