import { describe, expect, test } from "bun:test";
import {
  Fetch,
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListOffsets,
  OffsetCommit,
  SyncGroup,
} from "../../../lib/client/apis.ts";
import { Consumer, type ConsumerOptions } from "../../../lib/client/consumer/consumer.ts";
import type { ConsumerRecord } from "../../../lib/client/consumer/consumer_record.ts";
import { readAssignment, writeSubscription } from "../../../lib/client/consumer_protocol.ts";
import { keyOf } from "../../../lib/client/topic_partition.ts";
import type { SyncGroupRequest } from "../../../lib/kafka/messages/sync_group.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../memory_kafka.ts";
import { turns, withTime } from "../run_clock.ts";

const encoder = new TextEncoder();

function setUp(options: Partial<ConsumerOptions> = {}, partitions = 1) {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", partitions);
  const cluster = kafka.cluster();
  const warnings: string[] = [];
  const consumer = new Consumer(cluster, {
    onWarning: (text) => warnings.push(text),
    ...options,
  });
  return { kafka, cluster, consumer, warnings };
}

function fill(kafka: MemoryKafka, texts: readonly string[], partition = 0): void {
  kafka.append(
    "t",
    partition,
    writeRecordBatch(texts.map((text) => ({
      timestamp: 1,
      key: null,
      value: encoder.encode(text),
    }))),
  );
}

function textsOf(records: readonly ConsumerRecord[]): string[] {
  return records.map(({ value }) => new TextDecoder().decode(value!));
}

const T0 = { topic: "t", partition: 0 };

describe("Consumer with partitions of its own", () => {
  test("begins where auto.offset.reset says, and waits for what comes", async () => {
    const { kafka, consumer } = setUp({ offsetReset: "latest" });
    fill(kafka, ["old"]);
    consumer.assign([T0]);
    expect(await withTime(kafka.clock, consumer.poll(100))).toEqual([]);
    const waiting = consumer.poll(5000);
    await turns();
    fill(kafka, ["new"]);
    expect(textsOf(await withTime(kafka.clock, waiting))).toEqual(["new"]);
    expect(await consumer.position(T0)).toBe(2);
    await withTime(kafka.clock, consumer.close());
    expect(kafka.broker.requests(OffsetCommit)).toEqual([]);
  });

  test("hands out no more than max.poll.records at once, and none twice", async () => {
    const { kafka, consumer } = setUp({ offsetReset: "earliest", pollRecordsMax: 2 });
    fill(kafka, ["a", "b", "c"]);
    fill(kafka, ["d"]);
    consumer.assign([T0]);
    const polls: string[][] = [];
    for (let i = 0; i < 2; i++) {
      polls.push(textsOf(await withTime(kafka.clock, consumer.poll(1000))));
    }
    expect(polls).toEqual([["a", "b"], ["c", "d"]]);
  });

  test("seeks, pauses and resumes", async () => {
    const { kafka, consumer } = setUp({ offsetReset: "earliest" });
    fill(kafka, ["a", "b", "c"]);
    consumer.assign([T0]);
    consumer.seek(T0, 1);
    expect(textsOf(await withTime(kafka.clock, consumer.poll(1000)))).toEqual(["b", "c"]);
    consumer.seek(T0, "earliest");
    consumer.pause(T0);
    expect(await withTime(kafka.clock, consumer.poll(1000))).toEqual([]);
    consumer.resume(T0);
    expect(textsOf(await withTime(kafka.clock, consumer.poll(1000)))).toEqual(["a", "b", "c"]);
    expect(() => consumer.seek({ topic: "x", partition: 0 }, 1)).toThrow("it is not assigned");
  });

  test("an offset that is gone is reset, or told where it may not be", async () => {
    const { kafka, consumer } = setUp({ offsetReset: "earliest" });
    fill(kafka, ["a"]);
    consumer.assign([T0]);
    consumer.seek(T0, 99);
    expect(textsOf(await withTime(kafka.clock, consumer.poll(2000)))).toEqual(["a"]);
    const strict = setUp({ offsetReset: "none" });
    strict.consumer.assign([T0]);
    await expect(withTime(strict.kafka.clock, strict.consumer.poll(2000))).rejects.toThrow(
      "no valid committed offset, and auto.offset.reset is none",
    );
  });

  test("goes on after errors that pass", async () => {
    const { kafka, consumer } = setUp({ offsetReset: "earliest" });
    fill(kafka, ["a"]);
    consumer.assign([T0]);
    let failures = 2;
    kafka.broker.on(ListOffsets, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode: failures-- > 0 ? ErrorCode.NOT_LEADER_OR_FOLLOWER : 0,
          offset: 0,
        })),
      })),
    }));
    expect(textsOf(await withTime(kafka.clock, consumer.poll(5000)))).toEqual(["a"]);
  });

  test("wakeup ends a poll that waits", async () => {
    const { kafka, consumer } = setUp();
    consumer.assign([T0]);
    const waiting = consumer.poll(1_000_000);
    await turns();
    consumer.wakeup();
    expect(await waiting).toEqual([]);
    await withTime(kafka.clock, consumer.close());
    kafka.clock.advance(1000);
    await turns();
    expect(kafka.clock.pending).toBe(0);
  });

  test("closing ends long polls and leaves no timer", async () => {
    const { kafka, consumer, cluster } = setUp();
    consumer.assign([T0]);
    await withTime(kafka.clock, consumer.poll(100));
    expect(kafka.broker.requests(Fetch).length).toBeGreaterThan(0);
    await withTime(kafka.clock, consumer.close());
    cluster.close();
    kafka.clock.advance(1000);
    await turns();
    expect(kafka.clock.pending).toBe(0);
  });
});

