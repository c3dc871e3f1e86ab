/**
 * getChildren2 (12): getChildren, with the node's Stat in the reply.
 *
 * @module
 */
import { Stat } from "../protocol/data_records.ts";
import { OpCode } from "../protocol/op_code.ts";
import { GetChildren2Request } from "../protocol/request_records.ts";
import { watchedParent } from "./get_children.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const getChildren2: ReadOperation = {
  kind: "read",
  code: OpCode.getChildren2,
  name: "GETC",
  waitsFor: "session",
  read(body, context): Respond {
    const node = watchedParent(GetChildren2Request.read(body), context);
    return (writer) => {
      node.writeChildren(writer);
      Stat.write(writer, node.stat());
    };
  },
};
