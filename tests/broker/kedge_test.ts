import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { turns, until } from "../io/turns.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";

const OPEN = { acl: OPEN_ACL_UNSAFE };
const PLACE = { topic: "orders", partition: 0 };

async function values(kedge: MemoryKedge, place = PLACE): Promise<string[]> {
  const session = await kedge.connect();
  return (await session.readAll(place)).map(({ value }) => value);
}

describe("a kedge", () => {
  test("keeps topics, records and offsets over a restart", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    expect(await session.createTopic("orders", { partitions: 2 })).toBe(0);
    expect(await session.produce(PLACE, ["a", "b"])).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(await session.produce({ ...PLACE, partition: 1 }, ["x"])).toEqual({
      errorCode: 0,
      baseOffset: 0,
    });
    expect(await session.produce(PLACE, ["c"], { acks: 1 })).toEqual({
      errorCode: 0,
      baseOffset: 2,
    });
    expect(await session.commitOffset("g", PLACE, 2)).toBe(0);
    await kedge.restart();
    expect(await values(kedge)).toEqual(["a", "b", "c"]);
    expect(await values(kedge, { ...PLACE, partition: 1 })).toEqual(["x"]);
    const again = await kedge.connect();
    expect(await again.committedOffset("g", PLACE)).toBe(2);
    expect(await again.topics()).toEqual(["orders"]);
    expect(await again.produce(PLACE, ["d"])).toEqual({ errorCode: 0, baseOffset: 3 });
  });

  test("keeps all of it, acks=1 included, when the process is killed", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    await session.createTopic("orders");
    for (let i = 0; i < 20; i++) await session.produce(PLACE, [`v${i}`], { acks: 1 });
    kedge.crash(KEEPS_ALL);
    await kedge.start();
    expect(await values(kedge)).toEqual(Array.from({ length: 20 }, (_, i) => `v${i}`));
  });

  test("keeps znodes over a restart, and the sessions' ephemeral ones until they expire", async () => {
    const kedge = await MemoryKedge.start();
    const client = await kedge.zookeeper();
    await kedge.until(client.create("/app", Buffer.from("data"), OPEN));
    await kedge.restart();
    const again = await kedge.zookeeper();
    const { data } = await kedge.until(again.getData("/app"));
    expect(Buffer.from(data ?? "").toString()).toBe("data");
    const brokers = await kedge.until(again.getChildren("/brokers/ids"));
    expect(brokers.children).toEqual(["1"]);
  });

  test("acts on what an old tool writes into the znodes", async () => {
    const kedge = await MemoryKedge.start();
    const client = await kedge.zookeeper();
    const data = JSON.stringify({ version: 1, partitions: { 0: [1], 1: [1] } });
    await kedge.until(client.create("/brokers/topics/old", Buffer.from(data), OPEN));
    await until("the broker follows", () => {
      kedge.clock.advance(1);
      return kedge.running.broker.partitions.get("old", 1) !== undefined;
    });
    const session = await kedge.connect();
    expect(await session.produce({ topic: "old", partition: 1 }, ["a"])).toEqual({
      errorCode: 0,
      baseOffset: 0,
    });
  });

  test("keeps a topic's records when an old tool writes its znode again without an id", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    expect(await session.createTopic("orders")).toBe(0);
    expect(await session.produce(PLACE, ["a", "b"])).toEqual({ errorCode: 0, baseOffset: 0 });
    const id = kedge.running.broker.image.topics.get("orders")?.id;
    const client = await kedge.zookeeper();
    const data = JSON.stringify({ version: 1, partitions: { 0: [1], 1: [1] } });
    await kedge.until(client.setData("/brokers/topics/orders", Buffer.from(data)));
    await until("the broker follows", () => {
      kedge.clock.advance(1);
      return kedge.running.broker.partitions.get("orders", 1) !== undefined;
    });
    expect(kedge.running.broker.image.topics.get("orders")?.id).toBe(id);
    expect(await values(kedge)).toEqual(["a", "b"]);
    await kedge.restart();
    expect(await values(kedge)).toEqual(["a", "b"]);
  });

  test("leaves no timer, no handle and no connection when it is closed", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    await session.createTopic("orders");
    await session.produce(PLACE, ["a"]);
    await session.commitOffset("g", PLACE, 1);
    const { clock, network, files } = kedge;
    await kedge.stop();
    session.close();
    expect([clock.pending, network.openEnds, files.openHandles]).toEqual([0, 0, 0]);
  });

  test("can be closed while requests wait", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    await session.createTopic("orders");
    const waiting = [1, 2, 3].map((i) => session.produce(PLACE, [`v${i}`]));
    const outcomes = Promise.allSettled(waiting);
    const { clock } = kedge;
    await kedge.stop();
    await outcomes;
    expect(clock.pending).toBe(0);
    expect(kedge.logger.messages("ERROR")).toEqual([]);
  });
});

