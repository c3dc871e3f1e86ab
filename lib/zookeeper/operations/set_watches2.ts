/**
 * setWatches2 (105): setWatches with the watches that stay; for those nothing is made up for.
 *
 * @module
 */
import { OpCode } from "../protocol/op_code.ts";
import { SetWatches2 } from "../protocol/request_records.ts";
import { WatchMode } from "../tree/watch_table.ts";
import type { ReadOperation } from "./operation.ts";
import { requireList, setWatchesAgain } from "./set_watches.ts";

export const setWatches2: ReadOperation = {
  kind: "read",
  code: OpCode.setWatches2,
  name: "STW2",
  waitsFor: "session",
  read(body, context) {
    const request = SetWatches2.read(body);
    setWatchesAgain(request, context);
    const { watches, caller: { watcher } } = context;
    for (const path of requireList(request.persistentWatches)) {
      if (path !== null) watches.addPersistent(path, { watcher, mode: WatchMode.PERSISTENT });
    }
    for (const path of requireList(request.persistentRecursiveWatches)) {
      const mode = WatchMode.PERSISTENT_RECURSIVE;
      if (path !== null) watches.addPersistent(path, { watcher, mode });
    }
    return null;
  },
};
