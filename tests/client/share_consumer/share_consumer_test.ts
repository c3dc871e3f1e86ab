import { describe, expect, test } from "bun:test";
import * as apis from "../../../lib/client/apis.ts";
import { UnsupportedApiError } from "../../../lib/client/errors.ts";
import { AcknowledgeType } from "../../../lib/client/share_consumer/acknowledgements.ts";
import {
  ShareConsumer,
  type ShareConsumerOptions,
} from "../../../lib/client/share_consumer/share_consumer.ts";
import type { ShareRecord } from "../../../lib/client/share_consumer/share_record.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../memory_kafka.ts";
import { turns, withTime } from "../run_clock.ts";
import { MemoryShareGroup } from "./memory_share_group.ts";

const { ACCEPT, RELEASE, REJECT } = AcknowledgeType;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function append(kafka: MemoryKafka, partition: number, ...values: string[]): void {
  for (const value of values) {
    const record = { timestamp: 1, key: null, value: encoder.encode(value), headers: [] };
    kafka.append("t", partition, writeRecordBatch([record]));
  }
}

function makeGround(partitions = 2) {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", partitions);
  const group = new MemoryShareGroup(kafka, "t");
  return { kafka, group };
}

function join(kafka: MemoryKafka, options: Partial<ShareConsumerOptions> = {}) {
  const cluster = kafka.cluster();
  const consumer = new ShareConsumer(cluster, { groupId: "g", ...options });
  consumer.subscribe(["t"]);
  return {
    consumer,
    poll: (timeoutMs = 1000) => withTime(kafka.clock, consumer.poll(timeoutMs)),
    close: async () => {
      await withTime(kafka.clock, consumer.close());
      cluster.close();
    },
  };
}

function texts(records: readonly ShareRecord[]): string[] {
  return records.map(({ value, deliveryCount }) => `${decoder.decode(value!)}/${deliveryCount}`);
}

