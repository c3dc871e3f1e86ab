/**
 * create2 (15): create, with the new node's Stat in the reply.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { CreateRequest } from "../protocol/request_records.ts";
import { prepareCreate, preparedWithStat } from "./create.ts";
import type { Prepare, WriteOperation } from "./operation.ts";

export const create2: WriteOperation = {
  kind: "write",
  code: OpCode.create2,
  name: "CREA",
  decode(body): Prepare {
    const request = CreateRequest.read(body);
    return (context) =>
      preparedWithStat(prepareCreate({ ...request, ttlMs: -1, code: OpCode.create2 }, context));
  },
};
