import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { eventText, type WatchedEvent } from "../../../lib/zookeeper/client/watched_event.ts";
import { CreateMode, ZooKeeperClient } from "../../../lib/zookeeper/client/zookeeper_client.ts";
import { ErrorCode, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { turns, withTime } from "../../client/run_clock.ts";
import { SmallZooKeeper } from "./small_zookeeper.ts";

const ACL = [{ perms: 31, id: { scheme: "world", id: "anyone" } }];
const encoder = new TextEncoder();

async function setUp(connectString = "zk:2181") {
  const server = new SmallZooKeeper();
  const clock = new MemoryClock();
  const events: WatchedEvent[] = [];
  const troubles: string[] = [];
  const options = {
    network: server.network,
    clock,
    sessionTimeoutMs: 6000,
    onEvent: (event: WatchedEvent) => {
      events.push(event);
    },
    onTrouble: (text: string) => {
      troubles.push(text);
    },
  };
  const client = await ZooKeeperClient.connect(connectString, options);
  return { server, clock, events, troubles, client, options };
}

function codeOf(promise: Promise<unknown>): Promise<number | null> {
  return promise.then(() => null, (error) => error instanceof KeeperError ? error.code : NaN);
}

describe("ZooKeeperClient", () => {
  test("creates, reads, changes and deletes", async () => {
    const { client } = await setUp();
    expect(await client.create("/a", encoder.encode("x"), { acl: ACL })).toBe("/a");
    const sequential = { acl: ACL, mode: CreateMode.PERSISTENT_SEQUENTIAL };
    expect(await client.create("/a/s-", null, sequential)).toBe("/a/s-0000000000");
    expect((await client.getData("/a")).data).toEqual(encoder.encode("x"));
    expect((await client.getChildren("/a")).children).toEqual(["s-0000000000"]);
    expect((await client.setData("/a", null, 0)).version).toBe(1);
    expect(await codeOf(client.setData("/a", null, 0))).toBe(ErrorCode.BADVERSION);
    expect((await client.getAcl("/a")).acl).toEqual(ACL);
    expect(await client.exists("/nosuch")).toBeNull();
    expect(await codeOf(client.delete("/a"))).toBe(ErrorCode.NOTEMPTY);
    expect(await client.getAllChildrenNumber("/a")).toBe(1);
    await client.close();
  });

  test("errors name the znode", async () => {
    const { client } = await setUp();
    const error = await client.getData("/nosuch").catch((error) => error);
    expect([error.code, error.path]).toEqual([ErrorCode.NONODE, "/nosuch"]);
  });

  test("a chroot goes before every path, and is taken off every answer", async () => {
    const { server, client, events } = await setUp("zk:2181/app");
    expect(await client.create("/", null, { acl: ACL })).toBe("/");
    expect(await client.create("/a", null, { acl: ACL, mode: CreateMode.EPHEMERAL })).toBe("/a");
    expect([...server.nodes.keys()]).toEqual(["/", "/app", "/app/a"]);
    expect(await client.getEphemerals("/")).toEqual(["/a"]);
    await client.getData("/a", { watch: "watch" });
    await client.setData("/a", encoder.encode("y"));
    await turns();
    expect(events.at(-1)).toEqual({
      type: "NodeDataChanged",
      state: "SyncConnected",
      path: "/a",
      zxid: -1n,
    });
  });

  test("many requests may be under way", async () => {
    const { client } = await setUp();
    const created = await Promise.all(
      ["/a", "/b", "/c"].map((path) => client.create(path, null, { acl: ACL })),
    );
    expect(created).toEqual(["/a", "/b", "/c"]);
  });
});

describe("a session", () => {
  test("tells when it begins and ends, and leaves no timer", async () => {
    const { server, clock, events, client } = await setUp();
    await client.close();
    expect(events.map(eventText)).toEqual([
      "WatchedEvent state:SyncConnected type:None path:null",
      "WatchedEvent state:Closed type:None path:null",
    ]);
    expect(server.asked).toEqual(["connect", "close"]);
    expect(clock.pending).toBe(0);
    expect(await codeOf(client.getData("/"))).toBe(ErrorCode.CONNECTIONLOSS);
  });

  test("is kept alive by pings", async () => {
    const { server, clock, client } = await setUp();
    for (let i = 0; i < 10; i++) {
      clock.advance(1000);
      await turns(3);
    }
    expect(server.asked.filter((each) => each === "ping").length).toBe(5);
    expect(client.isClosed).toBe(false);
    await client.close();
  });

  test("connects again with the same id and password, and sets its watches again", async () => {
    const { server, clock, events, troubles, client } = await setUp();
    await client.create("/a", null, { acl: ACL });
    await client.getData("/a", { watch: "watch" });
    await client.getChildren("/", { watch: "watch" });
    await client.exists("/b", { watch: "watch" });
    await client.addAuth("digest", encoder.encode("u:p"));
    server.asked.length = 0;
    const lost = codeOf(client.sync("/"));
    server.cut();
    expect(await lost).toBe(ErrorCode.CONNECTIONLOSS);
    await withTime(clock, turns());
    expect(server.asked).toEqual(["9 /", "reconnect 9", "auth digest", "setWatches /a /b /"]);
    expect(troubles).toEqual(["Lost the connection: the server closed the connection"]);
    expect(events.map(({ state }) => state)).toEqual([
      "SyncConnected",
      "Disconnected",
      "SyncConnected",
    ]);
    expect((await client.getData("/a")).data).toBeNull();
  });

  test("tries until a server is there again", async () => {
    const { server, clock, client } = await setUp();
    const { accept } = server.network;
    server.network.accept = null;
    server.cut();
    await turns();
    expect(await codeOf(client.getData("/"))).toBe(ErrorCode.CONNECTIONLOSS);
    server.network.accept = accept;
    clock.advance(1000);
    await turns();
    expect((await client.getChildren("/")).children).toEqual([]);
  });

  test("has expired when the server does not know it any more", async () => {
    const { server, events, client } = await setUp();
    server.sessionsAreGone = true;
    server.cut();
    await turns();
    expect(events.at(-1)!.state).toBe("Expired");
    expect(client.isClosed).toBe(true);
    expect(await codeOf(client.getData("/"))).toBe(ErrorCode.SESSIONEXPIRED);
  });

  test("begins with the first server that answers", async () => {
    const { options } = await setUp();
    const server = new SmallZooKeeper();
    const { accept } = server.network;
    let refusals = 1;
    server.network.accept = (end) => {
      if (refusals-- > 0) {
        queueMicrotask(() => end.close());
        return () => {/* nobody listens */};
      }
      return accept!(end);
    };
    const client = await ZooKeeperClient.connect("one,two", {
      ...options,
      network: server.network,
    });
    expect(server.network.asked).toEqual(["one:2181", "two:2181"]);
    await client.close();
  });

  test("stays closed where it is closed while it connects", async () => {
    const { options, clock, events, client } = await setUp();
    await client.close();
    const early = ZooKeeperClient.start("zk:2181", options);
    await early.close();
    await turns();
    expect([early.stateName, clock.pending]).toEqual(["CLOSED", 0]);
    expect(events.at(-1)!.state).toBe("Closed");
  });

  test("cannot begin where no server answers", async () => {
    const { server, options, troubles } = await setUp();
    server.network.accept = null;
    expect(await codeOf(ZooKeeperClient.connect("one:1", options))).toBe(ErrorCode.CONNECTIONLOSS);
    expect(troubles).toEqual(["Cannot connect to one:1: refused"]);
  });
});
