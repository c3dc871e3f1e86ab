/**
 * createContainer (19): create2 of a node that goes by itself some time after its last child
 * (see delete_container.ts).
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { CreateRequest } from "../protocol/request_records.ts";
import { prepareCreate, preparedWithStat } from "./create.ts";
import type { Prepare, WriteOperation } from "./operation.ts";

export const createContainer: WriteOperation = {
  kind: "write",
  code: OpCode.createContainer,
  name: "CREA",
  decode(body): Prepare {
    const request = { ...CreateRequest.read(body), ttlMs: -1, code: OpCode.createContainer };
    return (context) => preparedWithStat(prepareCreate(request, context));
  },
};
