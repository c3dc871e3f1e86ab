import { expect, test } from "bun:test";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { errorName, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { MultiError } from "../../../lib/zookeeper/server/local_multi.ts";
import type { ServerSettings } from "../../../lib/zookeeper/server/settings.ts";
import { RequestLengthError, type Visitor } from "../../../lib/zookeeper/server/visitor.ts";
import { Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { digestId } from "../../../lib/zookeeper/tree/authentication.ts";
import { settle, TestServer } from "./test_server.ts";

const nobody = { remoteAddress: null, credentials: null };

async function visited(settings: Partial<ServerSettings> = {}) {
  const test = await TestServer.started(settings);
  const as = (credentials: string | null, remoteAddress: string | null = null) =>
    test.server.visitor({ remoteAddress, credentials });
  return { test, as, visitor: test.server.visitor(nobody) };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The name of the code that a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof KeeperError) return errorName(error.code);
    throw error;
  }
  return "OK";
}

test("makes, reads, changes and removes nodes", async () => {
  const { visitor } = await visited();
  const made = await visitor.create("/a", { data: bytes("one") });
  expect([made.path, made.stat.version, made.stat.czxid]).toEqual(["/a", 0, 1n]);
  await visitor.create("/a/b", { data: null });
  const read = await visitor.getData("/a");
  expect([new TextDecoder().decode(read.data!), read.stat.numChildren]).toEqual(["one", 1]);
  expect(await visitor.getChildren("/a")).toEqual(["b"]);
  expect((await visitor.setData("/a", { data: bytes("two"), version: 0 })).version).toBe(1);
  expect(await refusal(visitor.setData("/a", { data: null, version: 0 }))).toBe("BADVERSION");
  expect(await refusal(visitor.delete("/a", -1))).toBe("NOTEMPTY");
  await visitor.delete("/a/b", 0);
  expect(await refusal(visitor.getData("/a/b"))).toBe("NONODE");
  expect((await visitor.getData("/a")).stat.version).toBe(1);
});

test("makes nodes of every kind but those of a session", async () => {
  const { visitor } = await visited({ extendedTypesEnabled: true });
  const made = (mode: number, ttlMs?: number) =>
    visitor.create("/n", { data: null, mode, ...(ttlMs === undefined ? {} : { ttlMs }) });
  expect((await made(CreateMode.PERSISTENT_SEQUENTIAL)).path).toBe("/n0000000000");
  expect((await made(CreateMode.CONTAINER)).path).toBe("/n");
  expect((await made(CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, 5)).path).toBe("/n0000000002");
  expect(await refusal(made(CreateMode.EPHEMERAL))).toBe("BADARGUMENTS");
  expect(await refusal(made(CreateMode.EPHEMERAL_SEQUENTIAL))).toBe("BADARGUMENTS");
  const ops = [{ type: "create", path: "/e", mode: CreateMode.EPHEMERAL }] as const;
  expect(await refusal(visitor.multi(ops))).toBe("BADARGUMENTS");
});

test("access lists bind it, as whom it shows to be", async () => {
  const { visitor, as } = await visited({ superDigest: digestId("super:admin").id });
  const owner = as("ann:secret");
  const acl = [{ perms: Perms.ALL, id: { scheme: "auth", id: "" } }];
  await owner.create("/own", { data: bytes("x"), acl });
  expect(await refusal(visitor.getData("/own"))).toBe("NOAUTH");
  expect(await refusal(as("ann:wrong").getData("/own"))).toBe("NOAUTH");
  expect(await refusal(owner.getData("/own"))).toBe("OK");
  expect(await refusal(as("super:admin").getData("/own"))).toBe("OK");
  expect((await owner.getAcl("/own")).acl).toEqual([
    { perms: Perms.ALL, id: digestId("ann:secret") },
  ]);
  const byAddress = [{ perms: Perms.READ, id: { scheme: "ip", id: "10.0.0.0/8" } }];
  expect((await owner.setAcl("/own", { acl: byAddress, version: 0 })).aversion).toBe(1);
  expect(await refusal(as(null, "10.1.2.3").getData("/own"))).toBe("OK");
  expect(await refusal(as(null, "11.1.2.3").getData("/own"))).toBe("NOAUTH");
});

test("a multi does all or nothing and says which was refused", async () => {
  const { visitor } = await visited();
  const done = await visitor.multi([
    { type: "create", path: "/m", data: bytes("1") },
    { type: "setData", path: "/m", data: bytes("2"), version: 0 },
    { type: "check", path: "/m", version: 1 },
  ]);
  expect(done.zxid).toBe(1);
  expect(done.results.map(({ path, stat }) => [path, stat?.version])).toEqual([
    ["/m", 0],
    ["/m", 1],
    ["/m", undefined],
  ]);
  const refused = visitor.multi([
    { type: "delete", path: "/m" },
    { type: "delete", path: "/none" },
  ]).catch((error: unknown) => error);
  const error = await refused;
  expect(error instanceof MultiError && [error.index, error.path]).toEqual([1, "/none"]);
  expect(await refusal(visitor.getData("/m"))).toBe("OK");
});

test("hears of changes until released, and only of what it may read", async () => {
  const { visitor, as, test: { server } } = await visited();
  const heard: string[] = [];
  async function watch(who: Visitor, name: string, reach: "node" | "tree") {
    return await who.watch("/w", {
      reach,
      begun: (zxid) => heard.push(`${name} begun ${zxid}`),
      heard: ({ type, path, zxid }) => heard.push(`${name} ${type} ${path} ${zxid}`),
    });
  }
  const releaseNode = await watch(visitor, "node", "node");
  const releaseTree = await watch(visitor, "tree", "tree");
  expect(heard.splice(0)).toEqual(["node begun 0", "tree begun 0"]);
  expect(server.report().watches).toBe(3);
  await visitor.create("/w", { data: null });
  await visitor.create("/w/a", { data: null });
  const acl = [{ perms: Perms.ALL, id: { scheme: "auth", id: "" } }];
  await as("ann:secret").create("/w/secret", { data: null, acl });
  await visitor.setData("/w", { data: bytes("x"), version: -1 });
  await settle();
  expect(heard.sort()).toEqual([
    "node 1 /w 1",
    "node 3 /w 4",
    "node 4 /w 2",
    "node 4 /w 3",
    "tree 1 /w 1",
    "tree 1 /w/a 2",
    "tree 3 /w 4",
  ]);
  releaseNode();
  releaseTree();
  expect(server.report().watches).toBe(0);
  await visitor.delete("/w/a", -1);
  expect(heard.length).toBe(7);
});

test("a request that no client could send is refused", async () => {
  const { visitor } = await visited({ juteMaxBufferBytes: 100 });
  await expect(visitor.getData(`/${"x".repeat(100)}`)).rejects.toThrow(RequestLengthError);
  await expect(visitor.create("/a", { data: new Uint8Array(90) })).rejects.toThrow(
    "Cannot take a request of",
  );
});
