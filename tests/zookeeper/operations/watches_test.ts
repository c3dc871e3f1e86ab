/** The operations on watches: setWatches, setWatches2, addWatch, removeWatches, checkWatches. */
import { describe, expect, test } from "bun:test";
import { deleteNode } from "../../../lib/zookeeper/operations/delete.ts";
import { setData } from "../../../lib/zookeeper/operations/set_data.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import * as requests from "../../../lib/zookeeper/protocol/request_records.ts";
import { ErrorResponse } from "../../../lib/zookeeper/protocol/response_records.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

const none = { dataWatches: [], existWatches: [], childWatches: [] };

function change(bench: OperationBench, path: string): void {
  bench.write(setData, requests.SetDataRequest, { path, data: null, version: -1 });
}

function remove(bench: OperationBench, path: string): void {
  bench.write(deleteNode, requests.DeleteRequest, { path, version: -1 });
}

describe("setWatches", () => {
  function setAgain(
    bench: OperationBench,
    value: {
      relativeZxid: number;
      dataWatches?: string[];
      existWatches?: string[];
      childWatches?: string[];
    },
  ) {
    return bench.read(OpCode.setWatches, requests.SetWatches, { ...none, ...value });
  }

  test("tells what a data watch has missed and sets the others", () => {
    const bench = new OperationBench();
    for (const path of ["/same", "/changed", "/gone"]) bench.node(path);
    const seen = bench.database.lastProcessedZxid;
    change(bench, "/changed");
    remove(bench, "/gone");
    const dataWatches = ["/same", "/changed", "/gone"];
    expect(setAgain(bench, { relativeZxid: seen, dataWatches })).toBeNull();
    expect(bench.caller.heard()).toEqual(["3 /changed", "2 /gone"]);
    change(bench, "/same");
    change(bench, "/changed");
    expect(bench.caller.heard()).toEqual(["3 /same"]);
  });

  test("tells what an exists watch has missed and sets the others", () => {
    const bench = new OperationBench();
    bench.node("/made");
    setAgain(bench, { relativeZxid: 0, existWatches: ["/made", "/later"] });
    expect(bench.caller.heard()).toEqual(["1 /made"]);
    bench.node("/later");
    expect(bench.caller.heard()).toEqual(["1 /later"]);
  });

  test("tells what a child watch has missed and sets the others", () => {
    const bench = new OperationBench();
    for (const path of ["/same", "/more", "/gone"]) bench.node(path);
    const seen = bench.database.lastProcessedZxid;
    bench.node("/more/a");
    remove(bench, "/gone");
    change(bench, "/same");
    setAgain(bench, { relativeZxid: seen, childWatches: ["/same", "/more", "/gone"] });
    expect(bench.caller.heard()).toEqual(["4 /more", "2 /gone"]);
    bench.node("/same/a");
    expect(bench.caller.heard()).toEqual(["4 /same"]);
  });

  test("takes no list and no path that is null", () => {
    const lists = { dataWatches: ["/a"], existWatches: ["/b"], childWatches: ["/c"] };
    for (const list of ["dataWatches", "existWatches", "childWatches"]) {
      for (const value of [null, [null]]) {
        const bench = new OperationBench();
        const request = { relativeZxid: 0, ...lists, [list]: value };
        const run = () => bench.read(OpCode.setWatches, requests.SetWatches, request);
        expect(refusal(run)).toBe("MARSHALLINGERROR");
      }
    }
  });

  test("the second kind sets the watches that stay", () => {
    const bench = new OperationBench();
    bench.node("/p");
    bench.read(OpCode.setWatches2, requests.SetWatches2, {
      relativeZxid: 0,
      ...none,
      persistentWatches: ["/p"],
      persistentRecursiveWatches: ["/r", null],
    });
    expect(bench.caller.heard()).toEqual([]);
    bench.node("/p/a");
    bench.node("/r");
    bench.node("/r/a");
    change(bench, "/p");
    expect(bench.caller.heard()).toEqual(["4 /p", "1 /r", "1 /r/a", "3 /p"]);
  });
});

describe("addWatch", () => {
  function add(bench: OperationBench, path: string | null, mode: number) {
    const reply = bench.read(OpCode.addWatch, requests.AddWatchRequest, { path, mode });
    return ErrorResponse.read(reply!).err;
  }

  test("watches one node, or it and all below, for good", () => {
    const bench = new OperationBench();
    expect(add(bench, "/a", 0)).toBe(0);
    expect(add(bench, "/b", 1)).toBe(0);
    for (const path of ["/a", "/a/x", "/a/x/y", "/b", "/b/x", "/b/x/y"]) bench.node(path);
    expect(bench.caller.heard()).toEqual(["1 /a", "4 /a", "1 /b", "1 /b/x", "1 /b/x/y"]);
  });

  test("refuses other modes", () => {
    const bench = new OperationBench();
    expect(refusal(() => add(bench, "/a", 2))).toBe("MARSHALLINGERROR");
    expect(refusal(() => add(bench, "/a", -1))).toBe("MARSHALLINGERROR");
  });
});

describe("removeWatches and checkWatches", () => {
  const CHILDREN = 1;
  const DATA = 2;
  const ANY = 3;
  const PERSISTENT = 4;
  const RECURSIVE = 5;

  function watched(): OperationBench {
    const bench = new OperationBench();
    const { watches, caller: watcher } = bench;
    watches.data.add("/d", { watcher, mode: WatchMode.STANDARD });
    watches.children.add("/c", { watcher, mode: WatchMode.STANDARD });
    watches.addPersistent("/p", { watcher, mode: WatchMode.PERSISTENT });
    watches.addPersistent("/r", { watcher, mode: WatchMode.PERSISTENT_RECURSIVE });
    return bench;
  }

  const cases = [
    { path: "/d", type: DATA },
    { path: "/c", type: CHILDREN },
    { path: "/p", type: PERSISTENT },
    { path: "/r", type: RECURSIVE },
  ];

  function ask(bench: OperationBench, code: number, value: { path: string; type: number }) {
    return bench.read(code, requests.RemoveWatchesRequest, value);
  }

  test("each kind is found and removed by its type, and by any", () => {
    for (const { path, type } of cases) {
      for (const by of [type, ANY]) {
        const bench = watched();
        const before = bench.watches.size;
        expect(ask(bench, OpCode.checkWatches, { path, type: by })).toBeNull();
        expect(bench.watches.size).toBe(before);
        expect(ask(bench, OpCode.removeWatches, { path, type: by })).toBeNull();
        expect(bench.watches.size).toBeLessThan(before);
        const again = () => ask(bench, OpCode.removeWatches, { path, type: by });
        expect(refusal(again)).toBe(`NOWATCHER for ${path}`);
      }
    }
  });

  test("another type finds nothing", () => {
    for (const { path, type } of cases) {
      for (const other of [DATA, CHILDREN, PERSISTENT, RECURSIVE]) {
        if (other === type) continue;
        const run = () => ask(watched(), OpCode.checkWatches, { path, type: other });
        expect(refusal(run)).toBe(`NOWATCHER for ${path}`);
      }
    }
  });

  test("an unknown type is refused", () => {
    const run = () => ask(watched(), OpCode.removeWatches, { path: "/d", type: 9 });
    expect(refusal(run)).toBe("MARSHALLINGERROR");
  });
});
