/**
 * setData (5): replaces a node's data where its version is the expected one; the reply has the
 * new Stat.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { buffer, type Decoded, int, record, text } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { SetDataRequest } from "../protocol/request_records.ts";
import { SetDataResponse } from "../protocol/response_records.ts";
import { Perms } from "../tree/acl.ts";
import type { Change } from "./change.ts";
import { changeableNode, nextVersion } from "./node_access.ts";
import type { Prepare, WriteOperation } from "./operation.ts";
import { checkQuota } from "./quota_check.ts";
import type { Applied, ApplyContext, Transaction } from "./transaction.ts";

const Body = record("setData", { path: text, data: buffer, version: int });

/** A node gets other data. */
export class SetDataTransaction implements Transaction {
  readonly type = OpCode.setData;
  readonly usesReserve = false;
  readonly #body: Decoded<typeof Body>;

  constructor(body: Decoded<typeof Body>) {
    this.#body = body;
  }

  static decode(reader: Reader): SetDataTransaction {
    const body = Body.read(reader);
    return new SetDataTransaction({ ...body, data: body.data && new Uint8Array(body.data) });
  }

  encode(writer: Writer): void {
    Body.write(writer, this.#body);
  }

  apply({ database, watches, header }: ApplyContext): Applied {
    const { path, data, version } = this.#body;
    const { zxid, timeMs } = header;
    const node = database.tree.setData(path, { data, version, zxid, timeMs });
    watches?.dataChanged({ path, zxid, acl: node.acl });
    return { path, stat: node.stat(), members: [] };
  }

  changes(): Change[] {
    return [{ operation: "setData", ...this.#body }];
  }
}

export const setData: WriteOperation = {
  kind: "write",
  code: OpCode.setData,
  name: "SETD",
  decode(body): Prepare {
    const request = SetDataRequest.read(body);
    return (context) => {
      const node = changeableNode(request.path, { context, perms: Perms.WRITE });
      const { path } = node;
      const dataLength = request.data?.length ?? 0;
      checkQuota(path, { context, count: 0, bytes: dataLength - node.dataLength });
      const version = nextVersion(node.version, { expected: request.version, path });
      context.changes.put({ ...node, version, dataLength }, context.zxid);
      // A copy: a view would keep all that the socket delivered with it in memory.
      const data = request.data && new Uint8Array(request.data);
      return {
        transaction: new SetDataTransaction({ path, data, version }),
        respond: (writer, { stat }) => SetDataResponse.write(writer, { stat }),
      };
    };
  },
};
