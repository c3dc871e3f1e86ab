import { describe, expect, test } from "bun:test";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { MultiError } from "../../../lib/zookeeper/server/local_multi.ts";
import { settle, TestServer } from "./test_server.ts";

async function opened() {
  const server = await TestServer.started();
  const session = await server.server.createLocalSession();
  return { server, session };
}

const bytes = new TextEncoder().encode("data");

describe("a local session", () => {
  test("reads back what it writes", async () => {
    const { session } = await opened();
    const created = await session.create("/a", { data: bytes });
    expect(created).toMatchObject({ path: "/a", stat: { version: 0, dataLength: 4 } });
    expect(await session.getData("/a")).toMatchObject({ data: bytes, stat: created.stat });
    const stat = await session.setData("/a", { data: null, version: 0 });
    expect(stat.version).toBe(1);
    expect(await session.exists("/a")).toEqual(stat);
    expect((await session.getChildren("/")).children).toEqual(["zookeeper", "a"]);
    await session.sync("/");
    await session.delete("/a", { version: 1 });
    expect(await session.exists("/a")).toBeNull();
  });

  test("rejects with ZooKeeper's errors", async () => {
    const { session } = await opened();
    await session.create("/a");
    await expect(session.create("/a")).rejects.toThrow("NODEEXISTS (-110) for /a");
    await expect(session.getData("/x")).rejects.toThrow("NONODE (-101) for /x");
    await expect(session.getChildren("/x")).rejects.toThrow(KeeperError);
    await expect(session.setData("/a", { data: null, version: 9 })).rejects.toThrow("BADVERSION");
    await expect(session.delete("/x")).rejects.toThrow("NONODE");
    await expect(session.exists("/\0")).rejects.toThrow("BADARGUMENTS");
  });

  test("is not bound by access lists", async () => {
    const { session } = await opened();
    const acl = [{ perms: 31, id: { scheme: "digest", id: "u:hash" } }];
    await session.create("/s", { acl });
    expect((await session.getData("/s")).data).toBeNull();
    await session.setData("/s", { data: bytes });
    await session.delete("/s");
  });

  test("names sequential nodes, owns ephemeral ones", async () => {
    const { server, session } = await opened();
    const mode = CreateMode.EPHEMERAL_SEQUENTIAL;
    const { path, stat } = await session.create("/e-", { mode });
    expect(path).toBe("/e-0000000000");
    expect(stat.ephemeralOwner).toBe(session.sessionId);
    await session.close();
    expect(server.server.report()).toMatchObject({ ephemerals: 0, sessions: 0, watches: 0 });
    await expect(session.create("/late")).rejects.toThrow("SESSIONEXPIRED");
  });

  test("does not expire, whatever the time", async () => {
    const { server, session } = await opened();
    server.clock.advance(10 ** 7);
    await settle();
    await session.create("/a");
  });

  test("cannot be taken over from outside", async () => {
    const { server, session } = await opened();
    const client = server.connection();
    client.sessionId = session.sessionId;
    client.sendConnect();
    await settle();
    client.read();
    expect(client.sessionId).toBe(0n);
  });

  test("may use what a nearly full disk holds back", async () => {
    const { server, session } = await opened();
    server.log.isNearlyFull = true;
    await session.create("/a");
    server.log.isFull = true;
    await expect(session.create("/b")).rejects.toThrow("SYSTEMERROR");
  });

  test("is told when the log fails", async () => {
    const { server, session } = await opened();
    server.log.hold();
    const creating = session.create("/a");
    await settle();
    server.log.fail(new Error("EIO"));
    await expect(creating).rejects.toThrow("EIO");
  });

  test("is refused where the log does not take it", async () => {
    const server = await TestServer.started();
    server.log.isFull = true;
    await expect(server.server.createLocalSession()).rejects.toThrow("the disk is full");
  });
});

