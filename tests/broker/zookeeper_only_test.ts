/** A kedge that is a ZooKeeper server and nothing else, as a zoo.cfg alone makes it. */
import { describe, expect, test } from "bun:test";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";

const ALONE = { overrides: ["broker.enable=false"] };

describe("a ZooKeeper server without a broker", () => {
  test("has the znodes of its clients and no others", async () => {
    const kedge = await MemoryKedge.start(ALONE);
    const client = await kedge.zookeeper();
    expect((await kedge.until(client.getChildren("/"))).children).toEqual(["zookeeper"]);
    await kedge.until(client.create("/app", null, { acl: OPEN_ACL_UNSAFE }));
    await kedge.restart();
    const again = await kedge.zookeeper();
    const { children } = await kedge.until(again.getChildren("/"));
    expect(children.sort()).toEqual(["app", "zookeeper"]);
    expect(kedge.running.addresses.kafka).toEqual([]);
  });

  test("a Kafka client finds no port", async () => {
    const kedge = await MemoryKedge.start(ALONE);
    await expect(kedge.connect()).rejects.toThrow();
  });

  test("leaves no timer, no handle and no connection when it is closed", async () => {
    const kedge = await MemoryKedge.start(ALONE);
    const { clock, network, files } = kedge;
    await kedge.stop();
    expect([clock.pending, network.openEnds, files.openHandles]).toEqual([0, 0, 0]);
    expect(kedge.logger.messages("ERROR")).toEqual([]);
  });

  test("makes a broker of itself where a later start says so", async () => {
    const kedge = await MemoryKedge.start(ALONE);
    await kedge.stop();
    const broker = new MemoryKedge({ files: kedge.files });
    await broker.start();
    const session = await broker.connect();
    expect(await session.createTopic("orders")).toBe(0);
  });
});
