import { describe, expect, test } from "bun:test";
import type { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { type Restored, restoreDatabase } from "../../../lib/zookeeper/files/restore.ts";
import { diskWith, expectedOf, FOLDER, goldenFiles, RELEASES, seenZnodes } from "./golden_files.ts";
import { logOf, txn } from "./log_bytes.ts";

const PLACE = { snapshotFolder: FOLDER, logFolder: FOLDER };

function restore(files: MemoryFileSystem): Promise<Restored> {
  return restoreDatabase({ ...PLACE, files });
}

/** The files of 3.9.5, with some in the place of others, or none. */
function changedDisk(changes: Readonly<Record<string, Uint8Array | null>>): MemoryFileSystem {
  const contents = goldenFiles("3.9.5");
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes === null) contents.delete(name);
    else contents.set(name, bytes);
  }
  return diskWith(contents);
}

/** With a byte that is not what was written. */
function damaged(name: string): Uint8Array {
  const bytes = goldenFiles("3.9.5").get(name)!;
  bytes[200]! ^= 1;
  return bytes;
}

const FAILED = txn(0x18, OpCode.error, { err: -101 });
const LATE = { "snapshot.17.gz": null, "snapshot.17.snappy": null };

describe("the database that a ZooKeeper left", () => {
  for (const release of RELEASES) {
    test(`${release}: every znode is as its clients saw it`, async () => {
      const restored = await restore(diskWith(goldenFiles(release)));
      const { znodes, session } = expectedOf(release);
      // That came with 3.5; kedge has it always.
      const withConfig = seenZnodes(restored.database.tree);
      const seen = release === "3.4.14"
        ? withConfig.filter(({ path }) => path !== "/zookeeper/config" && path !== "/zookeeper")
        : withConfig;
      expect(seen).toEqual(
        release === "3.4.14" ? znodes.filter(({ path }) => path !== "/zookeeper") : [...znodes],
      );
      const { sessions, lastProcessedZxid } = restored.database;
      expect(sessions.get(BigInt.asIntN(64, BigInt(session)))?.timeoutMs).toBe(40_000);
      expect(sessions.size).toBe(2);
      expect(lastProcessedZxid).toBe(release === "3.4.14" ? 0x1f : 0x28);
      expect(restored).toMatchObject({ damaged: [], torn: [], gaps: [] });
      const hasDigest = release === "3.7.2" || release === "3.9.5";
      expect(restored.digest).toBe(hasDigest ? "same" : "unknown");
    });
  }

  test("is the same from any of the snapshots", async () => {
    const wanted = [...expectedOf("3.9.5").znodes];
    const without = { "snapshot.17": null, ...LATE };
    for (const changes of [without, { ...without, "snapshot.0": null }, { "snapshot.17": null }]) {
      const { database, digest } = await restore(changedDisk(changes));
      expect(seenZnodes(database.tree)).toEqual(wanted);
      expect(digest).toBe("same");
    }
  });

  test("is the snapshot's where there is no log", async () => {
    const { database, digest, snapshot, transactions } = await restore(
      changedDisk({
        "log.1": null,
        "log.18": null,
        "snapshot.17": null,
        "snapshot.17.snappy": null,
      }),
    );
    expect(database.lastProcessedZxid).toBe(0x17);
    expect(snapshot?.name).toBe("snapshot.17.gz");
    expect([digest, transactions]).toEqual(["same", 0]);
  });

  test("tells where its digest is another", async () => {
    const noted = (version: number) => logOf({ ...FAILED, digest: { version, treeDigest: 1n } });
    expect((await restore(changedDisk({ "log.18": noted(2) }))).digest).toBe("different");
    // Another way to compute it.
    expect((await restore(changedDisk({ "log.18": noted(1) }))).digest).toBe("unknown");
  });

  test("has the digest from before transactions that change nothing", async () => {
    const begun = txn(0x19, OpCode.createSession, { timeOut: 4000 });
    const changed = txn(0x19, OpCode.setData, { path: "/app", data: null, version: 1 });
    const digests = [];
    for (const last of [begun, changed]) {
      const changes = { "snapshot.17": null, "snapshot.17.snappy": null };
      const files = changedDisk({ ...changes, "log.18": logOf(FAILED, last) });
      digests.push((await restore(files)).digest);
    }
    expect(digests).toEqual(["same", "unknown"]);
  });

  test("may have its logs in a folder of their own", async () => {
    const files = diskWith(goldenFiles("3.9.5"));
    files.makeFolder("/logs");
    for (const name of ["log.1", "log.18"]) files.rename(`${FOLDER}/${name}`, `/logs/${name}`);
    const { database } = await restoreDatabase({ ...PLACE, logFolder: "/logs", files });
    expect(database.lastProcessedZxid).toBe(0x28);
  });
});

