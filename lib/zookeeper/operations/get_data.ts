/**
 * getData (4): a node's data and Stat.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { GetDataRequest } from "../protocol/request_records.ts";
import { GetDataResponse } from "../protocol/response_records.ts";
import { Perms } from "../tree/acl.ts";
import { WatchMode } from "../tree/watch_table.ts";
import { readableNode, requirePath } from "./node_access.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const getData: ReadOperation = {
  kind: "read",
  code: OpCode.getData,
  name: "GETD",
  waitsFor: "session",
  read(body, context): Respond {
    const request = GetDataRequest.read(body);
    const path = requirePath(request.path);
    const node = readableNode(path, { context, perms: Perms.READ });
    if (request.watch) {
      const { watcher } = context.caller;
      context.watches.data.add(path, { watcher, mode: WatchMode.STANDARD });
    }
    return (writer) => GetDataResponse.write(writer, { data: node.data, stat: node.stat() });
  },
};
