import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError, LockedError } from "../../lib/io/file.ts";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { OpCode } from "../../lib/zookeeper/protocol/op_code.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";
import { LOSES_ALL } from "../storage/test_store.ts";
import {
  diskWith,
  expectedOf,
  FOLDER,
  goldenFiles,
  type SeenZnode,
} from "../zookeeper/files/golden_files.ts";
import { logOf, txn } from "../zookeeper/files/log_bytes.ts";
import { move } from "./zookeeper_move.ts";

const IMPORT = "import --data-dir /zk --into /data";
const PLACE = { topic: "orders", partition: 0 };

function golden(): MemoryFileSystem {
  return diskWith(goldenFiles("3.9.5"));
}

/** A kedge on a disk with a data folder. */
function kedgeOn(files: MemoryFileSystem): Promise<MemoryKedge> {
  return MemoryKedge.start({ files });
}

/** A znode as a client of a running kedge sees it. */
async function seen(kedge: MemoryKedge, path: string): Promise<SeenZnode> {
  const client = await kedge.zookeeper();
  await kedge.until(client.addAuth("digest", Buffer.from("golden:golden")));
  const { data, stat } = await kedge.until(client.getData(path));
  const { acl } = await kedge.until(client.getAcl(path));
  return {
    path,
    data: data === null ? null : Buffer.from(data).toString("base64"),
    acl: acl.map(({ perms, id }) => [perms, id.scheme, id.id] as const),
    stat: Object.values(stat).map(Number),
  };
}

function topOf(path: string): string {
  return path.split("/")[1] ?? "";
}

describe("an import", () => {
  test("tells what it found", async () => {
    const files = golden();
    expect(await move(IMPORT, files)).toEqual([
      `Reading ${FOLDER}. ZooKeeper must be stopped: there is no way to tell whether one still ` +
      "writes there.",
      "From snapshot.17, then 17 transactions of log.18.",
      "29 znodes (2 ephemeral, 2 containers, 3 with a time to live), 2 sessions, " +
      "up to transaction 0x28.",
      "The digest of the tree is the one that ZooKeeper noted.",
      "Imported into /data. kedge can be started on it now.",
    ]);
    expect(files.openHandles).toBe(0);
  });

  test("is served: every znode as ZooKeeper's clients saw it, from a disk that lost its power", async () => {
    const files = golden();
    await move(IMPORT, files);
    const kedge = await kedgeOn(files.crash(LOSES_ALL));
    for (const wanted of expectedOf("3.9.5").znodes) {
      if (["app", "later", "zookeeper"].includes(topOf(wanted.path))) {
        expect(await seen(kedge, wanted.path)).toEqual(wanted);
      }
    }
    const client = await kedge.zookeeper();
    // The next transaction is numbered on.
    const { mzxid } = await kedge.until(client.setData("/app", new Uint8Array(1)));
    expect(Number(mzxid)).toBeGreaterThan(0x28);
    await kedge.restart();
    expect((await seen(kedge, "/app")).stat[1]).toBe(Number(mzxid));
    await kedge.stop();
  });

  test("leaves ZooKeeper's files alone", async () => {
    const files = golden();
    await move(IMPORT, files);
    for (const [name, bytes] of goldenFiles("3.9.5")) {
      expect(files.readFile(`${FOLDER}/${name}`)).toEqual(bytes);
    }
    expect(files.list(FOLDER)).toEqual([...goldenFiles("3.9.5").keys()].sort());
  });

  test("tells of what is not as it should be", async () => {
    const contents = goldenFiles("3.9.5");
    const newest = contents.get("snapshot.17")!;
    contents.set("snapshot.20", newest.slice(0, 900));
    const config = new TextEncoder().encode("server.1=a:2888:3888:participant;2181");
    contents.set(
      "log.18",
      logOf(
        txn(0x18, OpCode.create, {
          path: "/kafka/brokers",
          data: null,
          acl: null,
          ephemeral: false,
          parentCVersion: -1,
        }),
        txn(0x19, OpCode.reconfig, { path: "/zookeeper/config", data: config, version: 1 }),
        {
          ...txn(0x1a, OpCode.create, {
            path: "/left",
            data: null,
            acl: null,
            ephemeral: true,
            parentCVersion: -1,
          }),
          digest: { version: 2, treeDigest: 5n },
        },
      ),
    );
    const told = await move(IMPORT, diskWith(contents));
    expect(told).toContain(
      `Passed over: ${FOLDER}/snapshot.20 is damaged at byte 855: no whole record follows, up to ` +
        "the end of the file (Cannot read 8 bytes at 895: 5 bytes remain)",
    );
    expect(told.join("\n")).toContain("WARNING: the digest of the tree is not the one");
    expect(told).toContain("Removed what 1 session that had ended left.");
    expect(told.join("\n")).toContain("Emptied /zookeeper/config");
  });

  test("tells of gaps and torn ends", async () => {
    const contents = goldenFiles("3.9.5");
    const log = logOf(txn(0x30, OpCode.error, { err: 0 }), txn(0x31, OpCode.error, { err: 0 }));
    contents.set("log.18", log.slice(0, log.length - 70));
    const told = (await move(IMPORT, diskWith(contents))).join("\n");
    expect(told).toContain(
      "WARNING: the logs have nothing between transactions 0x17 and 0x30. Is a log missing?",
    );
    expect(told).toMatch(/log\.18 ends within an entry at byte \d+, which was never acknowledged/);
  });

  test("tells under which path a Kafka's znodes are", async () => {
    const contents = goldenFiles("3.9.5");
    const plain = { data: null, acl: null, ephemeral: false, parentCVersion: -1 };
    contents.set(
      "log.18",
      logOf(
        txn(0x18, OpCode.create, { path: "/old", ...plain }),
        txn(0x19, OpCode.create, { path: "/old/brokers", ...plain }),
        txn(0x1a, OpCode.create, { path: "/old/brokers/topics", ...plain }),
      ),
    );
    const told = await move(IMPORT, diskWith(contents));
    expect(told.join("\n")).toContain("start kedge with zookeeper.connect=localhost:2181/old.");
  });
});

