import { expect, test } from "bun:test";
import { exportLive } from "../../lib/broker/live_export.ts";
import { ZnodeLog } from "../../lib/broker/znode_log.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { DatabaseFilling } from "../../lib/zookeeper/files/database_snapshot.ts";
import { readSnapshot } from "../../lib/zookeeper/files/snapshot_reader.ts";
import { ZookeeperServer } from "../../lib/zookeeper/server/zookeeper_server.ts";
import { Database } from "../../lib/zookeeper/tree/database.ts";
import { TestStore } from "../storage/test_store.ts";

async function started() {
  const { store, files, clock, logger } = new TestStore();
  const log = new ZnodeLog({ store, files, clock, logger });
  const server = new ZookeeperServer({ clock, random: new SeededRandom(1), log, logger });
  await log.load(server);
  await server.start();
  const visitor = server.visitor({ remoteAddress: null, credentials: null });
  return { files, log, visitor, services: { server, log, clock } };
}

test("what is exported is a whole snapshot of one moment", async () => {
  const { files, visitor, services } = await started();
  await visitor.create("/a", { data: Buffer.from("one") });
  await visitor.create("/a/b", { data: null });
  const exporting = exportLive(services);
  // Behind the moment.
  const later = visitor.setData("/a", { data: Buffer.from("two"), version: -1 });
  const { zxid, bytes } = (await exporting)!;
  await later;
  expect(zxid).toBe(2);
  const path = "/snapshot.2";
  const file = files.open(path, "create");
  await file.write(bytes, 0);
  const database = new Database();
  const filling = new DatabaseFilling(database);
  await readSnapshot(path, filling, { files });
  filling.end();
  expect(new TextDecoder().decode(database.tree.get("/a")!.data!)).toBe("one");
  expect(database.tree.get("/a/b")).not.toBeUndefined();
});

test("it waits for the snapshot that is being saved, and the next one waits for it", async () => {
  const { log, visitor, services } = await started();
  await visitor.create("/a", { data: null });
  const saving = log.save();
  const exported = [exportLive(services), exportLive(services)];
  const again = log.save();
  await saving;
  const zxids = (await Promise.all(exported)).map((one) => one?.zxid);
  expect(zxids).toEqual([1, 1]);
  await again;
});

test("a tree that is too large is left to the command", async () => {
  const { visitor, services } = await started();
  for (let i = 0; i < 20; i++) {
    const ops = Array.from({ length: 1000 }, (_, n) => ({
      type: "create" as const,
      path: `/n${i}-${n}`,
    }));
    await visitor.multi(ops);
  }
  expect(await exportLive(services)).toBeNull();
});

test("others have their turns while it is put together, not only while it is read", async () => {
  const { visitor, services } = await started();
  const data = new Uint8Array(1000);
  const ops = Array.from(
    { length: 900 },
    (_, n) => ({ type: "create" as const, path: `/n${n}`, data }),
  );
  await visitor.multi(ops);
  let pieces = 0;
  const { server } = services;
  const beginSnapshot = server.beginSnapshot.bind(server);
  server.beginSnapshot = () => {
    const begun = beginSnapshot();
    const next = begun.next.bind(begun);
    begun.next = (...how) => {
      pieces++;
      return next(...how);
    };
    return begun;
  };
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  count();
  await exportLive(services);
  isOver = true;
  // 900,000 bytes in parts of 64 KiB, then in pieces of 256 KiB.
  expect(turns).toBeGreaterThan(pieces + 12);
});
