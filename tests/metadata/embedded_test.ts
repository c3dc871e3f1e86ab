import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { EmbeddedMetadataStore } from "../../lib/metadata/embedded.ts";
import type { MetadataChange } from "../../lib/metadata/metadata_store.ts";
import type { LocalSession } from "../../lib/zookeeper/server/local_session.ts";
import { settle, TestServer } from "../zookeeper/server/test_server.ts";

let server: TestServer;
let session: LocalSession;
let store: EmbeddedMetadataStore;

beforeEach(async () => {
  server = await TestServer.started();
  session = await server.server.createLocalSession();
  await session.create("/kafka");
  store = new EmbeddedMetadataStore(session, "/kafka");
});

async function textAt(path: string): Promise<string | null> {
  const node = await store.get(path);
  return node === null ? null : new TextDecoder().decode(node.data);
}

describe("the embedded metadata store", () => {
  test("keeps its paths under the chroot", async () => {
    await store.apply([{ kind: "create", path: "/brokers", data: "x" }]);
    expect(await session.exists("/kafka/brokers")).not.toBeNull();
    expect(await session.exists("/brokers")).toBeNull();
    expect(await store.children("/")).toEqual(["brokers"]);
    const plain = new EmbeddedMetadataStore(session, "");
    expect(await plain.children("/")).toEqual(["kafka", "zookeeper"]);
  });

  test("gives data with its version, null or nothing where there is no such znode", async () => {
    await store.apply([{ kind: "create", path: "/a", data: "one" }]);
    await store.apply([{ kind: "set", path: "/a", data: "two", version: 0 }]);
    expect(await store.get("/a")).toEqual({ data: new TextEncoder().encode("two"), version: 1 });
    expect(await store.get("/b")).toBeNull();
    expect(await store.children("/b")).toEqual([]);
  });

  test("creates a znode without data as Kafka does, with null", async () => {
    await store.apply([{ kind: "create", path: "/a", data: "" }]);
    expect((await session.getData("/kafka/a")).data).toBeNull();
    expect(await textAt("/a")).toBe("");
  });

  test("applies all or none, and says which conflict it was", async () => {
    await store.apply([{ kind: "create", path: "/a", data: "one" }]);
    const conflicts = [
      [{ kind: "create", path: "/a", data: "" }, "NODE_EXISTS"],
      [{ kind: "delete", path: "/x", version: -1 }, "NO_NODE"],
      [{ kind: "check", path: "/a", version: 4 }, "BAD_VERSION"],
      [{ kind: "delete", path: "/", version: -1 }, "NOT_EMPTY"],
    ] as const;
    for (const [operation, reason] of conflicts) {
      const change = { kind: "set", path: "/a", data: "two", version: -1 } as const;
      await expect(store.apply([change, operation])).rejects.toMatchObject({
        name: "MetadataConflictError",
        reason,
      });
    }
    expect(await textAt("/a")).toBe("one");
  });

  test("numbers sequential znodes, and gives their path without the chroot", async () => {
    expect(await store.createSequential("/n_", "x")).toBe("/n_0000000000");
    expect(await store.createSequential("/n_", "y")).toBe("/n_0000000001");
    expect(await textAt("/n_0000000001")).toBe("y");
  });

  test("reports every change under the chroot, and none outside", async () => {
    const changes: MetadataChange[] = [];
    store.watch((change) => changes.push(change));
    await store.apply([
      { kind: "create", path: "/a", data: "" },
      { kind: "set", path: "/a", data: "x", version: -1 },
      { kind: "delete", path: "/a", version: -1 },
    ]);
    await session.create("/elsewhere");
    await settle();
    expect(changes).toEqual([
      { kind: "created", path: "/a" },
      { kind: "changed", path: "/a" },
      { kind: "deleted", path: "/a" },
    ]);
  });

  test("loses ephemeral znodes with the session, and no others", async () => {
    await store.apply([
      { kind: "create", path: "/stays", data: "" },
      { kind: "create", path: "/goes", data: "", ephemeral: true },
    ]);
    await session.close();
    const next = await server.server.createLocalSession();
    expect(await new EmbeddedMetadataStore(next, "/kafka").children("/")).toEqual(["stays"]);
  });

  test("a log that takes no writes is a full disk", async () => {
    server.log.isFull = true;
    const create = { kind: "create", path: "/a", data: "" } as const;
    await expect(store.apply([create])).rejects.toBeInstanceOf(DiskFullError);
    await expect(store.createSequential("/n_", "")).rejects.toBeInstanceOf(DiskFullError);
    expect(await store.get("/a")).toBeNull();
  });
});
