import { describe, expect, test } from "bun:test";
import { readTopicId, writePartitionMetadata } from "../../../lib/kafka/log/partition_metadata.ts";
import { batchOf, TestStore } from "../../storage/test_store.ts";

const TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";
const PATH = "/data/orders-0/partition.metadata";

describe("partition.metadata", () => {
  test("ties a folder to its topic, in Kafka's form", () => {
    const { files, store } = new TestStore();
    const log = store.open("orders-0", new TestStore().log().config);
    expect(readTopicId(files, log.folder)).toBeNull();
    writePartitionMetadata(files, log, TOPIC_ID);
    expect(Buffer.from(files.readFile(PATH)).toString()).toBe(`version: 0\ntopic_id: ${TOPIC_ID}`);
    expect(readTopicId(files, log.folder)).toBe(TOPIC_ID);
    expect(files.openHandles).toBeLessThan(2);
  });

  test("is on disk before a record is acknowledged", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    writePartitionMetadata(fixture.files, log, TOPIC_ID);
    log.append(batchOf(1), { leaderEpoch: 0 });
    await log.flushed(1);
    fixture.loseUnsynced();
    expect(readTopicId(fixture.files, "/data/orders-0")).toBe(TOPIC_ID);
  });

  test("tells nothing where a power cut left zeros of it, and is written anew where it is empty", () => {
    const { files, store } = new TestStore();
    const log = store.open("orders-0", new TestStore().log().config);
    files.replaceFile(PATH, new Uint8Array(44));
    expect(readTopicId(files, log.folder)).toBeNull();
    files.replaceFile(PATH, new Uint8Array(0));
    writePartitionMetadata(files, log, TOPIC_ID);
    expect(readTopicId(files, log.folder)).toBe(TOPIC_ID);
  });

  test("is written anew where it tells no id, and never where it tells one", () => {
    const { files, store } = new TestStore();
    const log = store.open("orders-0", new TestStore().log().config);
    writePartitionMetadata(files, log, "");
    expect(files.exists(PATH)).toBe(false);
    files.replaceFile(PATH, new Uint8Array(99));
    writePartitionMetadata(files, log, TOPIC_ID);
    expect(Buffer.from(files.readFile(PATH)).toString()).toBe(`version: 0\ntopic_id: ${TOPIC_ID}`);
    writePartitionMetadata(files, log, "BBBBBBBBBBBBBBBBBBBBBQ");
    expect(readTopicId(files, log.folder)).toBe(TOPIC_ID);
  });
});
