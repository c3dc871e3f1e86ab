/** A session that connects while its owner goes on, as that of a shell does. */
import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryNetwork } from "../../../lib/io/memory_socket.ts";
import { WatcherType } from "../../../lib/zookeeper/client/watch_registry.ts";
import { eventTextWithZxid } from "../../../lib/zookeeper/client/watched_event.ts";
import { AddWatchMode, ZooKeeperClient } from "../../../lib/zookeeper/client/zookeeper_client.ts";
import { errorName, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { turns, withTime } from "../../client/run_clock.ts";
import { TestServer } from "../server/test_server.ts";

const OPEN = { acl: OPEN_ACL_UNSAFE };

async function setUp(connectString = "127.0.0.1:2181") {
  const clock = new MemoryClock();
  const network = new MemoryNetwork();
  const server = await TestServer.started();
  const events: string[] = [];
  const listen = () =>
    network.listen(
      { host: "", port: 2181 },
      (connection) => server.server.accept(connection),
    );
  const client = ZooKeeperClient.start(connectString, {
    network,
    clock,
    sessionTimeoutMs: 6000,
    onEvent: (event) => events.push(eventTextWithZxid(event)),
    onTrouble() {},
  });
  const until = <T>(promise: Promise<T>) => withTime(clock, promise);
  return { clock, network, events, listen, client, until };
}

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "OK",
    (error) => error instanceof KeeperError ? errorName(error.code) : String(error),
  );
}

describe("requests", () => {
  test("wait for the connection", async () => {
    const { listen, client, until } = await setUp();
    listen();
    expect(client.stateName).toBe("CONNECTING");
    expect((await until(client.getChildren("/"))).children).toEqual(["zookeeper"]);
    expect(client.stateName).toBe("CONNECTED");
    await until(client.close());
    expect(client.stateName).toBe("CLOSED");
  });

  test("fail where no server answers, and go on where one does later", async () => {
    const { listen, client, until, clock } = await setUp("127.0.0.1:1,127.0.0.1:2181");
    expect(await until(codeOf(client.getChildren("/")))).toBe("CONNECTIONLOSS");
    listen();
    expect(await until(codeOf(client.getChildren("/")))).toBe("OK");
    await until(client.close());
    expect(clock.pending).toBe(0);
  });

  test("fail when the session is closed meanwhile", async () => {
    const { client, until } = await setUp();
    const waiting = codeOf(client.getChildren("/"));
    await until(client.close());
    expect(await waiting).toBe("CONNECTIONLOSS");
  });
});

test("who the server refuses has no session any more", async () => {
  const { listen, client, until, events } = await setUp();
  listen();
  await until(client.getChildren("/"));
  const waiting = codeOf(client.sync("/"));
  expect(await until(codeOf(client.addAuth("nosuch", new Uint8Array(0))))).toBe("AUTHFAILED");
  await waiting;
  expect(client.stateName).toBe("AUTH_FAILED");
  expect(await codeOf(client.getChildren("/"))).toBe("AUTHFAILED");
  expect(events.at(-1)).toBe("WatchedEvent state:AuthFailed type:None path:null zxid: -1");
});

test("persistent watches are set again after the connection was lost", async () => {
  const { listen, client, until, events, network } = await setUp();
  listen();
  await until(client.create("/a", null, OPEN));
  await until(client.addWatch("/a", AddWatchMode.PERSISTENT_RECURSIVE));
  network.cut();
  await turns();
  await until(client.create("/a/b", null, OPEN));
  expect(events.filter((text) => text.includes("state:Disconnected"))).toHaveLength(1);
  await turns();
  expect(events.filter((text) => text.includes("NodeCreated path:/a/b"))).toHaveLength(1);
  await until(client.close());
});

test("watches are removed, here where the server cannot be asked", async () => {
  const { listen, client, until, events } = await setUp();
  const listener = listen();
  const any = { type: WatcherType.Any, local: false };
  expect(await until(codeOf(client.removeWatches("/", any)))).toBe("NOWATCHER");
  await until(client.getData("/", { watch: "watch" }));
  await until(client.removeWatches("/", any));
  expect(events.at(-1)).toBe(
    "WatchedEvent state:SyncConnected type:DataWatchRemoved path:/ zxid: -1",
  );
  listener.close();
  await until(client.close());
});

test("znodes are deleted together, or not at all", async () => {
  const { listen, client, until } = await setUp("127.0.0.1:2181/app");
  listen();
  await until(client.create("/", null, OPEN));
  for (const path of ["/a", "/a/b"]) await until(client.create(path, null, OPEN));
  expect(await until(codeOf(client.deleteAll(["/a", "/a/b"])))).toBe("NOTEMPTY");
  expect(await until(codeOf(client.deleteAll(["/a/b", "/nosuch"])))).toBe("NONODE");
  expect(await until(client.getAllChildrenNumber("/"))).toBe(2);
  await until(client.deleteAll(["/a/b", "/a"]));
  expect(await until(client.getAllChildrenNumber("/"))).toBe(0);
  expect((await until(client.getConfig())).data).toEqual(new Uint8Array(0));
  const change = { joiningServers: "x", leavingServers: null, newMembers: null, curConfigId: -1 };
  expect(await until(codeOf(client.reconfigure(change)))).toBe("RECONFIGDISABLED");
  await until(client.close());
});
