/**
 * getEphemerals (103): the session's own ephemeral nodes whose paths start with a prefix.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetEphemeralsRequest } from "../protocol/request_records.ts";
import { GetEphemeralsResponse } from "../protocol/response_records.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const getEphemerals: ReadOperation = {
  kind: "read",
  code: OpCode.getEphemerals,
  name: "GETE",
  waitsFor: "session",
  read(body, { database, caller }): Respond {
    const { prefixPath } = GetEphemeralsRequest.read(body);
    const isForAll = prefixPath === null || ["", "/"].includes(prefixPath.trim());
    const prefix = isForAll ? "" : prefixPath;
    const ephemerals: string[] = [];
    for (const path of database.tree.ephemeralsOf(caller.sessionId)) {
      if (path.startsWith(prefix)) ephemerals.push(path);
    }
    return (writer) => GetEphemeralsResponse.write(writer, { ephemerals });
  },
};
