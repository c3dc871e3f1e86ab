import { describe, expect, test } from "bun:test";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, metadata, named, settle, withT } from "./fixture.ts";

const NO_PRODUCER = { producerId: -1, producerEpoch: -1 };
const LAST_EPOCH = 32_766;
const { Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort } =
  TransactionState;

/** Partitions where the state has some, markers held where it is ending. */
function inState(state: TransactionState): Promise<Fixture> {
  const hasPartitions = state === Ongoing || state === PrepareCommit || state === PrepareAbort;
  const left = hasPartitions ? withT({ state }) : metadata({ state, startTimestampMs: 1 });
  return Fixture.loaded([left], { holdsMarkers: true });
}

describe("endTransaction of clients before KIP-890", () => {
  const rows = [
    [Empty, true, "INVALID_TXN_STATE"],
    [Empty, false, "INVALID_TXN_STATE"],
    [Ongoing, true, "NONE"],
    [Ongoing, false, "NONE"],
    [PrepareCommit, true, "CONCURRENT_TRANSACTIONS"],
    [PrepareCommit, false, "INVALID_TXN_STATE"],
    [PrepareAbort, true, "INVALID_TXN_STATE"],
    [PrepareAbort, false, "CONCURRENT_TRANSACTIONS"],
    [CompleteCommit, true, "NONE"],
    [CompleteCommit, false, "INVALID_TXN_STATE"],
    [CompleteAbort, true, "INVALID_TXN_STATE"],
    [CompleteAbort, false, "NONE"],
  ] as const;

  test.each(rows)("state %i, commit %j: %s", async (state, isCommit, error) => {
    const fixture = await inState(state);
    const answer = await fixture.end({ producerId: 7, producerEpoch: 3 }, { isCommit });
    expect(named(answer).error).toBe(error);
    const isNew = state === Ongoing;
    expect(fixture.log.endOffset).toBe(isNew ? 2 : 1);
    if (isNew) {
      expect(fixture.last).toMatchObject({
        state: isCommit ? PrepareCommit : PrepareAbort,
        producerEpoch: 3,
        clientTransactionVersion: 0,
      });
    }
  });

  test.each([
    [7, 2, "PRODUCER_FENCED"],
    [7, 4, "PRODUCER_FENCED"],
    [8, 3, "INVALID_PRODUCER_ID_MAPPING"],
  ])("producer %i with epoch %i: %s", async (producerId, producerEpoch, error) => {
    const fixture = await inState(Ongoing);
    expect(named(await fixture.end({ producerId, producerEpoch })))
      .toEqual({ error, ...NO_PRODUCER });
  });

  test("an unknown transactional id has no producer", async () => {
    for (const bumpsEpoch of [false, true]) {
      const answer = await new Fixture().end({ producerId: 7, producerEpoch: 3 }, { bumpsEpoch });
      expect(named(answer).error).toBe("INVALID_PRODUCER_ID_MAPPING");
    }
  });
});

