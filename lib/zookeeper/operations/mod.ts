/**
 * The list of operations: a new one is one file and one line here.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { addWatch } from "./add_watch.ts";
import { auth } from "./auth.ts";
import { CheckTransaction } from "./check.ts";
import { closeSession, CloseSessionTransaction } from "./close_session.ts";
import { create, CreateTransaction } from "./create.ts";
import { create2 } from "./create2.ts";
import { createContainer } from "./create_container.ts";
import { CreateSessionTransaction } from "./create_session.ts";
import { createTTL } from "./create_ttl.ts";
import { deleteNode, DeleteTransaction } from "./delete.ts";
import { exists } from "./exists.ts";
import { getACL } from "./get_acl.ts";
import { getAllChildrenNumber } from "./get_all_children_number.ts";
import { getChildren } from "./get_children.ts";
import { getChildren2 } from "./get_children2.ts";
import { getData } from "./get_data.ts";
import { getEphemerals } from "./get_ephemerals.ts";
import { multi, MultiTransaction } from "./multi.ts";
import { multiRead } from "./multi_read.ts";
import type { Operation } from "./operation.ts";
import { ping } from "./ping.ts";
import { reconfig } from "./reconfig.ts";
import { checkWatches, removeWatches } from "./remove_watches.ts";
import { sasl } from "./sasl.ts";
import { setACL, SetAclTransaction } from "./set_acl.ts";
import { setData, SetDataTransaction } from "./set_data.ts";
import { setWatches } from "./set_watches.ts";
import { setWatches2 } from "./set_watches2.ts";
import { sync } from "./sync.ts";
import type { TransactionType } from "./transaction.ts";
import { whoAmI } from "./who_am_i.ts";

/** What clients may ask for. */
const operations: readonly Operation[] = [
  addWatch,
  auth,
  checkWatches,
  closeSession,
  create,
  create2,
  createContainer,
  createTTL,
  deleteNode,
  exists,
  getACL,
  getAllChildrenNumber,
  getChildren,
  getChildren2,
  getData,
  getEphemerals,
  multi,
  multiRead,
  ping,
  reconfig,
  removeWatches,
  sasl,
  setACL,
  setData,
  setWatches,
  setWatches2,
  sync,
  whoAmI,
];

/** What the log holds. */
const transactionTypes: readonly TransactionType[] = [
  { type: OpCode.check, decode: CheckTransaction.decode },
  { type: OpCode.closeSession, decode: CloseSessionTransaction.decode },
  { type: OpCode.create, decode: CreateTransaction.decode },
  { type: OpCode.createSession, decode: CreateSessionTransaction.decode },
  { type: OpCode.delete, decode: DeleteTransaction.decode },
  { type: OpCode.multi, decode: MultiTransaction.decode },
  { type: OpCode.setACL, decode: SetAclTransaction.decode },
  { type: OpCode.setData, decode: SetDataTransaction.decode },
];

/** Operations by their code. */
export const operationsByCode: ReadonlyMap<number, Operation> = new Map(
  operations.map((operation) => [operation.code, operation]),
);

/** Types of transactions by their code. */
export const transactionTypesByCode: ReadonlyMap<number, TransactionType> = new Map(
  transactionTypes.map((type) => [type.type, type]),
);
