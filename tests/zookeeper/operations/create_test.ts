import { describe, expect, test } from "bun:test";
import { create } from "../../../lib/zookeeper/operations/create.ts";
import { create2 } from "../../../lib/zookeeper/operations/create2.ts";
import { createContainer } from "../../../lib/zookeeper/operations/create_container.ts";
import { createTTL } from "../../../lib/zookeeper/operations/create_ttl.ts";
import { deleteNode } from "../../../lib/zookeeper/operations/delete.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import {
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  Create2Response,
  CreateResponse,
} from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE, Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { ttlOwner } from "../../../lib/zookeeper/tree/node_kind.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

const data = new TextEncoder().encode("data");
const acl = OPEN_ACL_UNSAFE;

function make(bench: OperationBench, path: string | null, flags = 0): string | null {
  const reply = bench.write(create, CreateRequest, { path, data, acl, flags });
  return CreateResponse.read(reply).path;
}

describe("create", () => {
  test("makes a node and replies with its path", () => {
    const bench = new OperationBench();
    expect(make(bench, "/a")).toBe("/a");
    const node = bench.database.tree.get("/a")!;
    expect(node.data).toEqual(data);
    expect(node.acl).toBe(OPEN_ACL_UNSAFE);
    expect(node.stat()).toMatchObject({ czxid: 1, mzxid: 1, pzxid: 1, ctime: 1000, version: 0 });
  });

  test("keeps bytes of its own, and null as null", () => {
    const bench = new OperationBench();
    const bytes = new Uint8Array([1, 2, 3]);
    bench.write(create, CreateRequest, { path: "/a", data: bytes, acl, flags: 0 });
    bytes.fill(9);
    expect(bench.database.tree.get("/a")?.data).toEqual(new Uint8Array([1, 2, 3]));
    bench.write(create, CreateRequest, { path: "/b", data: null, acl, flags: 0 });
    expect(bench.database.tree.get("/b")?.data).toBeNull();
  });

  test("numbers sequential nodes by the children ever created", () => {
    const bench = new OperationBench();
    make(bench, "/p");
    expect(make(bench, "/p/a", CreateMode.PERSISTENT_SEQUENTIAL)).toBe("/p/a0000000000");
    expect(make(bench, "/p/plain")).toBe("/p/plain");
    expect(make(bench, "/p/b", CreateMode.EPHEMERAL_SEQUENTIAL)).toBe("/p/b0000000002");
    // A delete does not bring a number back.
    bench.write(deleteNode, DeleteRequest, { path: "/p/a0000000000", version: -1 });
    expect(make(bench, "/p/a", CreateMode.PERSISTENT_SEQUENTIAL)).toBe("/p/a0000000003");
    expect(bench.stat("/p")).toMatchObject({ cversion: 5, numChildren: 3 });
    // The prefix may be nothing but the slash.
    expect(make(bench, "/p/", CreateMode.PERSISTENT_SEQUENTIAL)).toBe("/p/0000000004");
  });

  test("makes ephemeral nodes the session's", () => {
    const bench = new OperationBench();
    make(bench, "/e", CreateMode.EPHEMERAL);
    expect(bench.stat("/e")?.ephemeralOwner).toBe(1n);
    expect([...bench.database.tree.ephemeralsOf(1n)]).toEqual(["/e"]);
    expect(refusal(() => make(bench, "/e/a"))).toBe("NOCHILDRENFOREPHEMERALS for /e/a");
  });

  test("refuses what ZooKeeper refuses", () => {
    const bench = new OperationBench();
    make(bench, "/a");
    expect(refusal(() => make(bench, "/a"))).toBe("NODEEXISTS for /a");
    expect(refusal(() => make(bench, "/"))).toBe("NODEEXISTS for /");
    expect(refusal(() => make(bench, "/x/y"))).toBe("NONODE for /x");
    expect(refusal(() => make(bench, "/a/"))).toBe("BADARGUMENTS for /a/");
    expect(refusal(() => make(bench, null))).toBe("MARSHALLINGERROR");
    expect(refusal(() => make(bench, "/b", 7))).toBe("BADARGUMENTS for /b");
    expect(refusal(() => make(bench, "/b", -1))).toBe("BADARGUMENTS for /b");
    const wrongAcl = { path: "/b", data, acl: [], flags: 0 };
    expect(refusal(() => bench.write(create, CreateRequest, wrongAcl))).toBe("INVALIDACL for /b");
    expect(bench.database.lastProcessedZxid).toBe(1);
  });

  test("needs CREATE on the parent", () => {
    const bench = new OperationBench();
    const readOnly: ACL[] = [{ perms: Perms.READ, id: { scheme: "world", id: "anyone" } }];
    bench.node("/a", { acl: readOnly });
    expect(refusal(() => make(bench, "/a/b"))).toBe("NOAUTH for /a/b");
  });

  test("is told to those who watch", () => {
    const bench = new OperationBench();
    const { watches, caller } = bench;
    watches.data.add("/a", { watcher: caller, mode: WatchMode.STANDARD });
    watches.children.add("/", { watcher: caller, mode: WatchMode.STANDARD });
    make(bench, "/a");
    expect(caller.heard()).toEqual([
      `${EventType.NODE_CREATED} /a`,
      `${EventType.NODE_CHILDREN_CHANGED} /`,
    ]);
  });
});

