import { expect, test } from "bun:test";
import { ZnodeLog } from "../../lib/broker/znode_log.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { type Random, SeededRandom } from "../../lib/io/random.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../lib/zookeeper/tree/database.ts";
import { parentPath } from "../../lib/zookeeper/tree/path.ts";
import { SnapshotEncoding } from "../../lib/zookeeper/tree/snapshot_encoding.ts";
import { SnapshotReading } from "../../lib/zookeeper/tree/snapshot_reading.ts";
import { KEEPS_ALL, LOSES_ALL, TestStore } from "../storage/test_store.ts";

const TRANSACTIONS = 120;
/** Every row is a piece of its own, and a snapshot is nearly always under way. */
const SNAPSHOTS = { transactions: 7, bytes: 1 << 20, retained: 2, sliceMs: 0 };

interface Transaction {
  readonly kind: "create" | "setData" | "delete";
  readonly path: string;
}

/** A tree that is changed by transactions of this test's own. */
class Coordinator {
  readonly database = new Database();
  restores = 0;

  get lastProcessedZxid(): number {
    return this.database.lastProcessedZxid;
  }

  beginSnapshot(): SnapshotEncoding {
    return new SnapshotEncoding(this.database);
  }

  beginRestore(): SnapshotReading {
    this.restores += 1;
    return new SnapshotReading(this.database);
  }

  replay(record: Uint8Array): void {
    this.apply(JSON.parse(Buffer.from(record).toString()));
  }

  apply({ kind, path }: Transaction): void {
    const { tree } = this.database;
    const zxid = ++this.database.lastProcessedZxid;
    if (kind === "delete") tree.delete(path, zxid);
    else if (kind === "setData") {
      const version = tree.get(path)!.version + 1;
      tree.setData(path, { data: Buffer.from(`${zxid}`), version, zxid, timeMs: zxid });
    } else {
      const parentChildrenCreated = tree.get(parentPath(path))!.childrenCreated + 1;
      const base = { acl: OPEN_ACL_UNSAFE, ephemeralOwner: 0n, timeMs: zxid };
      tree.create({ path, data: Buffer.from(`${zxid}`), parentChildrenCreated, zxid, ...base });
    }
  }

  /** Something that can be done to this tree. */
  choose(random: Random): Transaction {
    const paths = [...this.database.tree.entries()].map(([path]) => path)
      .filter((path) => !path.startsWith("/zookeeper"));
    const path = paths[random.int(paths.length)]!;
    const child = `${path === "/" ? "" : path}/n${random.int(3)}`;
    const kind = random.int(3);
    const { tree } = this.database;
    if (kind === 0 && path !== "/" && tree.get(path)!.childCount === 0) {
      return { kind: "delete", path };
    }
    if (kind === 1 && tree.get(child) === undefined) return { kind: "create", path: child };
    return { kind: "setData", path };
  }

  content(): unknown[] {
    const { tree } = this.database;
    return [...tree.entries()].sort(([one], [other]) => one < other ? -1 : 1).map((
      [path, node],
    ) => [path, node.data && Buffer.from(node.data).toString(), node.stat()]);
  }
}

function logOf({ clock, logger, store, files }: TestStore): ZnodeLog {
  return new ZnodeLog({ store, files, clock, logger, snapshots: SNAPSHOTS });
}

/** What a start makes of what a power cut leaves of `files`. */
async function startAfterCrash(files: MemoryFileSystem, random: Random) {
  const disk = new TestStore({ files: files.crash(random) });
  const coordinator = new Coordinator();
  await logOf(disk).load(coordinator);
  const unfinished = disk.files.list("/data/__znode_transactions-0")
    .filter((name) => name.endsWith(".tmp"));
  return { coordinator, unfinished, warnings: disk.logger.messages("WARN") };
}

function crashes(turn: number): Random {
  if (turn % 3 === 0) return LOSES_ALL;
  return turn % 3 === 1 ? KEEPS_ALL : new SeededRandom(turn);
}

test.each([1, 2, 3])(
  "at every turn of snapshots and writes a power cut leaves what was acknowledged, seed %i",
  async (seed) => {
    const random = new SeededRandom(seed);
    const delays = new SeededRandom(seed + 100);
    const files = new MemoryFileSystem({
      capacityBytes: 64 << 20,
      fileBytesMax: 9 << 20,
      delays,
    });
    const disk = new TestStore({ files });
    const live = new Coordinator();
    const log = logOf(disk);
    await log.load(live);
    /** By zxid: what the tree held. */
    const contents = [live.content()];
    let acknowledged = 0;
    let isOver = false;
    const writing = (async () => {
      for (let i = 0; i < TRANSACTIONS; i++) {
        const transaction = live.choose(random);
        log.append(Buffer.from(JSON.stringify(transaction)), { usesReserve: false });
        live.apply(transaction);
        contents.push(live.content());
        await log.flush();
        acknowledged = i + 1;
      }
    })().finally(() => isOver = true);
    let restores = 0;
    for (let turn = 0; !isOver; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      const expected = acknowledged;
      const after = await startAfterCrash(files, crashes(turn));
      const { lastProcessedZxid } = after.coordinator;
      expect(lastProcessedZxid).toBeGreaterThanOrEqual(expected);
      expect(after.coordinator.content()).toEqual(contents[lastProcessedZxid]!);
      expect(after.unfinished).toEqual([]);
      expect(after.warnings.filter((line) => line.includes("damaged"))).toEqual([]);
      restores += after.coordinator.restores;
    }
    await writing;
    await log.close();
    expect(restores).toBeGreaterThan(10);
    const end = await startAfterCrash(files, LOSES_ALL);
    expect(end.coordinator.restores).toBe(1);
    expect(end.coordinator.content()).toEqual(contents[TRANSACTIONS]!);
    await disk.store.close();
    expect(files.openHandles).toBe(0);
  },
  30_000,
);