describe("endTransaction of clients of KIP-890", () => {
  const NEXT = { error: "NONE", producerId: 7, producerEpoch: 4 };
  const SAME = { error: "NONE", producerId: 7, producerEpoch: 3 };
  const ITS = { error: "INVALID_TXN_STATE", ...NO_PRODUCER };
  const FENCED = { error: "PRODUCER_FENCED", ...NO_PRODUCER };
  const CONCURRENT = { error: "CONCURRENT_TRANSACTIONS", ...NO_PRODUCER };
  // The epoch in force is 3.
  const rows = [
    [Empty, "current", true, ITS],
    [Empty, "current", false, NEXT],
    [Empty, "retry", true, FENCED],
    [Empty, "retry", false, FENCED],
    [Ongoing, "current", true, NEXT],
    [Ongoing, "current", false, NEXT],
    [Ongoing, "retry", true, FENCED],
    [Ongoing, "retry", false, FENCED],
    [PrepareCommit, "retry", true, CONCURRENT],
    [PrepareCommit, "retry", false, ITS],
    [PrepareCommit, "current", true, CONCURRENT],
    [PrepareCommit, "current", false, CONCURRENT],
    [PrepareAbort, "retry", true, ITS],
    [PrepareAbort, "retry", false, CONCURRENT],
    [CompleteCommit, "current", true, ITS],
    [CompleteCommit, "current", false, NEXT],
    [CompleteCommit, "retry", true, SAME],
    [CompleteCommit, "retry", false, ITS],
    [CompleteAbort, "current", true, ITS],
    [CompleteAbort, "current", false, NEXT],
    [CompleteAbort, "retry", true, ITS],
    [CompleteAbort, "retry", false, SAME],
  ] as const;

  test.each(rows)("state %i, %s epoch, commit %j: %j", async (state, which, isCommit, answer) => {
    const fixture = await inState(state);
    const producer = { producerId: 7, producerEpoch: which === "current" ? 3 : 2 };
    expect(named(await fixture.end(producer, { isCommit, bumpsEpoch: true }))).toEqual(answer);
    if (answer !== NEXT) return expect(fixture.log.endOffset).toBe(1);
    expect(fixture.states[1]).toBe(isCommit ? "PrepareCommit" : "PrepareAbort");
    expect(fixture.last).toMatchObject({ producerEpoch: 4, clientTransactionVersion: 2 });
    expect(fixture.last.startTimestampMs).toBeGreaterThan(0);
  });

  const refused = [
    [7, 1, "PRODUCER_FENCED"],
    [7, 5, "PRODUCER_FENCED"],
    [8, 3, "INVALID_PRODUCER_ID_MAPPING"],
  ] as const;
  describe.each([Empty, Ongoing, PrepareCommit, CompleteCommit])("state %i", (state) => {
    test.each(refused)(
      "producer %i with epoch %i: %s",
      async (producerId, producerEpoch, error) => {
        const fixture = await inState(state);
        const answer = await fixture.end({ producerId, producerEpoch }, { bumpsEpoch: true });
        expect(named(answer)).toEqual({ error, ...NO_PRODUCER });
      },
    );
  });

  test("a whole life: each transaction has its epoch, the marker that of the next", async () => {
    const fixture = new Fixture();
    let producer = await fixture.init();
    for (const [transaction, isCommit] of [true, false, true].entries()) {
      expect(await fixture.add(producer, undefined, 2)).toBe("NONE");
      const answer = await fixture.end(producer, { isCommit, bumpsEpoch: true });
      expect(answer).toMatchObject({ producerId: 100, producerEpoch: transaction + 1 });
      await settle();
      expect(fixture.markers.splice(0)).toEqual(["t-0", "t-1"].map((place) => ({
        place,
        producerId: 100,
        producerEpoch: transaction + 1,
        coordinatorEpoch: 5,
        isCommit,
        transactionVersion: 2,
      })));
      producer = answer;
    }
    expect(await fixture.state()).toBe("CompleteCommit");
  });

  describe("when the epochs are used up", () => {
    const last = { producerId: 7, producerEpoch: LAST_EPOCH };
    const ongoing = withT({ state: Ongoing, ...last, clientTransactionVersion: 2 });
    const NEW = { error: "NONE", producerId: 100, producerEpoch: 0 };

    test("the producer goes on with a new id, which its next transaction waits for", async () => {
      const fixture = await Fixture.loaded([ongoing], { holdsMarkers: true });
      expect(named(await fixture.end(last, { bumpsEpoch: true }))).toEqual(NEW);
      const added = fixture.add({ producerId: 100, producerEpoch: 0 });
      await settle();
      expect(fixture.markers[0]).toMatchObject({ producerId: 7, producerEpoch: LAST_EPOCH + 1 });
      await fixture.releaseMarkers();
      expect(await added).toBe("NONE");
    });

    test("a retry hears the same, at once and when it is complete", async () => {
      const fixture = await Fixture.loaded([ongoing], { holdsMarkers: true });
      await fixture.end(last, { bumpsEpoch: true });
      expect(named(await fixture.end(last, { bumpsEpoch: true })).error)
        .toBe("CONCURRENT_TRANSACTIONS");
      await fixture.releaseMarkers();
      expect(named(await fixture.end(last, { bumpsEpoch: true }))).toEqual(NEW);
      expect(named(await fixture.end(last, { bumpsEpoch: true, isCommit: false })).error)
        .toBe("INVALID_TXN_STATE");
    });

    test("a crash between the decision and the markers keeps the new id", async () => {
      const before = await Fixture.loaded([ongoing], { holdsMarkers: true });
      await before.end(last, { bumpsEpoch: true });
      const fixture = await before.restarted();
      expect(await fixture.state()).toBe("CompleteCommit");
      expect(named(await fixture.end(last, { bumpsEpoch: true }))).toEqual(NEW);
      expect(await fixture.add({ producerId: 100, producerEpoch: 0 })).toBe("NONE");
    });
  });
});