describe("create2", () => {
  test("replies with the Stat as well", () => {
    const bench = new OperationBench();
    const reply = bench.write(create2, CreateRequest, { path: "/a", data, acl, flags: 0 });
    const { path, stat } = Create2Response.read(reply);
    expect(path).toBe("/a");
    expect(stat).toMatchObject({ czxid: 1n, ctime: 1000n, dataLength: 4, numChildren: 0 });
  });
});

describe("createContainer", () => {
  test("makes a node that may have children and shows no owner", () => {
    const bench = new OperationBench();
    const flags = CreateMode.CONTAINER;
    const reply = bench.write(createContainer, CreateRequest, { path: "/c", data, acl, flags });
    expect(Create2Response.read(reply)).toMatchObject({ path: "/c", stat: { ephemeralOwner: 0n } });
    expect([...bench.database.tree.expirablePaths()]).toEqual(["/c"]);
    make(bench, "/c/a");
  });
});

describe("createTTL", () => {
  const flags = CreateMode.PERSISTENT_WITH_TTL;

  function makeTtl(bench: OperationBench, ttl: bigint, mode: number = flags) {
    const value = { path: "/t", data, acl, flags: mode, ttl };
    return Create2Response.read(bench.write(createTTL, CreateTTLRequest, value)).path;
  }

  test("is UNIMPLEMENTED unless extended types are enabled", () => {
    expect(refusal(() => makeTtl(new OperationBench(), 100n))).toBe("UNIMPLEMENTED for /t");
  });

  test("makes a node with a time to live", () => {
    const bench = new OperationBench({ extendedTypesEnabled: true });
    expect(makeTtl(bench, 100n)).toBe("/t");
    expect(bench.database.tree.get("/t")?.ephemeralOwner).toBe(ttlOwner(100));
    const mode = CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL;
    expect(makeTtl(bench, 100n, mode)).toBe("/t0000000001");
  });

  test("refuses a time to live that cannot be, or that the mode does not have", () => {
    const bench = new OperationBench({ extendedTypesEnabled: true });
    for (const ttl of [0n, -1n, 2n ** 40n, 2n ** 62n]) {
      expect(refusal(() => makeTtl(bench, ttl))).toBe("BADARGUMENTS for /t");
    }
    expect(refusal(() => makeTtl(bench, 100n, CreateMode.PERSISTENT))).toBe("BADARGUMENTS for /t");
    // A plain create has no time to live to give.
    expect(refusal(() => make(bench, "/t", flags))).toBe("BADARGUMENTS for /t");
  });
});
