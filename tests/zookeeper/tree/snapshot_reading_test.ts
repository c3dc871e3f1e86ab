import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { BLOCK_HEAD_BYTES, BlockWriter } from "../../../lib/zookeeper/tree/block_writer.ts";
import { wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import type { FrozenNode } from "../../../lib/zookeeper/tree/frozen_nodes.ts";
import { SnapshotError } from "../../../lib/zookeeper/tree/snapshot_error.ts";
import { SnapshotEncoding } from "../../../lib/zookeeper/tree/snapshot_encoding.ts";
import { SnapshotReading } from "../../../lib/zookeeper/tree/snapshot_reading.ts";
import { writeHead, writeList, writeNode } from "../../../lib/zookeeper/tree/snapshot_rows.ts";
import { restoreSnapshot, wholeSnapshot } from "./whole_snapshot.ts";

function node(row: number, parent: number, name: string): FrozenNode {
  const numbers = { czxid: 1, mzxid: 1, pzxid: 1, ctimeMs: 1, mtimeMs: 1 };
  const counters = { version: 0, childrenCreated: 0, aversion: 0, ephemeralOwner: 0n };
  const data = wholeRange(Buffer.from(`data of ${name}`));
  const base = { ...numbers, ...counters, acl: OPEN_ACL_UNSAFE, data };
  return { ...base, row, parent, name: wholeRange(Buffer.from(name)) };
}

const HEADER = Buffer.from("4b5a534e00030000", "hex");

/** A snapshot of these rows, whatever they are. */
function snapshotOf(write: (to: BlockWriter) => void): Uint8Array {
  const writer = new BlockWriter(64);
  write(writer);
  const blocks = [writer.finish().slice(), writer.finish().slice()];
  return Buffer.concat([HEADER, ...blocks]);
}

function filled(): Database {
  const database = new Database();
  const base = { ephemeralOwner: 0n, zxid: 1, timeMs: 1, parentChildrenCreated: 1 };
  for (let i = 0; i < 300; i++) {
    const data = new Uint8Array(i * 10).fill(i);
    const acl = i % 3 === 0 ? READ_ACL_UNSAFE : OPEN_ACL_UNSAFE;
    database.tree.create({ ...base, path: `/n${i}`, data, acl });
  }
  database.lastProcessedZxid = 1;
  return database;
}

function content({ tree }: Database) {
  return [...tree.entries()].map(([path, each]) => [path, each.data, each.acl, each.stat()]);
}

describe("a snapshot that comes in parts", () => {
  test.each([1, 2, 3])("is taken as far as its blocks are whole, seed %i", (seed) => {
    const random = new SeededRandom(seed);
    const database = filled();
    const bytes = wholeSnapshot(new SnapshotEncoding(database));
    const restored = new Database();
    const before = content(restored);
    const reading = new SnapshotReading(restored);
    let length = 1;
    for (let at = 0; at < bytes.length;) {
      const taken = reading.take(bytes.subarray(at, at + length));
      expect(taken).toBeLessThanOrEqual(length);
      at += taken;
      length = taken === 0 ? length * 2 : 1 + random.int(100_000);
      expect(content(restored)).toEqual(before);
    }
    reading.finish();
    expect(content(restored)).toEqual(content(database));
  });

  test("is not finished before its end", () => {
    const bytes = wholeSnapshot(new SnapshotEncoding(filled()));
    const restored = new Database();
    const reading = new SnapshotReading(restored);
    expect(reading.take(bytes.subarray(0, -BLOCK_HEAD_BYTES))).toBe(
      bytes.length - BLOCK_HEAD_BYTES,
    );
    expect(() => reading.finish()).toThrow("it ends too early");
    expect(content(restored)).toEqual(content(new Database()));
  });
});

describe("rows", () => {
  test("may come before those of their parents", () => {
    const rows = [
      node(5, 3, "c"),
      node(3, 9, "b"),
      node(7, 3, "d"),
      node(0, 0, ""),
      node(9, 0, "a"),
    ];
    const bytes = snapshotOf((to) => {
      writeHead(to, { zxid: 7, sessions: 0, nodes: rows.length, limit: 10 });
      for (const row of rows) writeNode(to, row, 0);
    });
    const database = new Database();
    restoreSnapshot(database, bytes);
    bytes.fill(0);
    const found = [...database.tree.entries()]
      .map(([path, each]) => [path, Buffer.from(each.data!).toString()]);
    expect(found).toEqual([
      ["/", "data of "],
      ["/a", "data of a"],
      ["/a/b", "data of b"],
      ["/a/b/c", "data of c"],
      ["/a/b/d", "data of d"],
    ]);
  });

  test.each<[string, (to: BlockWriter) => unknown, string]>([
    ["without a parent", (to) => writeNode(to, node(1, 2, "a"), 0), "1 and 0 were found"],
    ["of a list that never came", (to) => writeNode(to, node(1, 0, "a"), 1), "access list 1"],
    ["of an unknown kind", (to) => [to.array(1), to.int(77)], "unknown kind of row, 77"],
    ["that ends too early", (to) => [to.array(8), to.int(4)], "a row ends too early"],
  ])("%s are no snapshot", (_, write, message) => {
    const bytes = snapshotOf((to) => {
      writeHead(to, { zxid: 7, sessions: 0, nodes: 2, limit: 10 });
      writeNode(to, node(0, 0, ""), 0);
      write(to);
    });
    const database = new Database();
    expect(() => restoreSnapshot(database, bytes)).toThrow(message);
    expect(() => restoreSnapshot(database, bytes)).toThrow(SnapshotError);
    expect(content(database)).toEqual(content(new Database()));
  });

  test("have the list that came with their number", () => {
    const bytes = snapshotOf((to) => {
      writeHead(to, { zxid: 7, sessions: 0, nodes: 2, limit: 10 });
      writeNode(to, node(0, 0, ""), 0);
      writeList(to, READ_ACL_UNSAFE);
      writeNode(to, node(1, 0, "a"), 1);
    });
    const database = new Database();
    restoreSnapshot(database, bytes);
    expect(database.tree.get("/a")!.acl).toEqual(READ_ACL_UNSAFE);
    expect(database.tree.get("/")!.acl).toBe(OPEN_ACL_UNSAFE);
  });

  test("do not go on behind the end", () => {
    const whole = wholeSnapshot(new SnapshotEncoding(filled()));
    expect(() => restoreSnapshot(new Database(), Buffer.concat([whole, whole.subarray(8)])))
      .toThrow("behind its end");
  });
});