describe("a stop while topics are being deleted", () => {
  test("is no error, and the next start goes on with it", async () => {
    for (let turnsBefore = 0; turnsBefore < 12; turnsBefore++) {
      const kedge = await MemoryKedge.start();
      const session = await kedge.connect();
      const names = ["one", "two", "three"];
      for (const name of names) await session.createTopic(name, { partitions: 3 });
      const client = await kedge.zookeeper();
      for (const name of names) {
        void client.create(`/admin/delete_topics/${name}`, null, OPEN).catch(() => {});
      }
      await until("the deletion begins", () => {
        kedge.clock.advance(1);
        return kedge.logger.messages("INFO").includes("deleted topic");
      });
      await turns(turnsBefore);
      await kedge.stop();
      expect(kedge.logger.messages("ERROR")).toEqual([]);
      await kedge.start();
      const again = await kedge.zookeeper();
      const wishes = await kedge.until(again.getChildren("/admin/delete_topics"));
      expect(wishes.children).toEqual([]);
      const [{ children: topics }] = [await kedge.until(again.getChildren("/brokers/topics"))];
      expect(kedge.files.list("/data").filter((name) => /^(one|two|three)-/.test(name)).length)
        .toBe(3 * topics.length);
      await kedge.stop();
      expect(kedge.logger.messages("ERROR")).toEqual([]);
    }
  });
});

describe("the bounds on connections", () => {
  async function isServed(kedge: MemoryKedge): Promise<boolean> {
    try {
      const session = await kedge.connect();
      await session.topics();
      return true;
    } catch {
      return false;
    }
  }

  test("are those of the config: one too many is closed, the others serve on", async () => {
    const kedge = await MemoryKedge.start({ overrides: ["max.connections=2"] });
    const sessions = [await kedge.connect(), await kedge.connect()];
    expect(await isServed(kedge)).toBe(false);
    expect(kedge.logger.messages("WARN")).toEqual([
      "refusing connection: max.connections=2 are open",
    ]);
    for (const session of sessions) expect(await session.topics()).toEqual([]);
    sessions[0]!.close();
    await until("it is gone", () => kedge.network.openEnds === 2);
    expect(await isServed(kedge)).toBe(true);
  });

  test("hold for each address, with its own exception", async () => {
    const ofAll = await MemoryKedge.start({ overrides: ["max.connections.per.ip=1"] });
    expect([await isServed(ofAll), await isServed(ofAll)]).toEqual([true, false]);
    const excepted = await MemoryKedge.start({
      overrides: [
        "max.connections.per.ip=1",
        "max.connections.per.ip.overrides=10.0.0.1:9,127.0.0.1:2",
      ],
    });
    const served = [await isServed(excepted), await isServed(excepted), await isServed(excepted)];
    expect(served).toEqual([true, true, false]);
    expect(excepted.logger.messages("WARN")).toEqual([
      "refusing connection: max.connections.per.ip=2 of its address are open",
    ]);
  });

  test("may be changed while it runs", async () => {
    const kedge = await MemoryKedge.start();
    await kedge.connect();
    expect(await isServed(kedge)).toBe(true);
    const client = await kedge.zookeeper();
    const data = JSON.stringify({ version: 1, config: { "max.connections": "2" } });
    await kedge.until(client.create("/config/brokers/<default>", Buffer.from(data), OPEN));
    await until("it is in force", () => {
      kedge.clock.advance(1);
      return kedge.running.broker.config.maxConnections === 2;
    });
    expect(await isServed(kedge)).toBe(false);
  });
});

describe("a start that fails", () => {
  /** A kedge whose disk refuses to write one file. */
  function kedgeWithout(name: string): MemoryKedge {
    const kedge = new MemoryKedge();
    const { files } = kedge;
    const replaceFile = files.replaceFile.bind(files);
    files.replaceFile = (path, bytes) => {
      if (path.endsWith(name)) throw new Error(`no ${name}`);
      replaceFile(path, bytes);
    };
    return kedge;
  }

  test("once the znodes are loaded leaves no timer, no handle and no lock", async () => {
    const kedge = kedgeWithout("meta.properties");
    await expect(kedge.start()).rejects.toThrow("no meta.properties");
    expect([kedge.clock.pending, kedge.files.openHandles]).toEqual([0, 0]);
    const next = new MemoryKedge({ files: kedge.files });
    await expect(next.start()).rejects.toThrow("no meta.properties");
  });

  test("while the znodes are loaded leaves no timer and no handle", async () => {
    const kedge = new MemoryKedge();
    kedge.files.failDatasync(new Error("EIO"));
    await expect(kedge.start()).rejects.toThrow();
    expect([kedge.clock.pending, kedge.files.openHandles]).toEqual([0, 0]);
  });
});

