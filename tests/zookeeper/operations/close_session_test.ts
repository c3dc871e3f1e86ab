import { expect, test } from "bun:test";
import { closeSession } from "../../../lib/zookeeper/operations/close_session.ts";
import { CreateSessionTransaction } from "../../../lib/zookeeper/operations/create_session.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench, TestCaller } from "./operation_bench.ts";

const nothing = new Uint8Array(0);

test("a session's ephemeral nodes go with it, and watchers hear of it", () => {
  const bench = new OperationBench();
  const { database, watches } = bench;
  const header = { sessionId: 1n, cxid: 0, zxid: 0, timeMs: 0 };
  const password = new Uint8Array(16);
  new CreateSessionTransaction({ timeoutMs: 6000, password, isLocal: false })
    .apply({ database, watches, header });
  expect(database.sessions.get(1n)).toEqual({
    id: 1n,
    timeoutMs: 6000,
    password,
    isLocal: false,
    isClosing: false,
  });
  bench.node("/stays");
  bench.node("/a", { flags: CreateMode.EPHEMERAL });
  bench.node("/stays/b", { flags: CreateMode.EPHEMERAL });
  const other = new TestCaller(2n);
  watches.data.add("/a", { watcher: other, mode: WatchMode.STANDARD });
  watches.children.add("/stays", { watcher: other, mode: WatchMode.STANDARD });
  bench.writeBytes(closeSession, nothing);
  expect(database.sessions.size).toBe(0);
  expect(database.tree.ephemeralCount).toBe(0);
  expect(database.tree.get("/stays")?.childCount).toBe(0);
  expect(other.heard()).toEqual(["2 /a", "4 /stays"]);
});

test("nodes of other sessions stay", () => {
  const bench = new OperationBench();
  bench.node("/a", { flags: CreateMode.EPHEMERAL });
  bench.writeBytes(closeSession, nothing, new TestCaller(2n));
  expect(bench.stat("/a")).toBeDefined();
});
