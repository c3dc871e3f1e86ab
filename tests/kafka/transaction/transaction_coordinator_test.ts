import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, ID, logOf, metadata, named, settle, T0, withT } from "./fixture.ts";

const OWNER = { producerId: 7, producerEpoch: 3 };

/** The error's name of every operation. */
async function askAll(fixture: Fixture): Promise<string[]> {
  const { transactions } = fixture;
  const verify = { transactionalId: ID, ...OWNER, partitions: [T0] };
  return [
    named(await fixture.init()).error,
    await fixture.add(OWNER),
    errorName((await transactions.verifyPartitions(verify))[0]!),
    errorName(await transactions.admit({ ...verify, canAdd: true })),
    named(await fixture.end(OWNER)).error,
    await fixture.state(),
  ];
}

describe("TransactionCoordinator", () => {
  test("while the log is read every operation is to come again, the finding is not", async () => {
    const fixture = new Fixture({ log: logOf(metadata()) });
    const opening = Promise.withResolvers<void>();
    fixture.opening = opening.promise;
    const loading = fixture.transactions.start([0]);
    expect(await askAll(fixture)).toEqual(Array(6).fill("COORDINATOR_LOAD_IN_PROGRESS"));
    expect(errorName(await fixture.transactions.find(ID))).toBe("NONE");
    opening.resolve();
    await loading;
    expect(await fixture.state()).toBe("Empty");
  });

  test("without a log there is no coordinator, until there is one", async () => {
    const fixture = new Fixture();
    fixture.logFault = new Error("no room");
    expect(await askAll(fixture)).toEqual(Array(6).fill("COORDINATOR_NOT_AVAILABLE"));
    expect(errorName(await fixture.transactions.find(ID))).toBe("COORDINATOR_NOT_AVAILABLE");
    fixture.logFault = null;
    expect(errorName(await fixture.transactions.find(ID))).toBe("NONE");
  });

  test("closed, it is not available", async () => {
    const fixture = await Fixture.loaded([metadata()]);
    fixture.transactions.close();
    expect(await askAll(fixture)).toEqual(Array(6).fill("COORDINATOR_NOT_AVAILABLE"));
  });

  test("no room for a block of producer ids: come again", async () => {
    const fixture = new Fixture();
    fixture.producerIdFault = new DiskFullError("full");
    expect(named(await fixture.init()).error).toBe("COORDINATOR_NOT_AVAILABLE");
  });

  test("the empty transactional id is refused everywhere", async () => {
    const { transactions } = new Fixture();
    const request = { transactionalId: "", ...OWNER, partitions: [T0] };
    const codes = [
      await transactions.find(""),
      await transactions.addPartitions({ ...request, clientTransactionVersion: 0 }),
      (await transactions.verifyPartitions(request))[0]!,
      (await transactions.endTransaction({ ...request, isCommit: true, bumpsEpoch: true }))
        .errorCode,
      (await transactions.describe("")).errorCode,
    ];
    expect(codes.map(errorName)).toEqual(Array(5).fill("INVALID_REQUEST"));
  });

  test("what is told of a transaction", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    expect(await fixture.transactions.describe(ID)).toEqual({
      errorCode: 0,
      transactionalId: ID,
      transactionState: "Ongoing",
      transactionTimeoutMs: 60_000,
      transactionStartTimeMs: 1_700_000_000_000,
      producerId: 7,
      producerEpoch: 3,
      topics: [{ topic: "t", partitions: [0, 1] }],
    });
    expect(await fixture.state("other")).toBe("TRANSACTIONAL_ID_NOT_FOUND");
  });
});

describe("the summary", () => {
  test("counts ids by state, ends by outcome, and knows the oldest open one", async () => {
    const nowMs = 1_700_000_000_000;
    const fixture = await Fixture.loaded([
      metadata({ transactionalId: "idle" }),
      withT({ transactionalId: "open", state: TransactionState.Ongoing }),
      withT({ transactionalId: "left", state: TransactionState.PrepareAbort }),
    ]);
    await fixture.advance(2000);
    const owner = await fixture.init();
    await fixture.add(owner);
    expect(fixture.clock.nowMs()).toBe(nowMs + 2000);
    expect(fixture.transactions.summary()).toEqual({
      states: new Map([["Empty", 1], ["Ongoing", 2], ["CompleteAbort", 1]]),
      committed: 0,
      aborted: 1,
      oldestOpenMs: 2000,
    });
    await fixture.end(owner);
    await settle();
    expect(fixture.transactions.summary()).toMatchObject({ committed: 1, aborted: 1 });
  });
});
