import { describe, expect, test } from "bun:test";
import { ErrorCode, errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, ID, metadata, T0, T1, withT } from "./fixture.ts";

const OWNER = { producerId: 7, producerEpoch: 3 };
const NEW = { topic: "u", partition: 4 };
const IDLE = [
  TransactionState.Empty,
  TransactionState.CompleteCommit,
  TransactionState.CompleteAbort,
];
const ENDING = [TransactionState.PrepareCommit, TransactionState.PrepareAbort];

describe("addPartitions", () => {
  test.each(IDLE)("in state %i the first partitions open the transaction", async (state) => {
    const fixture = await Fixture.loaded([metadata({ state })]);
    expect(await fixture.add(OWNER, [T0, NEW])).toBe("NONE");
    expect(fixture.last).toMatchObject({
      ...OWNER,
      state: TransactionState.Ongoing,
      startTimestampMs: fixture.clock.nowMs(),
      clientTransactionVersion: 0,
    });
    expect(fixture.last.partitions).toEqual(new Map([["t", new Set([0])], ["u", new Set([4])]]));
  });

  test("an open one grows, and keeps the time of its start", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    await fixture.advance(1000);
    expect(await fixture.add(OWNER, [T1, NEW], 2)).toBe("NONE");
    expect(fixture.last).toMatchObject({
      startTimestampMs: fixture.clock.nowMs() - 1000,
      lastUpdateTimestampMs: fixture.clock.nowMs(),
      clientTransactionVersion: 2,
    });
    expect(fixture.last.partitions)
      .toEqual(new Map([["t", new Set([0, 1])], ["u", new Set([4])]]));
  });

  test("what is in it already is not written again", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    expect(await fixture.add(OWNER, [T1])).toBe("NONE");
    expect(fixture.log.endOffset).toBe(1);
  });

  const refused = [
    ["another producer id", { producerId: 8, producerEpoch: 3 }, "INVALID_PRODUCER_ID_MAPPING"],
    ["an older epoch", { producerId: 7, producerEpoch: 2 }, "PRODUCER_FENCED"],
    ["a later epoch", { producerId: 7, producerEpoch: 4 }, "PRODUCER_FENCED"],
  ] as const;
  test.each(refused)("%s is refused", async (_who, producer, error) => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    expect(await fixture.add(producer)).toBe(error);
    expect(fixture.log.endOffset).toBe(1);
  });

  test("an unknown transactional id has no producer", async () => {
    expect(await new Fixture().add(OWNER)).toBe("INVALID_PRODUCER_ID_MAPPING");
  });

  test.each(ENDING)("in state %i the end is waited for a moment", async (state) => {
    const fixture = await Fixture.loaded([withT({ state })], { holdsMarkers: true });
    const added = fixture.add(OWNER, [NEW]);
    await fixture.advance(fixture.config.addPartitionsWaitMaxMs - 1);
    await fixture.releaseMarkers();
    expect(await added).toBe("NONE");
    expect(fixture.states.at(-1)).toBe("Ongoing");
  });

  test.each(ENDING)("in state %i not for longer, whoever asks", async (state) => {
    const fixture = await Fixture.loaded([withT({ state })], { holdsMarkers: true });
    const added = [fixture.add(OWNER), fixture.add({ producerId: 99, producerEpoch: 0 })];
    await fixture.advance(fixture.config.addPartitionsWaitMaxMs);
    expect(await Promise.all(added)).toEqual(Array(2).fill("CONCURRENT_TRANSACTIONS"));
    expect(fixture.clock.pending).toBe(2); // the two sweeps
  });

  test("a wait of 0 ms is none", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.PrepareCommit })], {
      holdsMarkers: true,
      config: { addPartitionsWaitMaxMs: 0 },
    });
    expect(await fixture.add(OWNER)).toBe("CONCURRENT_TRANSACTIONS");
  });
});

describe("verifyPartitions", () => {
  async function verify(fixture: Fixture, producer = OWNER, partitions = [T0, NEW]) {
    const request = { transactionalId: ID, ...producer, partitions };
    return (await fixture.transactions.verifyPartitions(request)).map(errorName);
  }

  test("tells each partition, and changes nothing", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    expect(await verify(fixture)).toEqual(["NONE", "TRANSACTION_ABORTABLE"]);
    expect(fixture.log.endOffset).toBe(1);
  });

  test.each(IDLE)("in state %i none is in it", async (state) => {
    const fixture = await Fixture.loaded([metadata({ state })]);
    expect(await verify(fixture)).toEqual(["TRANSACTION_ABORTABLE", "TRANSACTION_ABORTABLE"]);
  });

  test.each([
    [{ producerId: 8, producerEpoch: 3 }, "INVALID_PRODUCER_ID_MAPPING"],
    [{ producerId: 7, producerEpoch: 2 }, "PRODUCER_FENCED"],
  ])("%j is refused", async (producer, error) => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    expect(await verify(fixture, producer)).toEqual([error, error]);
  });

  test.each(ENDING)("in state %i it is too late", async (state) => {
    const fixture = await Fixture.loaded([withT({ state })], { holdsMarkers: true });
    expect(await verify(fixture, OWNER, [T0])).toEqual(["CONCURRENT_TRANSACTIONS"]);
  });
});

describe("admit", () => {
  const admission = { transactionalId: ID, ...OWNER, partitions: [T0, NEW] };

  test("adds for clients that leave it to the broker", async () => {
    const fixture = await Fixture.loaded([metadata()]);
    expect(await fixture.transactions.admit({ ...admission, canAdd: true })).toBe(ErrorCode.NONE);
    expect(fixture.last).toMatchObject({
      state: TransactionState.Ongoing,
      clientTransactionVersion: 2,
    });
  });

  test("only asks for the others", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    const { transactions } = fixture;
    expect(await transactions.admit({ ...admission, canAdd: false }))
      .toBe(ErrorCode.TRANSACTION_ABORTABLE);
    expect(await transactions.admit({ ...admission, partitions: [T0], canAdd: false }))
      .toBe(ErrorCode.NONE);
    expect(fixture.log.endOffset).toBe(1);
  });
});
