import { describe, expect, test } from "bun:test";
import { LockedError } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { restoreDatabase } from "../../lib/zookeeper/files/restore.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { diskWith, expectedOf, goldenFiles, seenZnodes } from "../zookeeper/files/golden_files.ts";
import { move } from "./zookeeper_move.ts";

const EXPORT = "export --data-dir /out --from /data";

function restore(files: MemoryFileSystem) {
  const folder = "/out/version-2";
  return restoreDatabase({ snapshotFolder: folder, logFolder: folder, files });
}

describe("an export", () => {
  test("of what was imported is what was imported", async () => {
    const files = diskWith(goldenFiles("3.9.5"));
    await move("import --data-dir /zk --into /data", files);
    const kept = files.list("/data/__znode_transactions-0");
    expect(await move(EXPORT, files)).toEqual([
      "29 znodes (2 ephemeral, 2 containers, 3 with a time to live), 2 sessions, " +
      "up to transaction 0x28.",
      "Exported to /out/version-2/snapshot.28. ZooKeeper can be started on /out now.",
      "There are znodes with a time to live: ZooKeeper needs extendedTypesEnabled=true in " +
      "zoo.cfg, or it takes them for ephemeral znodes of sessions that have ended.",
    ]);
    const { database, digest } = await restore(files);
    expect(seenZnodes(database.tree)).toEqual([...expectedOf("3.9.5").znodes]);
    expect(database.sessions.size).toBe(2);
    expect(digest).toBe("same");
    expect(files.list("/data/__znode_transactions-0")).toEqual(kept);
    await expect(move(EXPORT, files)).rejects.toThrow(
      "/out/version-2/snapshot.28 is there already",
    );
    const told = await move(`${EXPORT} --force`, files);
    expect(told).toContain("What was there before is in /out/version-2.before-kedge.");
  });

  test("has what was acknowledged before a kedge was killed", async () => {
    const kedge = await MemoryKedge.start();
    const client = await kedge.zookeeper();
    await kedge.until(client.create("/mine", Buffer.from("data"), { acl: OPEN_ACL_UNSAFE }));
    const mode = { acl: OPEN_ACL_UNSAFE, mode: 1 } as const;
    await kedge.until(client.create("/mine-too", null, mode));
    kedge.crash(KEEPS_ALL);
    await move(EXPORT, kedge.files);
    const { database } = await restore(kedge.files);
    expect(database.tree.get("/mine")?.data).toEqual(new Uint8Array(Buffer.from("data")));
    expect(database.tree.get("/mine-too")?.ephemeralOwner).toBe(client.sessionId);
    expect(database.sessions.has(client.sessionId)).toBe(true);
    // And a kedge goes on from there as if nobody had looked.
    await kedge.start();
    const again = await kedge.zookeeper();
    expect(await kedge.until(again.exists("/mine"))).not.toBeNull();
    await kedge.stop();
  });
});

describe("an export that is refused", () => {
  test("where a kedge runs", async () => {
    const kedge = await MemoryKedge.start();
    await expect(move(EXPORT, kedge.files)).rejects.toThrow(LockedError);
    await kedge.stop();
  });

  test("where there is no kedge's folder, which is not made by asking", async () => {
    const files = new MemoryFileSystem();
    await expect(move(EXPORT, files)).rejects.toThrow(
      "Cannot export: there are no znodes in /data. Give kedge's data folder with --from",
    );
    expect(files.exists("/data")).toBe(false);
    files.makeFolder("/data");
    await expect(move(EXPORT, files)).rejects.toThrow("there are no znodes in /data");
    expect(files.exists("/out")).toBe(false);
  });
});
