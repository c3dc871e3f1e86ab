import { describe, expect, test } from "bun:test";
import type { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { gzipCompress } from "../../../lib/bytes/compression/gzip.ts";
import { snappyCompress } from "../../../lib/bytes/compression/snappy.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import type {
  SnapshotFrame,
  SnapshotNode,
  SnapshotVisitor,
} from "../../../lib/zookeeper/files/snapshot_form.ts";
import { readSnapshot } from "../../../lib/zookeeper/files/snapshot_reader.ts";
import { SnapshotWriter } from "../../../lib/zookeeper/files/snapshot_writer.ts";
import { diskWith, FOLDER, goldenFiles, type Release, RELEASES } from "./golden_files.ts";

/** All that a snapshot holds. */
class Collected implements SnapshotVisitor {
  readonly sessions: [bigint, number][] = [];
  readonly lists: [bigint, readonly ACL[]][] = [];
  readonly nodes: SnapshotNode[] = [];

  session(id: bigint, timeoutMs: number): void {
    this.sessions.push([id, timeoutMs]);
  }

  acl(id: bigint, list: readonly ACL[]): void {
    this.lists.push([id, list]);
  }

  node(node: SnapshotNode): void {
    this.nodes.push(node);
  }
}

async function collect(
  name: string,
  files: MemoryFileSystem,
): Promise<Collected & { frame: SnapshotFrame }> {
  const collected = new Collected();
  const frame = await readSnapshot(`${FOLDER}/${name}`, collected, { files });
  return Object.assign(collected, { frame });
}

async function write(
  path: string,
  snapshot: Collected & { frame: SnapshotFrame },
  files: MemoryFileSystem,
): Promise<Uint8Array> {
  const file = files.open(path, "create");
  const writer = new SnapshotWriter(file);
  writer.begin({ dbId: snapshot.frame.dbId, sessions: snapshot.sessions.length });
  for (const [id, timeoutMs] of snapshot.sessions) writer.session(id, timeoutMs);
  writer.beginLists(snapshot.lists.length);
  for (const [id, list] of snapshot.lists) writer.acl(id, list);
  for (const node of snapshot.nodes) {
    writer.node(node);
    if (writer.isFull) await writer.flush();
  }
  await writer.end(snapshot.frame);
  file.close();
  return files.readFile(path);
}

const snapshots = RELEASES.flatMap((release) =>
  [...goldenFiles(release).keys()].filter((name) => /^snapshot\.\w+$/.test(name))
    .map((name): [Release, string] => [release, name])
);

describe("snapshots of real ZooKeepers", () => {
  test("there are some", () => expect(snapshots.length).toBeGreaterThanOrEqual(6));

  test.each(snapshots)("%s's %s is read and written as it was", async (release, name) => {
    const files = diskWith(goldenFiles(release));
    const snapshot = await collect(name, files);
    const golden = goldenFiles(release).get(name)!;
    const copy = await write("/copy", snapshot, files);
    // A new server's digest is of no transaction, which is as good as none: 33 bytes.
    const tail = snapshot.frame.digest === null && release !== "3.5.8" ? 33 : 0;
    if (tail === 0) expect(copy.toHex()).toBe(golden.toHex());
    else expect(copy.toHex().slice(0, 800)).toBe(golden.toHex().slice(0, 800));
    expect(copy.length).toBe(golden.length - tail);
  });

  test("what it holds", async () => {
    const snapshot = await collect("snapshot.17", diskWith(goldenFiles("3.9.5")));
    expect(snapshot.sessions).toHaveLength(1);
    expect(snapshot.sessions[0]![1]).toBe(40_000);
    expect(snapshot.frame).toMatchObject({ dbId: -1n, lastProcessedZxid: 0x17 });
    // A server that was started and applied nothing notes no digest; the one before it did.
    expect(snapshot.frame.digest).toBeNull();
    const before = await collect("snapshot.17.gz", diskWith(goldenFiles("3.9.5")));
    expect(before.frame.digest).toMatchObject({ zxid: 0x17, version: 2 });
    expect(snapshot.nodes[0]).toMatchObject({ path: "", aclId: -1n, cversion: 1 });
    const byPath = new Map(snapshot.nodes.map((node) => [node.path, node]));
    expect(byPath.get("/app/none")?.data).toBeNull();
    expect(byPath.get("/app/ä漢")?.data).toEqual(new TextEncoder().encode("文"));
    expect(byPath.get("/app/container")?.ephemeralOwner).toBe(-(2n ** 63n));
    expect(byPath.get("/app/ephemeral")?.ephemeralOwner).toBe(snapshot.sessions[0]![0]);
    expect(byPath.get("/app/ttl")?.ephemeralOwner).toBe(-(2n ** 56n) + 86_400_000n);
  });

  for (const release of ["3.7.2", "3.9.5"] as const) {
    for (const ending of [".gz", ".snappy"]) {
      test(`${release}'s ${ending} holds what the plain one holds`, async () => {
        const files = diskWith(goldenFiles(release));
        const plain = await collect("snapshot.17", files);
        const compressed = await collect(`snapshot.17${ending}`, files);
        expect(compressed.nodes).toEqual(plain.nodes);
      });
    }
  }

  test("a record may lie over the edges of what is read at once", async () => {
    const files = diskWith(goldenFiles("3.9.5"));
    const snapshot = await collect("snapshot.17", files);
    const last = snapshot.nodes.at(-1)!;
    for (let i = 0; i < 40; i++) {
      snapshot.nodes.push({
        ...last,
        path: `/n${i}`,
        data: new Uint8Array(i * 19_001).fill(i),
      });
    }
    snapshot.nodes.push({ ...last, path: "/large", data: new Uint8Array(3 << 20).fill(7) });
    const bytes = await write(`${FOLDER}/snapshot.99`, snapshot, files);
    expect((await collect("snapshot.99", files)).nodes).toEqual(snapshot.nodes);
    files.replaceFile(`${FOLDER}/snapshot.99.gz`, gzipCompress(bytes, 1));
    expect((await collect("snapshot.99.gz", files)).nodes).toEqual(snapshot.nodes);
    files.replaceFile(`${FOLDER}/snapshot.99.snappy`, snappyCompress(bytes));
    expect((await collect("snapshot.99.snappy", files)).nodes).toEqual(snapshot.nodes);
  });

  test("tails that a setting leaves out are no fault", async () => {
    const files = diskWith(goldenFiles("3.9.5"));
    const snapshot = await collect("snapshot.17", files);
    for (const digest of [null, snapshot.frame.digest]) {
      for (const lastProcessedZxid of [null, 0x17]) {
        const frame = { dbId: -1n, digest, lastProcessedZxid };
        await write(`${FOLDER}/snapshot.50`, Object.assign(snapshot, { frame }), files);
        expect((await collect("snapshot.50", files)).frame).toEqual(frame);
        files.remove(`${FOLDER}/snapshot.50`);
      }
    }
  });
});

