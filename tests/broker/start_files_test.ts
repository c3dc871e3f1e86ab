import { describe, expect, test } from "bun:test";
import { Kedge } from "../../lib/broker/kedge.ts";
import { loadStartFiles } from "../../lib/broker/start_files.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { imageEnvironments } from "../config/image_environments.ts";
import { settled } from "../io/turns.ts";
import { KafkaSession } from "../simulator/kafka_session.ts";

const FILES = {
  "/server.properties": "broker.id=3\nlog.dirs=/kafka\n",
  "/other.properties": "broker.id=4\n",
  "/zoo.cfg": "dataDir=/d\nserver.1=a:1:2;2999\n",
  "/zookeeper.properties": "dataDir=/d\nclientPort=2182\n",
  "/odd": "clientPort=2183\ndataDir=/d\ndynamicConfigFile=/nofile",
};

function load(files: string[], zooCfg: string | null = null) {
  const disk = new MemoryFileSystem();
  for (const [path, text] of Object.entries(FILES)) {
    disk.replaceFile(path, new TextEncoder().encode(text));
  }
  return loadStartFiles({ files, zooCfg, overrides: [] }, disk).config;
}

test("a file is what its content says", () => {
  expect(load([])).toMatchObject({ brokerEnable: true, brokerId: -1 });
  expect(load(["/server.properties"])).toMatchObject({ brokerEnable: true, brokerId: 3 });
  expect(load(["/zookeeper.properties"])).toMatchObject({ brokerEnable: false });
  for (const files of [["/server.properties", "/zoo.cfg"], ["/zoo.cfg", "/server.properties"]]) {
    const config = load(files);
    expect(config).toMatchObject({ brokerEnable: true, brokerId: 3, logDirs: ["/kafka"] });
    expect(config.zookeeperListeners[0]?.port).toBe(2999);
  }
});

test("or what the option says", () => {
  const config = load(["/server.properties"], "/zookeeper.properties");
  expect([config.brokerId, config.zookeeperListeners[0]?.port]).toEqual([3, 2182]);
  expect(load([], "/zookeeper.properties").brokerEnable).toBe(false);
});

test("two of a kind, and what cannot be read, are refused", () => {
  expect(() => load(["/server.properties", "/other.properties"])).toThrow(
    "Cannot start with /server.properties and /other.properties: both read like a server",
  );
  expect(() => load(["/zoo.cfg", "/zookeeper.properties"])).toThrow("both read like a zoo.cfg");
  expect(() => load(["/nofile"])).toThrow("/nofile");
  expect(() => load(["/odd"])).toThrow("Cannot read the file");
});

test("environment variables count where they are given, and files can refer to others", () => {
  const disk = new MemoryFileSystem();
  const put = (path: string, text: string) =>
    disk.replaceFile(path, new TextEncoder().encode(text));
  put("/server.properties", "broker.rack=${file:/secrets.properties:rack}\nnum.partitions=2\n");
  put("/secrets.properties", "rack=a\n");
  const given = { files: ["/server.properties"], zooCfg: null, overrides: [] };
  const variables = { KAFKA_NUM_PARTITIONS: "7" };
  expect(loadStartFiles(given, disk, { variables }).config).toMatchObject({
    brokerRack: "a",
    numPartitions: 7,
  });
  expect(loadStartFiles(given, disk).config.numPartitions).toBe(2);
});

describe("the environment of a tutorial starts a kedge that serves", () => {
  const overrides = ["log.dirs=/data", "log.reserved.disk.bytes=0", "rest.listeners="];

  test.each(imageEnvironments.map((each) => [each.image, each] as const))("%s", async (_, each) => {
    const clock = new MemoryClock();
    const files = new MemoryFileSystem({ nowMs: () => clock.nowMs() });
    const network = new MemoryNetwork();
    const { variables } = each;
    const given = { files: [], zooCfg: null, overrides };
    const { config } = loadStartFiles(given, files, { variables });
    const machine = { files, network, clock, logger: new MemoryLogger() };
    const random = new SeededRandom(1);
    const kedge = await settled(clock, Kedge.start(config, { ...machine, random }));
    const [listener] = kedge.addresses.kafka;
    const session = await settled(clock, KafkaSession.open(network, listener!.port, clock));
    expect(await session.createTopic("orders")).toBe(0);
    expect(await session.topics()).toEqual(["orders"]);
    await settled(clock, kedge.close());
  });
});