describe("an import that is refused", () => {
  test("where there are znodes already, unless it is forced", async () => {
    const files = golden();
    await move(IMPORT, files);
    await expect(move(IMPORT, files)).rejects.toThrow(
      "Cannot import: /data/__znode_transactions-0 has znodes already. Choose another data " +
        "folder with --into, or use --force: what is there is set aside in a folder beside it.",
    );
    const kedge = await kedgeOn(files);
    const client = await kedge.zookeeper();
    await kedge.until(client.setData("/app", Buffer.from("of kedge")));
    await kedge.stop();
    await move(`${IMPORT} --force`, files);
    const again = await kedgeOn(files);
    expect((await seen(again, "/app")).data).toBe("");
    await again.stop();
    expect(files.list("/data").filter((name) => name.endsWith("-stray"))).toHaveLength(1);
  });

  test("where a kedge runs", async () => {
    const files = golden();
    const kedge = await kedgeOn(files);
    await expect(move(IMPORT, files)).rejects.toThrow(LockedError);
    await kedge.stop();
  });

  test("where ZooKeeper's files are damaged: kedge's folder stays as it was", async () => {
    const contents = goldenFiles("3.9.5");
    contents.get("log.18")![200]! ^= 1;
    const files = diskWith(contents);
    await expect(move(IMPORT, files)).rejects.toThrow("log.18 is damaged at byte");
    expect(files.list("/data").filter((name) => name.startsWith("__znode"))).toEqual([]);
    files.replaceFile(`${FOLDER}/log.18`, goldenFiles("3.9.5").get("log.18")!);
    await move(IMPORT, files);
  });

  test("where they change meanwhile", async () => {
    const files = golden();
    const size = files.size.bind(files);
    let looks = 0;
    files.size = (path) => size(path) + (path.endsWith("log.18") ? looks++ : 0);
    await expect(move(IMPORT, files)).rejects.toThrow(
      `Cannot import: files in ${FOLDER} changed while they were read, so a ZooKeeper runs`,
    );
  });
});

describe("an import over other znodes that is broken off", () => {
  let files: MemoryFileSystem;

  beforeEach(async () => {
    files = golden();
    await move(IMPORT, files);
    const kedge = await kedgeOn(files);
    const client = await kedge.zookeeper();
    await kedge.until(client.setData("/app", Buffer.from("of kedge")));
    await kedge.stop();
  });

  /** What a start on the disk serves. */
  async function served(): Promise<string> {
    const kedge = await kedgeOn(files);
    const { data } = await seen(kedge, "/app");
    await kedge.stop();
    expect(files.list("/data").filter((name) => name.startsWith("import"))).toEqual([]);
    return atob(data ?? "");
  }

  /** Runs the import on a disk that renames nothing which `isRefused`. */
  async function breakOff(isRefused: (from: string, to: string) => boolean): Promise<void> {
    const rename = files.rename.bind(files);
    files.rename = (from, to) => {
      if (isRefused(from, to)) throw new Error("broken off");
      rename(from, to);
    };
    await expect(move(`${IMPORT} --force`, files)).rejects.toThrow("broken off");
    files = files.crash(LOSES_ALL);
  }

  test("by a full disk leaves those", async () => {
    const open = files.open.bind(files);
    files.open = (path, mode) => {
      if (path.endsWith(".znodes.tmp")) throw new DiskFullError("Cannot write: the disk is full");
      return open(path, mode);
    };
    await expect(move(`${IMPORT} --force`, files)).rejects.toThrow(DiskFullError);
    files.open = open;
    expect(await served()).toBe("of kedge");
  });

  test("before they are set aside leaves those", async () => {
    await breakOff((_, to) => to.endsWith("-stray"));
    expect(await served()).toBe("of kedge");
  });

  test("after they are set aside is ended by the next start", async () => {
    await breakOff((from) => from.endsWith("/import.znodes"));
    expect(await served()).toBe("");
  });
});

test("topics of a Kafka beside the znodes are served", async () => {
  const kedge = await MemoryKedge.start();
  const session = await kedge.connect();
  await session.createTopic("orders", { partitions: 2 });
  await session.produce(PLACE, ["a", "b"]);
  await session.commitOffset("g", PLACE, 1);
  const { id } = kedge.running.broker.image.topics.get("orders")!;
  await kedge.stop();
  // Now what is left is the folders of a Kafka, and its ZooKeeper's.
  await move("export --data-dir /zk --from /data", kedge.files);
  await kedge.until(kedge.files.removeFolder("/data/__znode_transactions-0"));
  await move(IMPORT, kedge.files);
  await kedge.start();
  expect(kedge.running.broker.image.topics.get("orders")?.id).toBe(id);
  const again = await kedge.connect();
  expect((await again.readAll(PLACE)).map(({ value }) => value)).toEqual(["a", "b"]);
  expect(await again.committedOffset("g", PLACE)).toBe(1);
  await kedge.stop();
});