describe("a damaged snapshot", () => {
  const golden = goldenFiles("3.9.5").get("snapshot.17")!;
  const nodesAt = Buffer.from(golden).indexOf("/zookeeper") - 4;

  function changed(at: number, bytes: readonly number[]): Uint8Array {
    const copy = golden.slice();
    copy.set(bytes, at);
    return copy;
  }

  const cases: [string, Uint8Array, string][] = [
    ["empty", new Uint8Array(0), "at byte 0: no whole record follows"],
    ["another file", changed(0, [1]), "at byte 0: it does not begin with ZKSN"],
    ["another version", changed(7, [3]), "at byte 4: it is of version 3, and 2 can be read"],
    ["a count below 0", changed(16, [0xff]), "(a count of -16777215)"],
    ["a bit of the data", changed(nodesAt + 40, [0x55]), "the checksum there is"],
    ["a path of 4 GiB", changed(nodesAt, [0xff]), `at byte ${nodesAt}: no whole record`],
    ["cut within a node", golden.slice(0, nodesAt + 30), `at byte ${nodesAt}: no whole record`],
    ["cut before the checksum", golden.slice(0, golden.length - 68), "no whole record follows"],
    ["cut within the digest", golden.slice(0, golden.length - 30), "no whole record follows"],
    ["a bit of the digest", changed(golden.length - 45, [0xee]), "the checksum there is"],
    ["a bit of the last zxid", changed(golden.length - 15, [0xee]), "the checksum there is"],
    ["the end mark", changed(golden.length - 1, [0x30]), "no / behind the checksum"],
  ];

  test.each(cases)("%s", async (_name, bytes, message) => {
    const files = diskWith(new Map([["snapshot.17", bytes]]));
    const error = await collect("snapshot.17", files).then(() => null, (error) => error);
    expect(error?.name).toBe("DamagedFileError");
    expect(error.message).toStartWith(`${FOLDER}/snapshot.17 is damaged at byte `);
    expect(error.message).toContain(message);
    expect(files.openHandles).toBe(0);
  });

  test("any changed byte, and any cut", async () => {
    // Where a file may end: behind the nodes, and behind the digest.
    const ends = [golden.length - 54, golden.length - 21];
    for (let at = 0; at < golden.length; at += 7) {
      const cut = ends.includes(at) ? [] : [golden.slice(0, at)];
      for (const bytes of [changed(at, [golden[at]! ^ 0x10]), ...cut]) {
        const files = diskWith(new Map([["snapshot.17", bytes]]));
        const outcome = await collect("snapshot.17", files).then(() => "read", ({ name }) => name);
        expect([at, outcome]).toEqual([at, "DamagedFileError"]);
      }
    }
  });

  const compressed: [string, string, Uint8Array, string][] = [
    ["gz", "cut", gzipCompress(golden).slice(0, 300), ""],
    ["gz", "no gzip", golden, "it cannot be decompressed"],
    ["snappy", "no snappy", golden, "at byte 0: it does not begin as a snappy stream"],
    ["snappy", "cut", snappyCompress(golden).slice(0, 300), "it ends within a block of"],
    ["snappy", "a length", snappyCompress(golden).slice(0, 18), "it ends within the length"],
    ["snappy", "a block", snappyCompress(golden).fill(0xff, 20, 30), "bytes of the compressed"],
  ];

  test.each(compressed)("%s: %s", async (ending, _name, bytes, message) => {
    const files = diskWith(new Map([[`snapshot.17.${ending}`, bytes]]));
    const error = await collect(`snapshot.17.${ending}`, files).then(() => null, (error) => error);
    expect(error?.name).toBe("DamagedFileError");
    expect(error.message).toContain(message);
  });
});