describe("a newest snapshot that is damaged", () => {
  test("is passed over where the logs go back further", async () => {
    const restored = await restore(changedDisk({ ...LATE, "snapshot.17": damaged("snapshot.17") }));
    expect(restored.snapshot?.name).toBe("snapshot.0");
    expect(restored.damaged.map(({ path }) => path)).toEqual([`${FOLDER}/snapshot.17`]);
    expect(seenZnodes(restored.database.tree)).toEqual([...expectedOf("3.9.5").znodes]);
  });

  test("ends it where they do not", async () => {
    const files = changedDisk({ ...LATE, "snapshot.17": damaged("snapshot.17"), "log.1": null });
    await expect(restore(files)).rejects.toThrow(
      /^Cannot restore: .*snapshot\.17 is damaged at byte .*; and from snapshot\.0 on the logs do not have the transactions between 0x0 and 0x18\. Copy/,
    );
  });

  test("ends it where there is nothing else", async () => {
    const bytes = damaged("snapshot.17");
    const files = diskWith(new Map([["snapshot.17", bytes]]));
    await expect(restore(files)).rejects.toThrow("snapshot.17 is damaged at byte");
  });
});

describe("what is missing", () => {
  test("nothing but other files", async () => {
    const files = diskWith(new Map([["notes", new Uint8Array(3)]]));
    await expect(restore(files)).rejects.toThrow(
      `Cannot restore: there is neither a snapshot in ${FOLDER} nor a log in ${FOLDER}. Give`,
    );
  });

  test("the beginning", async () => {
    const files = diskWith(new Map([["log.18", goldenFiles("3.9.5").get("log.18")!]]));
    await expect(restore(files)).rejects.toThrow(
      "there is no snapshot, and the logs do not have the transactions between 0x0 and 0x18",
    );
  });

  test("logs without a transaction", async () => {
    await expect(restore(diskWith(new Map([["log.1", logOf()]])))).rejects.toThrow(
      `no log in ${FOLDER} has a transaction`,
    );
  });

  test("a part within is told", async () => {
    const restored = await restore(
      changedDisk({ "log.18": logOf(txn(0x20, OpCode.error, { err: -1 })) }),
    );
    expect(restored.gaps).toEqual([[0x17, 0x20]]);
    expect(restored.transactions).toBe(1);
  });

  test("nothing is missing where another leader begins to count", async () => {
    const zxid = 0x100000001;
    const log = logOf(txn(0x18, OpCode.error, { err: 0 }), txn(zxid, OpCode.error, { err: 0 }));
    const restored = await restore(changedDisk({ "log.18": log }));
    expect([restored.gaps, restored.database.lastProcessedZxid]).toEqual([[], zxid]);
    const later = logOf(
      txn(0x18, OpCode.error, { err: 0 }),
      txn(zxid + 1, OpCode.error, { err: 0 }),
    );
    expect((await restore(changedDisk({ "log.18": later }))).gaps).toEqual([[0x18, zxid + 1]]);
  });

  test("the torn end of a log is told, and the next one is read", async () => {
    const whole = goldenFiles("3.9.5").get("log.1")!;
    const end = whole.findLastIndex((byte) => byte !== 0) + 1;
    const torn = whole.slice(0, end - 5);
    const first = diskWith(new Map([["log.1", torn]]));
    const restored = await restore(first);
    expect(restored.database.lastProcessedZxid).toBe(0x16);
    expect(restored.torn).toHaveLength(1);
    // The server that came after it gave the number again.
    const more = logOf(txn(0x17, OpCode.create, {
      path: "/more",
      data: null,
      acl: null,
      ephemeral: false,
      parentCVersion: 9,
    }));
    const both = await restore(diskWith(new Map([["log.1", torn], ["log.17", more]])));
    expect(both.database.tree.get("/more")?.czxid).toBe(0x17);
    expect(both.gaps).toEqual([]);
  });

  test("a damaged log ends it, with its place", async () => {
    const files = changedDisk({ "log.18": damaged("log.18") });
    const error = await restore(files).then(() => null, (error) => error);
    expect(error).toMatchObject({ name: "DamagedFileError", path: `${FOLDER}/log.18` });
  });
});
