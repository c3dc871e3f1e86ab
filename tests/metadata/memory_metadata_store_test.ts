import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import {
  ANY_VERSION,
  ensurePath,
  type MetadataChange,
  type MetadataOperation,
  updateNode,
} from "../../lib/metadata/metadata_store.ts";

let store: MemoryMetadataStore;
let changes: MetadataChange[];

beforeEach(async () => {
  store = new MemoryMetadataStore();
  await store.apply([
    { kind: "create", path: "/a", data: "one" },
    { kind: "create", path: "/a/b", data: "" },
  ]);
  changes = [];
  store.watch((change) => changes.push(change));
});

async function text(path: string): Promise<string | null> {
  const node = await store.get(path);
  return node === null ? null : `${new TextDecoder().decode(node.data)} v${node.version}`;
}

describe("apply()", () => {
  test("does all, in order, and reports it", async () => {
    await store.apply([
      { kind: "set", path: "/a", data: "two", version: 0 },
      { kind: "create", path: "/a/c", data: "x" },
      { kind: "delete", path: "/a/b", version: ANY_VERSION },
    ]);
    expect([await text("/a"), await text("/a/c"), await text("/a/b")]).toEqual([
      "two v1",
      "x v0",
      null,
    ]);
    expect(changes).toEqual([
      { kind: "changed", path: "/a" },
      { kind: "created", path: "/a/c" },
      { kind: "deleted", path: "/a/b" },
    ]);
  });

  const rows: [string, MetadataOperation, string][] = [
    ["create of what is there", { kind: "create", path: "/a", data: "" }, "NODE_EXISTS"],
    ["create below nothing", { kind: "create", path: "/x/y", data: "" }, "NO_NODE"],
    ["set of nothing", { kind: "set", path: "/x", data: "", version: ANY_VERSION }, "NO_NODE"],
    ["set of another version", { kind: "set", path: "/a", data: "", version: 5 }, "BAD_VERSION"],
    ["delete above others", { kind: "delete", path: "/a", version: ANY_VERSION }, "NOT_EMPTY"],
    ["delete of nothing", { kind: "delete", path: "/x", version: ANY_VERSION }, "NO_NODE"],
    ["check of nothing", { kind: "check", path: "/x", version: ANY_VERSION }, "NO_NODE"],
    ["check of another version", { kind: "check", path: "/a", version: 5 }, "BAD_VERSION"],
  ];

  test.each(rows)("does nothing at all at a %s", async (_, operation, reason) => {
    const first: MetadataOperation = { kind: "set", path: "/a", data: "two", version: 0 };
    const bad = operation.kind === "set" && operation.path === "/a"
      ? [operation, first]
      : [first, operation];
    await expect(store.apply(bad)).rejects.toMatchObject({ reason });
    expect(await text("/a")).toBe("one v0");
    expect(changes).toEqual([]);
  });
});

test("children() are names, sorted, of the level below only", async () => {
  await ensurePath(store, "/a/z/y");
  await ensurePath(store, "/ab");
  expect(await store.children("/a")).toEqual(["b", "z"]);
  expect(await store.children("/")).toEqual(["a", "ab"]);
  expect(await store.children("/missing")).toEqual([]);
});

test("createSequential() numbers rise", async () => {
  const paths = [
    await store.createSequential("/a/n_", ""),
    await store.createSequential("/a/n_", ""),
  ];
  expect(paths).toEqual(["/a/n_0000000000", "/a/n_0000000001"]);
});

describe("ensurePath()", () => {
  test("makes what is missing and leaves what is there", async () => {
    await ensurePath(store, "/a/x/y");
    expect(await text("/a")).toBe("one v0");
    expect(await text("/a/x/y")).toBe(" v0");
    await ensurePath(store, "/a/x/y");
    expect(changes).toHaveLength(2);
  });

  test("does not mind somebody who is faster", async () => {
    await Promise.all([ensurePath(store, "/p/q"), ensurePath(store, "/p/q")]);
    expect(await text("/p/q")).toBe(" v0");
  });
});

describe("updateNode()", () => {
  const decoder = new TextDecoder();

  test("writes what is made of the data, and makes a missing znode with its parents", async () => {
    const next = (data: Uint8Array | null) => `${data === null ? "new" : decoder.decode(data)}!`;
    expect(await updateNode(store, "/a", next)).toBe(true);
    expect(await text("/a")).toBe("one! v1");
    expect(await updateNode(store, "/x/y", next)).toBe(true);
    expect(await text("/x/y")).toBe("new! v0");
  });

  test("leaves all as it is where nothing is to be written", async () => {
    expect(await updateNode(store, "/a", () => null)).toBe(false);
    expect(changes).toEqual([]);
  });

  test("of two at once none is lost", async () => {
    const add = (data: Uint8Array | null) => `${decoder.decode(data ?? new Uint8Array(0))}+`;
    await Promise.all([updateNode(store, "/a/b", add), updateNode(store, "/a/b", add)]);
    expect(await text("/a/b")).toBe("++ v2");
  });

  test("gives up where others change it again and again", async () => {
    const apply = store.apply.bind(store);
    store.apply = async (operations) => {
      await apply([{ kind: "set", path: "/a", data: "theirs", version: ANY_VERSION }]);
      await apply(operations);
    };
    await expect(updateNode(store, "/a", () => "ours")).rejects.toThrow(
      "Cannot change /a: 20 tries met other changes",
    );
  });
});
