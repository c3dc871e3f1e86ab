/**
 * createContainer (19): create2 of a node that goes by itself some time after its last child
 * (see delete_container.ts).
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { create2 } from "./create2.ts";
import type { WriteOperation } from "./operation.ts";

export const createContainer: WriteOperation = { ...create2, code: OpCode.createContainer };
