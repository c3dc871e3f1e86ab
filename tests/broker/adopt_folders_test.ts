/**
 * What a Kafka leaves differs from what this broker leaves in where the metadata is. So these tests
 * let a broker write, take its znodes away, and put a Kafka's files in their place.
 */
import { beforeEach, describe, expect, test } from "bun:test";
import { StartError } from "../../lib/broker/start_error.ts";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import type { TopicImage } from "../../lib/metadata/cluster_image.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";
import * as kraft from "./kraft_log.ts";

const PLACE = { topic: "orders", partition: 0 };
const METADATA = "/data/__cluster_metadata-0";

let kedge: MemoryKedge;
let id: string;

beforeEach(async () => {
  kedge = await MemoryKedge.start();
  const session = await kedge.connect();
  await session.createTopic("orders", { partitions: 2 });
  await session.produce(PLACE, ["a", "b"]);
  await session.produce({ ...PLACE, partition: 1 }, ["x"]);
  await session.commitOffset("g", PLACE, 1);
  id = image("orders")!.id;
  await kedge.stop();
  await removeFolder("__znode_transactions-0");
  write(
    "meta.properties",
    "#\nbroker.id=7\nversion=0\ncluster.id=AT8_sNC5TGqvfPuPsU7Eng\nmore=1\n",
  );
});

function image(topic: string): TopicImage | undefined {
  return kedge.running.broker.image.topics.get(topic);
}

function files(): MemoryFileSystem {
  return kedge.files;
}

function write(name: string, text: string | Uint8Array): void {
  files().replaceFile(`/data/${name}`, Buffer.from(text));
}

function removeFolder(name: string): Promise<void> {
  return kedge.until(files().removeFolder(`/data/${name}`));
}

async function values(partition = 0): Promise<string[]> {
  const session = await kedge.connect();
  return (await session.readAll({ ...PLACE, partition })).map(({ value }) => value);
}

function warnings(): string {
  return kedge.logger.messages("WARN").join("\n");
}

describe("the folders of a Kafka with ZooKeeper", () => {
  test("are served: topics by their ids, records, groups, under the same broker and cluster id", async () => {
    await kedge.start();
    expect(kedge.running.broker.id).toBe(7);
    expect(kedge.running.broker.image.clusterId).toBe("AT8_sNC5TGqvfPuPsU7Eng");
    expect(image("orders")).toMatchObject({ id, partitions: [{ leader: 7 }, { leader: 7 }] });
    expect(await values()).toEqual(["a", "b"]);
    expect(await values(1)).toEqual(["x"]);
    const session = await kedge.connect();
    expect(await session.committedOffset("g", PLACE)).toBe(1);
    expect(await session.produce(PLACE, ["c"])).toEqual({ errorCode: 0, baseOffset: 2 });
    expect(warnings()).toContain(
      "the settings of these topics were in the old cluster's ZooKeeper",
    );
    expect(Buffer.from(files().readFile("/data/meta.properties")).toString()).toContain("more=1");
  });

  test("are taken over once: from then on the tree is the truth", async () => {
    await kedge.start();
    const session = await kedge.connect();
    expect(await session.deleteTopic("orders")).toBe(0);
    await session.createTopic("later");
    await kedge.restart();
    expect(image("orders")).toBeUndefined();
    expect(image("later")).toBeDefined();
  });

  test("of before 2.8 give topics a new id", async () => {
    for (const index of [0, 1]) files().remove(`/data/orders-${index}/partition.metadata`);
    await kedge.start();
    expect(image("orders")!.id).toMatch(/^[\w-]{22}$/);
    expect(image("orders")!.id).not.toBe(id);
    expect(await values()).toEqual(["a", "b"]);
    const metadata = files().readFile("/data/orders-1/partition.metadata");
    expect(Buffer.from(metadata).toString()).toContain(image("orders")!.id);
  });

  test("tell by the cleaner's checkpoint which topics are compacted", async () => {
    write("cleaner-offset-checkpoint", "0\n1\norders 1 0\n");
    await kedge.start();
    expect([...image("orders")!.configs]).toEqual([["cleanup.policy", "compact"]]);
    expect(image("__consumer_offsets")!.configs.get("cleanup.policy")).toBe("compact");
  });

  test("that were not shut down cleanly are refused where some are compacted", async () => {
    files().remove("/data/.kafka_cleanshutdown");
    write("cleaner-offset-checkpoint", "0\n1\norders 1 0\n");
    await expect(kedge.start()).rejects.toThrow("its log cleaner has worked on orders. Start that");
    expect(files().exists("/data/.kafka_cleanshutdown")).toBe(false);
    write("cleaner-offset-checkpoint", "0\n0\n");
    await kedge.start();
    expect(await values(1)).toEqual(["x"]);
  });

  test("lose nothing to this broker's retention that the Kafka kept", async () => {
    kedge.clock.advance(8 * 24 * 3600 * 1000);
    await kedge.start();
    expect([...image("orders")!.configs]).toEqual([["retention.ms", "-1"]]);
  });

  test("carry their leader epochs on", async () => {
    write("orders-0/leader-epoch-checkpoint", "0\n2\n0 0\n4 1\n");
    await kedge.start();
    const partition = kedge.running.broker.partitions.get("orders", 0)!;
    expect(partition.leaderEpoch).toBe(4);
    const { partitions } = kedge.running.broker;
    expect(partitions.endOfEpoch(partition, 0)).toEqual({ leaderEpoch: 0, endOffset: 1 });
    expect(partitions.endOfEpoch(partition, 4)).toEqual({ leaderEpoch: 4, endOffset: 2 });
  });

  test("leave producers their ids: new ones begin far above", async () => {
    await kedge.start();
    expect(await kedge.until(kedge.running.broker.producerIds.next())).toBeGreaterThan(1e9);
  });

  test("that miss a partition are refused, with what to do, and nothing is changed", async () => {
    await removeFolder("orders-0");
    const start = kedge.start();
    await expect(start).rejects.toThrow(StartError);
    await expect(start).rejects.toThrow("there is no folder of orders-0. Other brokers");
    files().makeFolder("/data/orders-0");
    await kedge.start();
    expect(await values()).toEqual([]);
    expect(await values(1)).toEqual(["x"]);
  });

  test("with messages of a format before record batches are refused, and stay as they are", async () => {
    const name = "orders-0/00000000000000000000.log";
    const old = Buffer.from(files().readFile(`/data/${name}`));
    old[16] = 1;
    write(name, old);
    await expect(kedge.start()).rejects.toThrow("it holds messages of format 1");
    expect(Buffer.from(files().readFile(`/data/${name}`))).toEqual(old);
  });

  test("with two ids of one topic are refused", async () => {
    write("orders-1/partition.metadata", "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ");
    await expect(kedge.start()).rejects.toThrow("its folders are of two topic ids");
  });

  test("and what is no log of theirs is left alone", async () => {
    for (const name of ["orders-0.aa-stray", "orders-5.bb-future", "notes"]) {
      files().makeFolder(`/data/${name}`);
    }
    await kedge.start();
    expect(image("orders")!.partitions).toHaveLength(2);
    expect(files().list("/data")).toEqual(expect.arrayContaining(["orders-0.aa-stray", "notes"]));
  });
});

