import { describe, expect, test } from "bun:test";
import { Kedge } from "../../lib/broker/kedge.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { FolderFailedError } from "../../lib/storage/open_folders.ts";
import { FailingFolders } from "../io/failing_folders.ts";
import { settled, until } from "../io/turns.ts";

const CONFIG = [
  "listeners=PLAINTEXT://localhost:9092",
  "zookeeper.listeners=zookeeper://localhost:2181",
  "rest.listeners=",
  "log.dirs=/one,/two",
  "log.reserved.disk.bytes=0",
];

/** Starts a kedge on a disk; `fatal` gets why it cannot go on. */
async function start(disk: FailingFolders, fatal: Error[] = []) {
  const clock = new MemoryClock();
  const logger = new MemoryLogger();
  const { config } = loadServerConfig({ overrides: CONFIG });
  const kedge = await settled(
    clock,
    Kedge.start(config, {
      files: disk.files,
      network: new MemoryNetwork(),
      clock,
      random: new SeededRandom(1),
      logger,
      onFatal: (error) => fatal.push(error),
    }),
  );
  return { kedge, clock, logger, stop: () => settled(clock, kedge.close()) };
}

function newDisk(): FailingFolders {
  return new FailingFolders({ capacityBytes: 24 << 20 });
}

describe("a failed folder of log.dirs", () => {
  test("ends the process where it has the znode tree", async () => {
    const disk = newDisk();
    const fatal: Error[] = [];
    const { kedge, clock } = await start(disk, fatal);
    expect(disk.files.list("/one")).toContain("__znode_transactions-0");
    disk.fail("/one");
    void kedge.broker.topics.autoCreate("orders").catch(() => {});
    await until("it is told", () => {
      clock.advance(1);
      return fatal.length > 0;
    });
    expect(fatal[0]).toBeInstanceOf(FolderFailedError);
    expect(fatal[0]!.message).toContain("it has __znode_transactions-0");
  });

  test("ends nothing where it has partitions only, also over a restart", async () => {
    const disk = newDisk();
    const fatal: Error[] = [];
    const first = await start(disk, fatal);
    await settled(first.clock, first.kedge.broker.topics.autoCreate("orders"));
    const { log } = first.kedge.broker.partitions.get("orders", 0)!;
    expect(log.folder).toBe("/two/orders-0");
    disk.fail("/two");
    await until("it is offline", () => {
      first.clock.advance(1000);
      return log.offline !== null;
    });
    expect(fatal).toEqual([]);
    await first.stop();
    const second = await start(disk, fatal);
    expect(second.kedge.broker.partitions.isOffline("orders", 0)).toBe(true);
    await settled(second.clock, second.kedge.broker.topics.autoCreate("bills"));
    expect(second.kedge.broker.partitions.get("bills", 0)!.log.folder).toBe("/one/bills-0");
    await second.stop();
    disk.repair("/two");
    const third = await start(disk, fatal);
    expect(third.kedge.broker.partitions.isOffline("orders", 0)).toBe(false);
    expect(third.logger.messages("ERROR")).toEqual([]);
    await third.stop();
  });

  test("refuses a start where no other has the znode tree", async () => {
    const disk = newDisk();
    await (await start(disk)).stop();
    disk.fail("/one");
    await expect(start(disk)).rejects.toThrow(
      "Cannot start without /one: no other folder of log.dirs has __znode_transactions-0",
    );
    disk.repair("/one");
    await (await start(disk)).stop();
  });
});