describe("Consumer in a group", () => {
  test("joins with the id it is given, reads its share, commits and leaves", async () => {
    const { kafka, cluster, consumer } = setUp({ groupId: "g", offsetReset: "earliest" }, 2);
    fill(kafka, ["a"], 0);
    fill(kafka, ["b", "c"], 1);
    const told: string[] = [];
    consumer.subscribe(["t"], {
      assigned: (partitions) => {
        told.push(`assigned ${partitions.map(keyOf)}`);
      },
    });
    const read: string[] = [];
    while (read.length < 3) {
      read.push(...textsOf(await withTime(kafka.clock, consumer.poll(1000))));
    }
    expect(read.sort()).toEqual(["a", "b", "c"]);
    expect(told).toEqual(["assigned t-0,t-1"]);
    await withTime(kafka.clock, consumer.close());
    expect([...kafka.committed]).toEqual([["g t-0", 1], ["g t-1", 2]]);
    expect(kafka.broker.requests(JoinGroup).length).toBe(2);
    expect(kafka.broker.requests(LeaveGroup).length).toBe(1);
    cluster.close();
    kafka.clock.advance(1000);
    await turns();
    expect(kafka.clock.pending).toBe(0);
  });

  test("goes on where the group has stopped", async () => {
    const { kafka, consumer } = setUp({ groupId: "g", offsetReset: "earliest" });
    fill(kafka, ["a", "b"]);
    kafka.committed.set("g t-0", 1);
    consumer.subscribe(["t"]);
    expect(textsOf(await withTime(kafka.clock, consumer.poll(1000)))).toEqual(["b"]);
  });

  test("commits by itself every auto.commit.interval.ms", async () => {
    const { kafka, consumer } = setUp({ groupId: "g", offsetReset: "earliest" });
    fill(kafka, ["a"]);
    consumer.subscribe(["t"]);
    await withTime(kafka.clock, consumer.poll(1000));
    kafka.clock.advance(5000);
    await withTime(kafka.clock, consumer.poll(100));
    expect(kafka.committed.get("g t-0")).toBe(1);
  });

  test("the leader shares partitions out for all members", async () => {
    const { kafka, consumer } = setUp({ groupId: "g" }, 3);
    const metadata = writeSubscription({ topics: ["t"] });
    kafka.broker.on(JoinGroup, () => ({
      errorCode: 0,
      generationId: 4,
      protocolType: "consumer",
      protocolName: "range",
      leader: "m1",
      memberId: "m1",
      members: [{ memberId: "m2", metadata }, { memberId: "m1", metadata }],
    }));
    consumer.subscribe(["t"]);
    await withTime(kafka.clock, consumer.poll(500));
    const [sync] = kafka.broker.requests(SyncGroup);
    const { assignments, generationId } = sync!.request as SyncGroupRequest;
    expect(generationId).toBe(4);
    expect(assignments.map(({ memberId, assignment }) => [
      memberId,
      readAssignment(assignment).map(keyOf),
    ])).toEqual([["m1", ["t-0", "t-1"]], ["m2", ["t-2"]]]);
    expect(consumer.assignment.map(keyOf)).toEqual(["t-0", "t-1"]);
  });

  test("joins again when a heartbeat says that the group rebalances", async () => {
    const { kafka, consumer } = setUp({ groupId: "g", offsetReset: "earliest" });
    const told: string[] = [];
    consumer.subscribe(["t"], {
      revoked: () => {
        told.push("revoked");
      },
      assigned: () => {
        told.push("assigned");
      },
    });
    await withTime(kafka.clock, consumer.poll(500));
    let rebalance = true;
    kafka.broker.on(Heartbeat, () => {
      const errorCode = rebalance ? ErrorCode.REBALANCE_IN_PROGRESS : 0;
      rebalance = false;
      return { errorCode };
    });
    await withTime(kafka.clock, consumer.poll(4000));
    expect(told).toEqual(["assigned", "revoked", "assigned"]);
  });

  test("joins as a new member where the group has forgotten it", async () => {
    const { kafka, consumer } = setUp({ groupId: "g" });
    consumer.subscribe(["t"]);
    await withTime(kafka.clock, consumer.poll(500));
    let forgotten = true;
    kafka.broker.on(Heartbeat, () => {
      const errorCode = forgotten ? ErrorCode.UNKNOWN_MEMBER_ID : 0;
      forgotten = false;
      return { errorCode };
    });
    const before = kafka.broker.requests(JoinGroup).length;
    await withTime(kafka.clock, consumer.poll(4000));
    const joins = kafka.broker.requests(JoinGroup).slice(before);
    expect(joins[0]!.request).toMatchObject({ memberId: "" });
  });

  test("leaves when it is not polled, and warns", async () => {
    const { kafka, consumer, warnings } = setUp({ groupId: "g", maxPollIntervalMs: 10_000 });
    consumer.subscribe(["t"]);
    await withTime(kafka.clock, consumer.poll(500));
    for (let i = 0; i < 20; i++) {
      kafka.clock.advance(1000);
      await turns();
    }
    expect(warnings).toEqual(["Left the group: no poll within 10000 ms (max.poll.interval.ms)"]);
    expect(kafka.broker.requests(LeaveGroup).length).toBe(1);
  });

  test("reads topics that match a pattern, also those that come later", async () => {
    const { kafka, consumer } = setUp({
      groupId: "g",
      offsetReset: "earliest",
      metadataMaxAgeMs: 1000,
    });
    consumer.subscribe(/^t/);
    await withTime(kafka.clock, consumer.poll(500));
    kafka.createTopic("t2");
    await withTime(kafka.clock, consumer.poll(3000));
    expect(consumer.assignment.map(keyOf)).toEqual(["t-0", "t2-0"]);
  });

  test("tells what the group refuses for good", async () => {
    const { kafka, consumer } = setUp({ groupId: "g" });
    kafka.broker.on(JoinGroup, () => ({
      errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED,
      protocolName: null,
      leader: "",
      memberId: "",
      members: [],
    }));
    consumer.subscribe(["t"]);
    await expect(withTime(kafka.clock, consumer.poll(1000))).rejects.toThrow(
      "JoinGroup for group g refused by 127.0.0.1:29092 with GROUP_AUTHORIZATION_FAILED",
    );
    expect(kafka.broker.requests(FindCoordinator).length).toBe(1);
  });

  test("needs a group to subscribe", () => {
    const { consumer } = setUp();
    expect(() => consumer.subscribe(["t"])).toThrow("the consumer has no group.id");
  });
});
