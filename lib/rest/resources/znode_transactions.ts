/**
 * POST /v1/znode-transactions: several changes of znodes as one, all or none (ZooKeeper's multi).
 *
 * @module
 */
import { CreateMode } from "../../zookeeper/protocol/create_mode.ts";
import type { LocalOp } from "../../zookeeper/tree/tree_session.ts";
import { RestError } from "../failure.ts";
import { bytesOfData, RecordData } from "../record_data.ts";
import { route } from "../route.ts";
import {
  array,
  boolean,
  integer,
  named,
  nullable,
  object,
  oneOf,
  optional,
  ShapeError,
  string,
  type TypeOf,
} from "../shape.ts";
import { aclOf, ExpectedVersion, statBody, ZnodeAcl, ZnodeStat } from "../znode_shapes.ts";
import { asVisitor } from "../znode_visitor.ts";

/** Operations of one transaction, which is checked and applied at once. */
const OPERATIONS_MAX = 1_000;

const ZnodeOperation = named(
  "ZnodeOperation",
  object({
    type: oneOf(["create", "set", "delete", "check"]),
    path: string(),
    version: optional(ExpectedVersion),
    data: optional(nullable(RecordData)),
    acl: optional(nullable(ZnodeAcl)),
    sequential: optional(boolean()),
    container: optional(boolean()),
  }),
);
type ZnodeOperation = TypeOf<typeof ZnodeOperation>;

/** The fields that mean something, beside type and path. */
const FIELDS: Record<ZnodeOperation["type"], readonly string[]> = {
  create: ["data", "acl", "sequential", "container"],
  set: ["data", "version"],
  delete: ["version"],
  check: ["version"],
};

const TransactionAnswer = named(
  "ZnodeTransactionData",
  object({
    zxid: integer(),
    results: array(object({ path: string(), stat: nullable(ZnodeStat) })),
  }),
);

export const postZnodeTransaction = route({
  method: "POST",
  path: "/v1/znode-transactions",
  tag: "Znodes",
  name: "commitZnodeTransaction",
  summary: "Change several znodes as one: all of it, or nothing",
  about: "Where an operation is refused, the message names it by its number, from 0.",
  body: named("ZnodeTransactionRequest", object({ operations: array(ZnodeOperation) })),
  answer: TransactionAnswer,
  async handle(request) {
    const { operations } = request.body;
    if (operations.length > OPERATIONS_MAX) {
      const found = `${operations.length} operations; allowed: ${OPERATIONS_MAX}`;
      throw new RestError(413, `Cannot take body.operations: found ${found}`);
    }
    const ops = operations.map((operation, index) => opOf(operation, `body.operations[${index}]`));
    const { zxid, results } = await asVisitor(request, (visitor) => visitor.multi(ops));
    return {
      zxid,
      results: results.map(({ path, stat }) => ({ path, stat: stat && statBody(stat) })),
    };
  },
});

function opOf(operation: ZnodeOperation, at: string): LocalOp {
  const { type, path, version = -1 } = operation;
  const fields = FIELDS[type];
  for (const name of Object.keys(operation)) {
    if (name === "type" || name === "path" || fields.includes(name)) continue;
    const allowed = `of ${type}: ${fields.join(", ")}`;
    throw new ShapeError(at, { found: name, allowed });
  }
  switch (type) {
    case "create": {
      const data = bytesOfData(operation.data, `${at}.data`);
      const acl = operation.acl ?? null;
      const mode = modeOf(operation, at);
      return { type, path, data, mode, ...acl !== null && { acl: aclOf(acl) } };
    }
    case "set":
      return { type: "setData", path, version, data: bytesOfData(operation.data, `${at}.data`) };
    case "delete":
    case "check":
      return { type, path, version };
  }
}

function modeOf({ sequential = false, container = false }: ZnodeOperation, at: string): number {
  if (sequential && container) {
    throw new ShapeError(`${at}.container`, { found: true, allowed: "false with sequential" });
  }
  if (container) return CreateMode.CONTAINER;
  return sequential ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.PERSISTENT;
}
