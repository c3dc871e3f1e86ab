/**
 * The files that real ZooKeepers left, and what their clients saw last: golden/record.py made them.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import type { DataTree } from "../../../lib/zookeeper/tree/data_tree.ts";

const GOLDEN = join(import.meta.dir, "golden");

/** Releases that files are there of. */
export const RELEASES = ["3.4.14", "3.5.8", "3.7.2", "3.9.5"] as const;
export type Release = typeof RELEASES[number];

/** Where {@linkcode goldenDisk} puts them. */
export const FOLDER = "/zk/version-2";

/** A znode as a client sees it: path, data in base64, access list, the fields of its stat. */
export interface SeenZnode {
  readonly path: string;
  readonly data: string | null;
  readonly acl: readonly (readonly [number, string | null, string | null])[];
  readonly stat: readonly number[];
}

/** What a client of a release saw before the server was stopped. */
export interface Expected {
  /** Its session, in hexadecimal, and that session's password in base64. */
  readonly session: string;
  readonly password: string;
  readonly znodes: readonly SeenZnode[];
}

export function expectedOf(release: Release): Expected {
  const text = readFileSync(join(GOLDEN, `zookeeper-${release}/expected.jsonl`), "utf8");
  const [about, ...znodes] = text.trim().split("\n").map((line) => JSON.parse(line));
  return { ...about, znodes };
}

/** The content of each file of a release, by its name. */
export function goldenFiles(release: Release): Map<string, Uint8Array> {
  const folder = join(GOLDEN, `zookeeper-${release}/version-2`);
  return new Map(
    readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
  );
}

/** A disk in memory with these files in {@linkcode FOLDER}. */
export function diskWith(contents: ReadonlyMap<string, Uint8Array>): MemoryFileSystem {
  const files = new MemoryFileSystem({ capacityBytes: 1 << 28 });
  files.makeFolder(FOLDER);
  for (const [name, bytes] of contents) files.replaceFile(`${FOLDER}/${name}`, bytes);
  return files;
}

/** A tree as a client sees it, in order of the paths. */
export function seenZnodes(tree: DataTree): SeenZnode[] {
  const rows: SeenZnode[] = [];
  for (const [path, node] of tree.entries()) {
    const stat = node.stat();
    rows.push({
      path,
      data: node.data === null ? null : Buffer.from(node.data).toString("base64"),
      acl: node.acl.map(({ perms, id }) => [perms, id.scheme, id.id] as const),
      stat: [
        stat.czxid,
        stat.mzxid,
        stat.ctime,
        stat.mtime,
        stat.version,
        stat.cversion,
        stat.aversion,
        stat.ephemeralOwner,
        stat.dataLength,
        stat.numChildren,
        stat.pzxid,
      ].map(Number),
    });
  }
  return rows.sort((one, other) => one.path < other.path ? -1 : 1);
}