describe("multi", () => {
  test("does all", async () => {
    const { session } = await opened();
    await session.create("/old");
    const results = await session.multi([
      { type: "check", path: "/old", version: 0 },
      { type: "create", path: "/a", data: bytes },
      { type: "create", path: "/a/s", mode: CreateMode.PERSISTENT_SEQUENTIAL },
      { type: "setData", path: "/a", data: null, version: 0 },
      { type: "delete", path: "/old" },
    ]);
    expect(results.map(({ path, stat }) => [path, stat?.version])).toEqual([
      ["/old", undefined],
      ["/a", 0],
      ["/a/s0000000000", 0],
      ["/a", 1],
      ["/old", undefined],
    ]);
  });

  test("or none, and says which was refused", async () => {
    const { session } = await opened();
    const refused = session.multi([
      { type: "create", path: "/a" },
      { type: "check", path: "/zookeeper", version: 5 },
      { type: "delete", path: "/a" },
    ]);
    const error = await refused.catch((reason: unknown) => reason);
    if (!(error instanceof MultiError)) throw new Error("no MultiError");
    expect([error.index, error.path, error.code]).toEqual([1, "/zookeeper", -103]);
    expect(await session.exists("/a")).toBeNull();
    expect(await session.multi([])).toEqual([]);
  });
});

describe("watches", () => {
  test("of one change are called once, before what comes after the change", async () => {
    const { session } = await opened();
    const heard: string[] = [];
    const watch = ({ type, path }: { type: number; path: string }) => {
      heard.push(`${type} ${path}`);
    };
    expect(await session.exists("/a", { watch })).toBeNull();
    await session.create("/a");
    expect(heard).toEqual(["1 /a"]);
    await session.getData("/a", { watch });
    await session.getChildren("/a", { watch });
    await session.create("/a/b");
    await session.setData("/a", { data: bytes });
    await session.setData("/a", { data: bytes });
    await session.create("/a/c");
    expect(heard.slice(1)).toEqual(["4 /a", "3 /a"]);
  });

  test("that are refused are not set", async () => {
    const { session } = await opened();
    const heard: unknown[] = [];
    const watch = (event: unknown) => heard.push(event);
    await expect(session.getData("/a", { watch })).rejects.toThrow();
    await session.create("/a");
    expect(heard).toEqual([]);
  });

  test("onChange hears of everything below, from anyone, until it is ended", async () => {
    const { server, session } = await opened();
    const heard: string[] = [];
    const stop = session.onChange("/app", ({ type, path }) => heard.push(`${type} ${path}`));
    const client = await server.client();
    await session.create("/app");
    client.sendCreate("/app/x");
    client.sendSetData("/app/x", "1");
    await client.reply(client.sendCreate("/apple"));
    await session.multi([{ type: "create", path: "/app/y" }, { type: "delete", path: "/app/y" }]);
    expect(heard).toEqual(["1 /app", "1 /app/x", "3 /app/x", "1 /app/y", "2 /app/y"]);
    stop();
    stop();
    await session.setData("/app", { data: bytes });
    expect(heard.length).toBe(5);
    expect(server.server.report().watches).toBe(0);
  });

  test("onChange twice on a path is two callbacks and one watch", async () => {
    const { server, session } = await opened();
    const heard: string[] = [];
    const stopOne = session.onChange("/", () => heard.push("one"));
    session.onChange("/", () => heard.push("two"));
    expect(server.server.report().watches).toBe(1);
    await session.create("/a");
    stopOne();
    await session.create("/b");
    expect(heard).toEqual(["one", "two", "two"]);
  });

  test("may ask for more from within, and may fail without harm", async () => {
    const { server, session } = await opened();
    session.onChange("/in", ({ path }) => {
      if (path === "/in") session.create("/out");
      throw new Error("mine");
    });
    await session.create("/in");
    await settle();
    expect(await session.exists("/out")).not.toBeNull();
    expect(server.logger.messages("ERROR")).toEqual(["A watch callback failed"]);
  });
});