describe("a start is refused", () => {
  test("where another kedge uses the folder, which goes on undisturbed", async () => {
    const kedge = await MemoryKedge.start();
    const second = new MemoryKedge({ files: kedge.files });
    await expect(second.start()).rejects.toThrow(
      "Cannot use data folder /data: another process has locked it",
    );
    const session = await kedge.connect();
    expect(await session.createTopic("orders")).toBe(0);
  });

  test("where a port is taken, and the data is as it was", async () => {
    const kedge = await MemoryKedge.start();
    const session = await kedge.connect();
    await session.createTopic("orders");
    await session.produce(PLACE, ["a"]);
    await kedge.stop();
    const other = kedge.network.listen({ host: "", port: 9092 }, () => ({
      data() {},
      drain() {},
      close() {},
    }));
    await expect(kedge.start()).rejects.toThrow("Cannot listen on localhost:9092");
    expect(kedge.clock.pending).toBe(0);
    other.close();
    await kedge.start();
    expect(await values(kedge)).toEqual(["a"]);
  });

  test("where the folder is another broker's, and it is not changed", async () => {
    const kedge = await MemoryKedge.start({ overrides: ["broker.id=3"] });
    await kedge.stop();
    const before = kedge.files.list("/data").join();
    const other = new MemoryKedge({ files: kedge.files, overrides: ["broker.id=4"] });
    await expect(other.start()).rejects.toThrow(
      "Cannot use data folder /data: it belongs to broker 3, and broker.id is 4",
    );
    expect(kedge.files.list("/data").join()).toBe(before);
    const unset = new MemoryKedge({ files: kedge.files });
    await unset.start();
    expect(unset.running.broker.id).toBe(3);
  });

  test("where it is given up after a crash, the next one still checks every log", async () => {
    const kedge = await MemoryKedge.start({ overrides: ["broker.id=3"] });
    const session = await kedge.connect();
    await session.createTopic("orders");
    await session.produce(PLACE, ["a"]);
    await session.produce(PLACE, ["x".repeat(20_000)], { acks: 1 });
    const { files } = kedge;
    kedge.crash(KEEPS_ALL);
    // The second batch loses a page that nobody had synced.
    const log = kedge.files.open(`/data/orders-0/${"0".repeat(20)}.log`, "existing");
    log.writeSync(new Uint8Array(4096), 8192);
    log.close();
    expect(files).not.toBe(kedge.files);
    const wrong = new MemoryKedge({ files: kedge.files, overrides: ["broker.id=4"] });
    await expect(wrong.start()).rejects.toThrow("belongs to broker 3");
    await kedge.start();
    expect(await values(kedge)).toEqual(["a"]);
  });

  test("where zookeeper.connect names other servers, before anything is touched", async () => {
    const kedge = new MemoryKedge({ overrides: ["zookeeper.connect=zk1.example.org:2181/kafka"] });
    await expect(kedge.start()).rejects.toThrow(
      "Cannot use zookeeper.connect=zk1.example.org:2181: kedge holds the znodes itself",
    );
    expect(kedge.files.exists("/data")).toBe(false);
  });
});

describe("a disk that fills up", () => {
  const overrides = ["log.reserved.disk.bytes=2097152"];

  test("refuses produce and znodes, serves fetch, and takes both again by itself", async () => {
    const kedge = await MemoryKedge.start({ overrides });
    const session = await kedge.connect();
    await session.createTopic("orders");
    await session.produce(PLACE, ["before"]);
    const zookeeper = await kedge.zookeeper();
    const { capacityBytes } = kedge.files;
    kedge.files.capacityBytes -= kedge.files.space("/").availableBytes - (1 << 20);
    kedge.clock.advance(1000);
    for (const acks of [-1, 1]) {
      expect((await session.produce(PLACE, ["refused"], { acks })).errorCode).toBe(
        ErrorCode.KAFKA_STORAGE_ERROR,
      );
    }
    await expect(kedge.until(zookeeper.create("/app", Buffer.from("x"), OPEN))).rejects.toThrow();
    expect((await session.readAll(PLACE)).map(({ value }) => value)).toEqual(["before"]);
    expect(await session.deleteTopic("orders")).toBe(0);
    kedge.files.capacityBytes = capacityBytes;
    kedge.clock.advance(1000);
    expect(await session.createTopic("orders")).toBe(0);
    expect((await session.produce(PLACE, ["after"])).errorCode).toBe(0);
    await kedge.until(zookeeper.create("/app", Buffer.from("x"), OPEN));
    const lines = kedge.logger.lines.filter(({ message }) => message.startsWith("disk "));
    expect(lines.map(({ level }) => level)).toEqual(["ERROR", "INFO"]);
  });

  test("lets a kedge start, read and delete, without a byte left", async () => {
    // More than the reserve file gives back when the start finds the disk full.
    const reserved = `log.reserved.disk.bytes=${16 << 20}`;
    const kedge = await MemoryKedge.start({ overrides: [reserved], diskBytes: 48 << 20 });
    const session = await kedge.connect();
    await session.createTopic("orders");
    await session.createTopic("other");
    await session.produce(PLACE, ["a", "b"]);
    await kedge.stop();
    kedge.files.capacityBytes -= kedge.files.space("/").availableBytes;
    await kedge.start();
    expect(await values(kedge)).toEqual(["a", "b"]);
    const again = await kedge.connect();
    expect((await again.produce(PLACE, ["c"])).errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
    expect(await again.deleteTopic("other")).toBe(0);
    expect(await again.topics()).toEqual(["orders"]);
    kedge.files.capacityBytes += 16 << 20;
    kedge.clock.advance(1000);
    expect((await again.produce(PLACE, ["c"])).errorCode).toBe(0);
  });
});
