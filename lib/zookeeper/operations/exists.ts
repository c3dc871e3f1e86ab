/**
 * exists (3): a node's Stat; a watch asked for is set whether the node is there or not.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import { ExistsRequest } from "../protocol/request_records.ts";
import { ExistsResponse } from "../protocol/response_records.ts";
import { checkPermission, Perms } from "../tree/acl.ts";
import { WatchMode } from "../tree/watch_table.ts";
import { requirePath } from "./node_access.ts";
import type { ReadOperation, Respond } from "./operation.ts";

export const exists: ReadOperation = {
  kind: "read",
  code: OpCode.exists,
  name: "EXIS",
  waitsFor: "session",
  read(body, { database, watches, caller }): Respond {
    const request = ExistsRequest.read(body);
    const path = requirePath(request.path);
    if (path.includes("\0")) throw new KeeperError(ErrorCode.BADARGUMENTS, path);
    const node = database.tree.get(path);
    if (node !== undefined) {
      checkPermission(node.acl, { perms: Perms.READ, authIds: caller.authIds, path });
    }
    if (request.watch) {
      watches.data.add(path, { watcher: caller.watcher, mode: WatchMode.STANDARD });
    }
    if (node === undefined) throw new KeeperError(ErrorCode.NONODE, path);
    return (writer) => ExistsResponse.write(writer, { stat: node.stat() });
  },
};
