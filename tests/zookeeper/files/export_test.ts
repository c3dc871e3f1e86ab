import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { exportDatabase, type ExportOptions } from "../../../lib/zookeeper/files/export.ts";
import { restoreDatabase } from "../../../lib/zookeeper/files/restore.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { LOSES_ALL } from "../../storage/test_store.ts";
import { seenZnodes } from "./golden_files.ts";
import { randomDatabase } from "./random_database.ts";

const SEED = Number(process.env["KEDGE_SEED"] ?? 20);
const ROUNDS = 30;

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem({ capacityBytes: 1 << 26 });
});

function options(more: Partial<ExportOptions> = {}): ExportOptions {
  return { dataDir: "/zk", dataLogDir: null, files, older: "refuse", ...more };
}

function restore() {
  const folder = "/zk/version-2";
  return restoreDatabase({ snapshotFolder: folder, logFolder: folder, files });
}

function put(path: string): void {
  files.replaceFile(path, Buffer.from(path));
}

describe("what is exported", () => {
  test(`is imported as it was (KEDGE_SEED=${SEED})`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = new SeededRandom(SEED + round);
      const database = randomDatabase(random, { nodes: 1 + random.int(120) });
      const { path } = await exportDatabase(database, options({ older: "set aside" }));
      expect(path).toBe(`/zk/version-2/snapshot.${database.lastProcessedZxid.toString(16)}`);
      const restored = await restore();
      expect(seenZnodes(restored.database.tree)).toEqual(seenZnodes(database.tree));
      expect(restored.database.sessions).toEqual(database.sessions);
      expect(restored.database.lastProcessedZxid).toBe(database.lastProcessedZxid);
      for (const [path, node] of database.tree.entries()) {
        // What makes containers and times to live is not seen in a stat.
        expect(restored.database.tree.get(path)?.ephemeralOwner).toBe(node.ephemeralOwner);
      }
      expect(restored).toMatchObject({ digest: "same", transactions: 0, gaps: [] });
    }
  });

  test("is on disk under its name when that is told", async () => {
    const database = randomDatabase(new SeededRandom(1), { nodes: 50 });
    await exportDatabase(database, options());
    files = files.crash(LOSES_ALL);
    expect(seenZnodes((await restore()).database.tree)).toEqual(seenZnodes(database.tree));
    expect(files.list("/zk/version-2")).toEqual([
      `snapshot.${database.lastProcessedZxid.toString(16)}`,
    ]);
  });

  test("leaves nothing behind where the disk is full", async () => {
    files = new MemoryFileSystem({ capacityBytes: 64 << 10 });
    const database = randomDatabase(new SeededRandom(1), { nodes: 900 });
    await expect(exportDatabase(database, options())).rejects.toThrow(DiskFullError);
    expect(files.list("/zk/version-2")).toEqual([]);
    expect(files.openHandles).toBe(0);
  });

  test("tells how far it is", async () => {
    const database = randomDatabase(new SeededRandom(1), { nodes: 12_000 });
    const told: number[] = [];
    await exportDatabase(database, options({ onProgress: (nodes) => void told.push(nodes) }));
    expect(told.length).toBe(Math.floor((database.tree.nodeCount - 1) / 4096));
  });
});

describe("files of an earlier ZooKeeper", () => {
  const LEFT = ["/zk/version-2/snapshot.5", "/zk/version-2/log.6", "/zk/version-2/currentEpoch"];

  test.each(LEFT)("%s is not mixed with", async (path) => {
    files.makeFolder("/zk/version-2");
    put(path);
    await expect(exportDatabase(new Database(), options())).rejects.toThrow(
      `Cannot export: ${path} is there already, and a ZooKeeper would mix both. Export to an`,
    );
    expect(files.list("/zk/version-2")).toHaveLength(1);
  });

  test("logs in a folder of their own are looked for, too", async () => {
    files.makeFolder("/logs/version-2");
    put("/logs/version-2/log.6");
    const elsewhere = options({ dataLogDir: "/logs" });
    await expect(exportDatabase(new Database(), elsewhere)).rejects.toThrow(
      "/logs/version-2/log.6",
    );
    const { setAside } = await exportDatabase(new Database(), { ...elsewhere, older: "set aside" });
    expect(setAside).toEqual(["/logs/version-2.before-kedge"]);
    expect(files.list("/logs/version-2")).toEqual([]);
  });

  test("are set aside, each time under another name", async () => {
    files.makeFolder("/zk/version-2");
    for (const path of LEFT) put(path);
    put("/zk/version-2/kept.txt");
    const first = await exportDatabase(new Database(), options({ older: "set aside" }));
    expect(first.setAside).toEqual(["/zk/version-2.before-kedge"]);
    expect(files.list("/zk/version-2.before-kedge")).toEqual([
      "currentEpoch",
      "log.6",
      "snapshot.5",
    ]);
    expect(files.list("/zk/version-2")).toEqual(["kept.txt", "snapshot.0"]);
    const second = await exportDatabase(new Database(), options({ older: "set aside" }));
    expect(second.setAside).toEqual(["/zk/version-2.before-kedge-2"]);
    expect(files.list("/zk/version-2.before-kedge-2")).toEqual(["snapshot.0"]);
  });
});
