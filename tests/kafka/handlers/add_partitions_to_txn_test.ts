import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { TransactionCalls } from "./transaction_calls.ts";

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
});
afterEach(() => calls.running.close());

describe("versions 0 to 3, one transaction", () => {
  test.each([0, 1, 2, 3])("version %i adds", async (version) => {
    const producer = await calls.init();
    expect(await calls.add(producer, { version })).toEqual({ "t-0": "NONE", "t-1": "NONE" });
    expect(await calls.state()).toBe("Ongoing");
  });

  test("one that there is not keeps the others from being tried", async () => {
    const producer = await calls.init();
    const topics = [{ name: "t", partitions: [1, 2] }, { name: "u", partitions: [0] }];
    expect(await calls.add(producer, { topics })).toEqual({
      "t-1": "OPERATION_NOT_ATTEMPTED",
      "t-2": "UNKNOWN_TOPIC_OR_PARTITION",
      "u-0": "UNKNOWN_TOPIC_OR_PARTITION",
    });
    expect(await calls.state()).toBe("Empty");
  });

  const rows = [[0, "INVALID_PRODUCER_EPOCH"], [1, "INVALID_PRODUCER_EPOCH"], [
    2,
    "PRODUCER_FENCED",
  ], [3, "PRODUCER_FENCED"]] as const;
  test.each(rows)("version %i calls fencing %s", async (version, error) => {
    const older = await calls.init();
    await calls.init();
    expect(await calls.add(older, { version })).toEqual({ "t-0": error, "t-1": error });
  });

  test("another producer id", async () => {
    await calls.init();
    expect(await calls.add({ producerId: 99n, producerEpoch: 0 }))
      .toEqual({ "t-0": "INVALID_PRODUCER_ID_MAPPING", "t-1": "INVALID_PRODUCER_ID_MAPPING" });
  });
});

describe.each([4, 5])("version %i, several transactions", (version) => {
  test("each has its own answer", async () => {
    const { producerId, producerEpoch } = await calls.init();
    const topics = [{ name: "u", partitions: [0] }];
    expect(
      await calls.addBatched(version, [
        { producerId, producerEpoch },
        { transactionalId: "other" },
        { transactionalId: "third", topics },
      ]),
    ).toEqual({
      "transactional-id": { "t-0": "NONE" },
      other: { "t-0": "INVALID_PRODUCER_ID_MAPPING" },
      third: { "u-0": "UNKNOWN_TOPIC_OR_PARTITION" },
    });
    expect(await calls.state()).toBe("Ongoing");
  });

  test("asked only, nothing is added", async () => {
    const producer = await calls.init();
    const { producerId, producerEpoch } = producer;
    await calls.add(producer, { topics: [{ name: "t", partitions: [1] }] });
    const question = {
      producerId,
      producerEpoch,
      verifyOnly: true,
      topics: [{ name: "t", partitions: [0, 1] }],
    };
    expect(await calls.addBatched(version, [question]))
      .toEqual({ "transactional-id": { "t-0": "TRANSACTION_ABORTABLE", "t-1": "NONE" } });
    expect(await calls.addBatched(version, [{ ...question, producerEpoch: 7 }]))
      .toEqual({ "transactional-id": { "t-0": "PRODUCER_FENCED", "t-1": "PRODUCER_FENCED" } });
  });
});
