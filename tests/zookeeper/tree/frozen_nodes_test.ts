import { beforeEach, describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { DataTree } from "../../../lib/zookeeper/tree/data_tree.ts";
import { bytesOf, textOf } from "../../../lib/zookeeper/tree/byte_range.ts";
import type { FrozenNode, FrozenNodes } from "../../../lib/zookeeper/tree/frozen_nodes.ts";
import { childPath, parentPath } from "../../../lib/zookeeper/tree/path.ts";
import { copyFields, type ZnodeFields } from "../../../lib/zookeeper/tree/znode.ts";

let tree: DataTree;
let zxid: number;

beforeEach(() => {
  tree = new DataTree();
  zxid = 0;
});

function create(path: string): void {
  zxid += 1;
  const parent = tree.get(parentPath(path))!;
  const parentChildrenCreated = parent.childrenCreated + 1;
  const base = { acl: OPEN_ACL_UNSAFE, ephemeralOwner: 0n, timeMs: zxid };
  tree.create({ path, data: Buffer.from(`${zxid}`), parentChildrenCreated, zxid, ...base });
}

function setData(path: string): void {
  zxid += 1;
  const version = tree.get(path)!.version + 1;
  tree.setData(path, { data: Buffer.from(`${zxid}`), version, zxid, timeMs: zxid });
}

function fieldsOf(node: ZnodeFields) {
  const { data, acl, czxid, mzxid, pzxid, version, childrenCreated, aversion } = node;
  const text = data && Buffer.from(data).toString();
  return { text, acl, czxid, mzxid, pzxid, version, childrenCreated, aversion };
}

type Content = Map<string, ReturnType<typeof fieldsOf>>;

function contentOf(nodes: Iterable<readonly [string, ZnodeFields]>): Content {
  return new Map([...nodes].map(([path, node]) => [path, fieldsOf(node)]));
}

/** A row that stays as it is when the next one is asked for. */
interface KeptRow {
  readonly row: number;
  readonly parent: number;
  readonly name: string;
  readonly fields: ZnodeFields;
}

function kept(node: FrozenNode): KeptRow {
  const { row, parent } = node;
  const data = node.data && bytesOf(node.data);
  return { row, parent, name: textOf(node.name), fields: copyFields({ ...node, data }) };
}

function rest(frozen: FrozenNodes): KeptRow[] {
  const rows: KeptRow[] = [];
  for (let next = frozen.next(); next !== null; next = frozen.next()) rows.push(kept(next));
  return rows;
}

/** The rows by path, shorter paths first, as the rows themselves tell. */
function byPath(rows: readonly KeptRow[]): [string, ZnodeFields][] {
  const byRow = new Map(rows.map((row) => [row.row, row]));
  expect(byRow.size).toBe(rows.length);
  const pathOf = ({ name, parent }: KeptRow): string => {
    return name === "" ? "/" : childPath(pathOf(byRow.get(parent)!), name);
  };
  return rows.map((row): [string, ZnodeFields] => [pathOf(row), row.fields])
    .sort(([one], [other]) => one.length - other.length);
}

describe("nodes of a moment", () => {
  test("are as they were before changes of every kind", () => {
    for (const path of ["/a", "/b", "/b/c", "/d"]) create(path);
    create("/zookeeper/quota/d");
    create("/zookeeper/quota/d/zookeeper_limits");
    create("/zookeeper/quota/d/zookeeper_stats");
    const before = contentOf(tree.entries());
    const frozen = tree.freeze();
    setData("/a");
    setData("/a");
    tree.setAcl("/b", { acl: [], aversion: 1 });
    tree.delete("/b/c", ++zxid);
    tree.delete("/b", ++zxid);
    create("/b");
    create("/d/e");
    create("/a/new");
    setData("/a/new");
    tree.delete("/a/new", ++zxid);
    expect(frozen.count).toBe(before.size);
    expect(contentOf(byPath(rest(frozen)))).toEqual(before);
  });

  test("that were given out already are not given out again", () => {
    create("/a");
    create("/a/b");
    const before = contentOf(tree.entries());
    const frozen = tree.freeze();
    const given: KeptRow[] = [];
    for (let i = 0; i < before.size; i++) given.push(kept(frozen.next()!));
    const content = contentOf(byPath(given));
    setData("/a");
    tree.delete("/a/b", ++zxid);
    create("/a/b");
    expect(frozen.next()).toBe(null);
    expect(content).toEqual(before);
  });

  test("are read by one at a time, and let go at the end", () => {
    const first = tree.freeze();
    expect(() => tree.freeze()).toThrow("frozen already");
    expect(() => tree.replaceAll([])).toThrow("a snapshot reads them");
    first.end();
    create("/a");
    const second = tree.freeze();
    first.end();
    expect(() => tree.freeze()).toThrow("frozen already");
    expect(byPath(rest(second)).map(([path]) => path)).toContain("/a");
  });

  test.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "come whole, whatever happens between them, seed %i",
    (seed) => {
      const random = new SeededRandom(seed);
      const change = () => {
        const paths = [...tree.entries()].map(([path]) => path).filter((path) =>
          !path.startsWith("/zookeeper")
        );
        const path = paths[random.int(paths.length)]!;
        const name = `${path === "/" ? "" : path}/n${random.int(4)}`;
        const kind = random.int(4);
        if (kind === 0) setData(path);
        else if (kind === 1 && path !== "/" && tree.get(path)!.childCount === 0) {
          tree.delete(path, ++zxid);
        } else if (tree.get(name) === undefined) create(name);
      };
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 30; i++) change();
        const before = contentOf(tree.entries());
        const frozen = tree.freeze();
        const given = new DataTree();
        const rows: KeptRow[] = [];
        for (;;) {
          for (let i = random.int(4); i > 0; i--) change();
          const next = frozen.next();
          if (next === null) break;
          rows.push(kept(next));
        }
        frozen.end();
        expect(contentOf(byPath(rows))).toEqual(before);
        expect(rows).toHaveLength(before.size);
        given.replaceAll(byPath(rows));
        expect(contentOf(given.entries())).toEqual(before);
      }
    },
  );
});