describe("the folders of a Kafka in KRaft mode", () => {
  function writeMetadata(records: Uint8Array[]): void {
    if (!files().exists(METADATA)) files().makeFolder(METADATA);
    write("__cluster_metadata-0/00000000000000000000.log", kraft.batch(records));
  }

  beforeEach(() => {
    write("meta.properties", "node.id=7\nversion=1\ncluster.id=AT8_sNC5TGqvfPuPsU7Eng\n");
  });

  test("give topics their settings and partitions", async () => {
    writeMetadata([
      kraft.topic("orders", id),
      kraft.partition(id, 0, [7]),
      kraft.partition(id, 1, [7]),
      kraft.partition(id, 2, [7]),
      kraft.config("orders", "retention.ms", "-1"),
      kraft.producerIds(5_000_000_000),
    ]);
    await kedge.start();
    expect(kedge.running.broker.id).toBe(7);
    expect(image("orders")).toMatchObject({ id, partitions: [{}, {}, {}] });
    expect([...image("orders")!.configs]).toEqual([["retention.ms", "-1"]]);
    expect(await values()).toEqual(["a", "b"]);
    expect(warnings()).toContain("partitions that should have a folder in log.dirs have none");
    expect(await kedge.until(kedge.running.broker.producerIds.next())).toBeGreaterThan(6e9 - 1);
    expect(files().list(METADATA)).toEqual(["00000000000000000000.log"]);
  });

  test("that are of no topic of theirs are strays", async () => {
    writeMetadata([kraft.topic("other", "AAAAAAAAAAAAAAAAAAAAAQ")]);
    await kedge.start();
    expect(image("orders")).toBeUndefined();
    expect(warnings()).toContain("found folders of topics that do not exist");
    expect(files().list("/data")).toContain("orders-0");
    const session = await kedge.connect();
    await session.createTopic("orders");
    expect(await values()).toEqual([]);
    expect(files().list("/data").filter((name) => name.endsWith("-stray"))).toHaveLength(1);
  });

  test("whose partitions are on other brokers are refused", async () => {
    writeMetadata([
      kraft.topic("orders", id),
      kraft.partition(id, 0, [7]),
      kraft.partition(id, 1, [7]),
      kraft.partition(id, 2, [8]),
    ]);
    await expect(kedge.start()).rejects.toThrow("there is no folder of orders-2");
  });

  test("are closed cleanly: the metadata log does not count as one that was not checked", async () => {
    writeMetadata([kraft.topic("orders", id), kraft.partition(id, 0, [7])]);
    for (const name of ["__consumer_offsets-0", "__consumer_offsets-1", "orders-1"]) {
      await removeFolder(name);
    }
    files().remove("/data/.kafka_cleanshutdown");
    await kedge.start();
    await kedge.stop();
    expect(files().exists("/data/.kafka_cleanshutdown")).toBe(true);
  });
});

test("folders that a tree with another chroot knows are not taken over", async () => {
  const other = await MemoryKedge.start();
  const session = await other.connect();
  await session.createTopic("orders");
  await other.stop();
  const moved = new MemoryKedge({
    files: other.files,
    overrides: ["zookeeper.connect=localhost:2181/kafka"],
  });
  await moved.start();
  expect(moved.running.broker.image.topics.has("orders")).toBe(false);
  expect(moved.logger.messages("WARN").join()).toContain("found folders of topics");
});
