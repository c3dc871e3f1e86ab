import { describe, expect, test } from "bun:test";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, ID, metadata, named, settle, withT } from "./fixture.ts";

const NO_PRODUCER = { producerId: -1, producerEpoch: -1 };
const LAST_EPOCH = 32_766;

describe("initProducerId", () => {
  test("a new transactional id gets a producer id with epoch 0, which is on disk", async () => {
    const fixture = new Fixture();
    expect(named(await fixture.init())).toEqual({
      error: "NONE",
      producerId: 100,
      producerEpoch: 0,
    });
    expect(fixture.states).toEqual(["Empty"]);
    expect(fixture.last).toMatchObject({ transactionalId: ID, producerId: 100, timeoutMs: 60_000 });
  });

  test("each producer that starts gets the next epoch, with its own timeout", async () => {
    const fixture = new Fixture();
    await fixture.init();
    expect(await fixture.init(null, 5000)).toMatchObject({ producerId: 100, producerEpoch: 1 });
    expect(fixture.last.timeoutMs).toBe(5000);
  });

  test("a producer that names what it has, though nothing is known, starts anew", async () => {
    const fixture = new Fixture();
    expect(await fixture.init({ producerId: 55, producerEpoch: 9 }))
      .toMatchObject({ errorCode: 0, producerId: 100, producerEpoch: 0 });
  });

  const idle = [TransactionState.Empty, TransactionState.CompleteCommit];
  describe.each(idle)("with a producer of id 7, epoch 3, in state %i", (state) => {
    const rows = [
      ["itself", 7, 3, { error: "NONE", producerId: 7, producerEpoch: 4 }],
      ["an older one", 7, 1, { error: "PRODUCER_FENCED", ...NO_PRODUCER }],
      ["one from the future", 7, 4, { error: "PRODUCER_FENCED", ...NO_PRODUCER }],
      ["one with another id", 8, 3, { error: "PRODUCER_FENCED", ...NO_PRODUCER }],
    ] as const;

    test.each(rows)("asked by %s", async (_who, producerId, producerEpoch, answer) => {
      const fixture = await Fixture.loaded([metadata({ state })]);
      expect(named(await fixture.init({ producerId, producerEpoch }))).toEqual(answer);
    });
  });

  test("a retry of a bump that was answered gets the same answer", async () => {
    const fixture = await Fixture.loaded([metadata()]);
    const current = { producerId: 7, producerEpoch: 3 };
    await fixture.init(current);
    expect(await fixture.init(current)).toMatchObject({ errorCode: 0, producerEpoch: 4 });
  });

  test("but not once another producer has started", async () => {
    const fixture = await Fixture.loaded([metadata()]);
    await fixture.init(null);
    expect(named(await fixture.init({ producerId: 7, producerEpoch: 3 })).error)
      .toBe("PRODUCER_FENCED");
  });

  describe("when the epochs are used up", () => {
    const exhausted = metadata({ producerEpoch: LAST_EPOCH });
    const current = { producerId: 7, producerEpoch: LAST_EPOCH };

    test.each([[null], [current]])("%j gets a new producer id", async (asked) => {
      const fixture = await Fixture.loaded([exhausted]);
      expect(await fixture.init(asked))
        .toMatchObject({ errorCode: 0, producerId: 100, producerEpoch: 0 });
    });

    test("and again, as often as the answer is missed", async () => {
      const fixture = await Fixture.loaded([exhausted]);
      for (let tries = 0; tries < 3; tries++) {
        expect(await fixture.init(current))
          .toMatchObject({ errorCode: 0, producerId: 100, producerEpoch: 0 });
      }
      expect(fixture.last.previousProducerId).toBe(7);
    });

    test("an older producer is fenced", async () => {
      const fixture = await Fixture.loaded([exhausted]);
      expect(named(await fixture.init({ producerId: 7, producerEpoch: 9 })).error)
        .toBe("PRODUCER_FENCED");
    });

    test("without ids to give, the client is to come again", async () => {
      const fixture = await Fixture.loaded([exhausted]);
      fixture.producerIdFault = new Error("no controller");
      expect(named(await fixture.init()).error).toBe("UNKNOWN_SERVER_ERROR");
      fixture.producerIdFault = null;
      expect(named(await fixture.init()).error).toBe("NONE");
    });
  });

  test("an open transaction is aborted first, under the next epoch", async () => {
    const fixture = await Fixture.loaded([withT({ state: TransactionState.Ongoing })]);
    fixture.holdMarkers();
    expect(named(await fixture.init())).toEqual({
      error: "CONCURRENT_TRANSACTIONS",
      ...NO_PRODUCER,
    });
    expect(fixture.last).toMatchObject({ state: TransactionState.PrepareAbort, producerEpoch: 4 });
    expect(named(await fixture.init()).error).toBe("CONCURRENT_TRANSACTIONS");
    await fixture.releaseMarkers();
    expect(fixture.markers.map(({ place, isCommit, producerEpoch }) => {
      return [place, isCommit, producerEpoch];
    })).toEqual([["t-0", false, 4], ["t-1", false, 4]]);
    expect(await fixture.init()).toMatchObject({ errorCode: 0, producerId: 7, producerEpoch: 5 });
  });

  const ending = [TransactionState.PrepareCommit, TransactionState.PrepareAbort];
  test.each(ending)("in state %i, of whoever asks, the client is to wait", async (state) => {
    const fixture = await Fixture.loaded([withT({ state })], { holdsMarkers: true });
    for (const current of [null, { producerId: 99, producerEpoch: 0 }]) {
      expect(named(await fixture.init(current)).error).toBe("CONCURRENT_TRANSACTIONS");
    }
  });

  test.each([0, -1, 900_001])("a timeout of %i ms is refused", async (timeoutMs) => {
    const fixture = new Fixture();
    expect(named(await fixture.init(null, timeoutMs)).error).toBe("INVALID_TRANSACTION_TIMEOUT");
    expect(fixture.log.endOffset).toBe(0);
  });

  test("the empty transactional id is none", async () => {
    const fixture = new Fixture();
    const request = { transactionalId: "", timeoutMs: 1, current: null };
    expect(named(await fixture.transactions.initProducerId(request)).error).toBe("INVALID_REQUEST");
  });

  test("nothing is answered before it is on disk", async () => {
    const log = new MemoryRecordLog();
    log.hold();
    const fixture = new Fixture({ log });
    let answered = false;
    const answer = fixture.init().finally(() => answered = true);
    await settle();
    expect([log.endOffset, answered]).toEqual([1, false]);
    log.flush();
    expect((await answer).errorCode).toBe(0);
  });
});
