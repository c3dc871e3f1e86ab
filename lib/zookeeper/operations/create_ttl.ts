/**
 * createTTL (21): create2 of a node that goes by itself when it had neither a change nor a child
 * for `ttl` ms. UNIMPLEMENTED unless extended types are enabled, as in ZooKeeper.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { CreateTTLRequest } from "../protocol/request_records.ts";
import { prepareCreate, preparedWithStat } from "./create.ts";
import type { Prepare, WriteOperation } from "./operation.ts";

export const createTTL: WriteOperation = {
  kind: "write",
  code: OpCode.createTTL,
  name: "CREA",
  decode(body): Prepare {
    const { ttl, ...request } = CreateTTLRequest.read(body);
    const ttlMs = Number(ttl);
    return (context) =>
      preparedWithStat(prepareCreate({ ...request, ttlMs, code: OpCode.createTTL }, context));
  },
};
