import { describe, expect, test } from "bun:test";
import { type Random, SeededRandom } from "../../../lib/io/random.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { bytesOf, MovableRange, wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";
import type { NodeFields } from "../../../lib/zookeeper/tree/node_rows.ts";
import { MISSING, NodeTable, ROOT } from "../../../lib/zookeeper/tree/node_table.ts";
import { childPath, nodeName, parentPath } from "../../../lib/zookeeper/tree/path.ts";

function fieldsOf(name: string, data: Uint8Array | null = null): NodeFields {
  return {
    name: wholeRange(Buffer.from(name)),
    data: data && wholeRange(data),
    acl: OPEN_ACL_UNSAFE,
    czxid: 1,
    mzxid: 1,
    pzxid: 1,
    ctimeMs: 10,
    mtimeMs: 10,
    version: 0,
    childrenCreated: 0,
    aversion: 0,
    ephemeralOwner: 0n,
  };
}

function find(table: NodeTable, path: string): number {
  return table.find(path, path.length);
}

function add(table: NodeTable, path: string, data: Uint8Array | null = null): number {
  return table.add(find(table, parentPath(path)), fieldsOf(nodeName(path), data));
}

function rooted(): NodeTable {
  const table = new NodeTable();
  table.add(ROOT, fieldsOf(""));
  return table;
}

function dataOf(table: NodeTable, row: number): Uint8Array | null {
  const range = new MovableRange();
  return table.rows.findData(row, range) ? bytesOf(range) : null;
}

describe("paths", () => {
  test("lead to their nodes, and no others do", () => {
    const table = rooted();
    const long = `/${"x".repeat(1000)}`;
    for (const path of ["/a", "/a/b", "/a/한글", "/é/", "/é", long]) {
      if (!path.endsWith("/")) add(table, path);
    }
    add(table, "/a/한글/z");
    for (const path of ["/a", "/a/b", "/a/한글", "/é", long, "/a/한글/z"]) {
      expect(table.path(find(table, path))).toBe(path);
      expect(table.pathLength(find(table, path))).toBe(Buffer.byteLength(path));
    }
    for (const path of ["/", ""]) expect(find(table, path)).toBe(ROOT);
    const others = [
      "a",
      "/b",
      "/a/",
      "//",
      "/a//b",
      "/a/b/",
      "/a/b/c",
      "/한",
      "/a/한",
      "x/a",
      "/é/",
    ];
    for (const path of others) expect(find(table, path)).toBe(MISSING);
    expect(table.find("/a/b", 2)).toBe(find(table, "/a"));
    expect(find(new NodeTable(), "/")).toBe(MISSING);
  });
});

/** What a table should hold, as a plain map in order of creation. */
class Model {
  readonly nodes = new Map<string, Uint8Array | null>([["/", null]]);

  childrenOf(path: string): string[] {
    return [...this.nodes.keys()].filter((each) => each !== "/" && parentPath(each) === path);
  }

  any(random: Random): string {
    const paths = [...this.nodes.keys()];
    return paths[random.int(paths.length)]!;
  }
}

function someData(random: Random): Uint8Array | null {
  const kind = random.int(8);
  if (kind === 0) return null;
  return random.bytes(kind === 1 ? random.int(10_000) : random.int(150));
}

describe("a table", () => {
  test.each([1, 2, 3, 4, 5, 6])("is what a map of paths would be, seed %i", (seed) => {
    const random = new SeededRandom(seed);
    const table = rooted();
    const model = new Model();
    for (let step = 0; step < 1500; step++) {
      const path = model.any(random);
      const child = childPath(path, `${random.int(3) === 0 ? "é" : "n"}${random.int(12)}`);
      if (random.int(10) < (step % 500 < 250 ? 6 : 2)) {
        const data = someData(random);
        expect(find(table, child) !== MISSING).toBe(model.nodes.has(child));
        if (model.nodes.has(child)) continue;
        add(table, child, data);
        model.nodes.set(child, data);
      } else if (random.int(4) === 0) {
        const data = someData(random);
        table.rows.setData(find(table, path), { data, version: step, zxid: step, timeMs: step });
        model.nodes.set(path, data);
      } else if (path !== "/" && model.childrenOf(path).length === 0) {
        table.remove(find(table, path));
        model.nodes.delete(path);
      }
    }
    expect(table.rows.size).toBe(model.nodes.size);
    for (const [path, data] of model.nodes) {
      const row = find(table, path);
      expect(table.rows.has(row)).toBe(true);
      expect(dataOf(table, row)?.toHex()).toBe(data?.toHex());
      expect(table.rows.dataLength(row)).toBe(data?.length ?? 0);
      const children: string[] = [];
      for (let each = table.firstChild(row); each !== ROOT; each = table.nextSibling(each)) {
        children.push(table.path(each));
      }
      expect(children).toEqual(model.childrenOf(path));
      expect(table.childCount(row)).toBe(children.length);
    }
    const within = [...table.within(ROOT)].map((row) => table.path(row));
    expect(within.toSorted()).toEqual([...model.nodes.keys()].toSorted());
    for (const path of within) {
      if (path !== "/") expect(within.indexOf(parentPath(path))).toBeLessThan(within.indexOf(path));
    }
  });

  test("gives its memory back where all nodes go", () => {
    const table = rooted();
    for (let i = 0; i < 5000; i++) add(table, `/n${i}`, new Uint8Array(100));
    for (let i = 0; i < 5000; i++) table.remove(find(table, `/n${i}`));
    const rows = Array.from({ length: table.rows.limit }, (_, row) => row);
    expect(rows.filter((row) => table.rows.has(row))).toEqual([ROOT]);
    for (let i = 0; i < 5000; i++) add(table, `/m${i}`, new Uint8Array(100));
    expect(table.rows.limit).toBe(rows.length);
  });
});