describe("ShareConsumer", () => {
  test("hands out records, accepts those of the last poll, and leaves", async () => {
    const { kafka, group } = makeGround();
    append(kafka, 0, "a", "b");
    append(kafka, 1, "c");
    const { consumer, poll, close } = join(kafka);
    expect(texts(await poll())).toEqual(["a/1", "b/1", "c/1"]);
    expect(group.acknowledged).toEqual([]);
    append(kafka, 1, "d");
    expect(texts(await poll())).toEqual(["d/1"]);
    expect(group.acknowledged).toEqual([
      { partition: "0", offset: 0, type: ACCEPT },
      { partition: "0", offset: 1, type: ACCEPT },
      { partition: "1", offset: 0, type: ACCEPT },
    ]);
    expect([...group.members.keys()]).toEqual([consumer.memberId]);
    await close();
    expect([group.members.size, group.sessions.size, kafka.clock.pending]).toEqual([0, 0, 0]);
    // The record of the last poll was neither acknowledged nor followed by a poll.
    expect(group.stateOf(1, 1).state).toBe("available");
  });

  test("what is released comes again, what is rejected never", async () => {
    const { kafka, group } = makeGround();
    append(kafka, 0, "a", "b", "c");
    const { consumer, poll, close } = join(kafka);
    const [a, b, c] = await poll();
    consumer.acknowledge(a!, RELEASE);
    consumer.acknowledge(b!, REJECT);
    consumer.acknowledge(c!, ACCEPT);
    expect(() => consumer.acknowledge(a!, ACCEPT)).toThrow("it was acknowledged already");
    expect(texts(await poll())).toEqual(["a/2"]);
    await close();
    expect(group.acknowledged.map(({ type }) => type)).toEqual([RELEASE, REJECT, ACCEPT]);
  });

  test("records beyond max.poll.records wait for the next poll; closing gives them back", async () => {
    const { kafka, group } = makeGround();
    append(kafka, 0, "a", "b", "c");
    const { consumer, poll, close } = join(kafka, { pollRecordsMax: 2 });
    const first = await poll();
    expect(texts(first)).toEqual(["a/1", "b/1"]);
    consumer.acknowledge(first[0]!, ACCEPT);
    await close();
    expect([0, 1, 2].map((offset) => group.stateOf(0, offset).state)).toEqual([
      "done",
      "available",
      "available",
    ]);
  });

  test("what was read of partitions that went to others is accepted all the same", async () => {
    const { kafka, group } = makeGround();
    append(kafka, 0, "a");
    const { poll, close } = join(kafka);
    expect(texts(await poll())).toEqual(["a/1"]);
    let beats = 0;
    kafka.broker.on(apis.ShareGroupHeartbeat, ({ memberId }) => {
      beats++;
      const answer = { errorCode: 0, memberId, memberEpoch: 1, heartbeatIntervalMs: 5_000 };
      return { ...answer, assignment: { topicPartitions: [] } };
    });
    while (beats === 0) {
      await turns();
      kafka.clock.advance(1_000);
    }
    await turns();
    expect(await poll()).toEqual([]);
    expect(group.acknowledged).toEqual([{ partition: "0", offset: 0, type: ACCEPT }]);
    expect(kafka.broker.seen.filter(({ name }) => name === "ShareAcknowledgeRequest").length)
      .toBe(1);
    await close();
  });

  test("two members share the records: each goes to one of them", async () => {
    const { kafka } = makeGround();
    const one = join(kafka);
    const other = join(kafka);
    append(kafka, 0, ..."abcdef");
    const got: string[] = [];
    for (let i = 0; i < 4; i++) {
      got.push(...texts(await one.poll(600)), ...texts(await other.poll(600)));
      append(kafka, 1, `x${i}`);
    }
    expect(new Set(got).size).toBe(got.length);
    expect(got.filter((text) => /^[a-f]/.test(text)).sort()).toEqual(
      [..."abcdef"].map((text) => `${text}/1`),
    );
    await one.close();
    await other.close();
  });

  test("a session that the broker lost is opened again", async () => {
    const { kafka, group } = makeGround();
    append(kafka, 0, "a");
    const { poll, close } = join(kafka);
    expect(texts(await poll())).toEqual(["a/1"]);
    group.nextFetchError = ErrorCode.SHARE_SESSION_NOT_FOUND;
    append(kafka, 0, "b");
    // What was acquired in the lost session was given back, so it comes again.
    expect(texts(await poll(5000))).toEqual(["a/2", "b/1"]);
    await close();
  });

  test("a member that the group forgot joins again, with the same id", async () => {
    const { kafka, group } = makeGround();
    const { consumer, poll, close } = join(kafka);
    await poll(100);
    group.members.clear();
    await poll(6000);
    expect([...group.members.keys()]).toEqual([consumer.memberId]);
    append(kafka, 0, "a");
    expect(texts(await poll(5000))).toEqual(["a/1"]);
    await close();
  });

  test("a topic that comes later is read", async () => {
    const kafka = new MemoryKafka();
    const group = new MemoryShareGroup(kafka, "t");
    const { poll, close } = join(kafka);
    expect(await poll(500)).toEqual([]);
    kafka.createTopic("t", 1);
    append(kafka, 0, "a");
    expect(texts(await poll(6000))).toEqual(["a/1"]);
    await close();
    expect(group.sessions.size).toBe(0);
  });

  test("an error of the group ends polling; brokers without share groups say so", async () => {
    const { kafka } = makeGround();
    kafka.broker.on(apis.ShareGroupHeartbeat, ({ memberId }) => ({
      errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED,
      memberId,
      memberEpoch: 0,
      heartbeatIntervalMs: 0,
    }));
    const refused = join(kafka);
    await expect(refused.poll()).rejects.toThrow("GROUP_AUTHORIZATION_FAILED");
    await refused.close();

    const old = join(new MemoryKafka());
    await expect(old.poll()).rejects.toThrow(UnsupportedApiError);
    await old.close();
  });

  test("wakeup ends a poll that waits", async () => {
    const { kafka } = makeGround();
    const { consumer, close } = join(kafka);
    const polling = consumer.poll(2 ** 31 - 1);
    await turns();
    consumer.wakeup();
    expect(await withTime(kafka.clock, polling)).toEqual([]);
    await close();
  });
});
