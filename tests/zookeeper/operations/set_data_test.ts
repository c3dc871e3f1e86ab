import { expect, test } from "bun:test";
import { setData } from "../../../lib/zookeeper/operations/set_data.ts";
import { SetDataRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import { SetDataResponse } from "../../../lib/zookeeper/protocol/response_records.ts";
import { READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

function set(bench: OperationBench, path: string | null, version = -1) {
  const data = new Uint8Array([7, 7]);
  const reply = bench.write(setData, SetDataRequest, { path, data, version });
  return SetDataResponse.read(reply).stat;
}

test("replaces the data and replies with the new Stat", () => {
  const bench = new OperationBench();
  bench.node("/a", { data: "before" });
  bench.timeMs = 2000;
  expect(set(bench, "/a", 0)).toMatchObject({
    version: 1,
    czxid: 1n,
    mzxid: 2n,
    ctime: 1000n,
    mtime: 2000n,
    dataLength: 2,
  });
  expect(set(bench, "/a").version).toBe(2);
  expect(bench.database.tree.get("/a")?.data).toEqual(new Uint8Array([7, 7]));
});

test("refuses what ZooKeeper refuses", () => {
  const bench = new OperationBench();
  bench.node("/a");
  bench.node("/ro", { acl: READ_ACL_UNSAFE });
  expect(refusal(() => set(bench, "/a", 1))).toBe("BADVERSION for /a");
  expect(refusal(() => set(bench, "/x"))).toBe("NONODE for /x");
  expect(refusal(() => set(bench, "/a/"))).toBe("BADARGUMENTS for /a/");
  expect(refusal(() => set(bench, null))).toBe("BADARGUMENTS");
  expect(refusal(() => set(bench, "/ro"))).toBe("NOAUTH for /ro");
});

test("is told to who watches the data", () => {
  const bench = new OperationBench();
  bench.node("/a");
  const { watches, caller } = bench;
  watches.data.add("/a", { watcher: caller, mode: WatchMode.STANDARD });
  watches.children.add("/", { watcher: caller, mode: WatchMode.STANDARD });
  set(bench, "/a");
  expect(caller.heard()).toEqual([`${EventType.NODE_DATA_CHANGED} /a`]);
});
