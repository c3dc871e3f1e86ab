import { describe, expect, test } from "bun:test";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, ID, logOf, metadata, named, settle, withT } from "./fixture.ts";

const { Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort } =
  TransactionState;
const OWNER = { producerId: 7, producerEpoch: 3 };

describe("after a crash", () => {
  const rows = [
    [Empty, "Empty", []],
    [Ongoing, "Ongoing", []],
    [PrepareCommit, "CompleteCommit", [["t-0", true], ["t-1", true]]],
    [PrepareAbort, "CompleteAbort", [["t-0", false], ["t-1", false]]],
    [CompleteCommit, "CompleteCommit", []],
    [CompleteAbort, "CompleteAbort", []],
  ] as const;

  test.each(rows)("state %i goes on as %s", async (state, after, markers) => {
    const hasPartitions = state === Ongoing || state === PrepareCommit || state === PrepareAbort;
    const left = hasPartitions ? withT({ state }) : metadata({ state });
    const fixture = await Fixture.loaded([left]);
    expect(await fixture.state()).toBe(after);
    expect(fixture.markers.map(({ place, isCommit }) => [place, isCommit])).toEqual(
      markers.map((marker) => [...marker]),
    );
    for (const marker of fixture.markers) {
      expect(marker).toMatchObject({ ...OWNER, coordinatorEpoch: 5, transactionVersion: 0 });
    }
    const answer = await fixture.init();
    expect(named(answer).error).toBe(state === Ongoing ? "CONCURRENT_TRANSACTIONS" : "NONE");
  });

  test.each([0, 1, 2, 3, 4, 5])("%i records of a life are on disk: it can go on", async (kept) => {
    const before = new Fixture();
    const producer = await before.init();
    await before.add(producer);
    await before.end(producer, { isCommit: false });
    await settle();
    await before.add(producer);
    const { states } = before;
    expect(states).toEqual(["Empty", "Ongoing", "PrepareAbort", "CompleteAbort", "Ongoing"]);

    const log = new MemoryRecordLog(before.log.records.slice(0, kept));
    const fixture = new Fixture({ log });
    fixture.nextProducerId = 200;
    await fixture.transactions.start([0]);
    await settle();
    let next = await fixture.init();
    if (next.errorCode !== 0) next = await fixture.init();
    expect(next.errorCode).toBe(0);
    expect(next.producerId).toBe(kept === 0 ? 200 : 100);
    expect(await fixture.add(next)).toBe("NONE");
    expect(named(await fixture.end(next)).error).toBe("NONE");
  });

  test("a tombstone, a record of another type and one that is broken are no hindrance", async () => {
    const log = logOf(metadata(), metadata({ transactionalId: "gone" }));
    const key = log.records[1]!.key;
    log.append([
      { key, value: null },
      { key: Uint8Array.of(0, 9, 1), value: Uint8Array.of(1) },
      { key, value: Uint8Array.of(0, 1, 2) },
    ], 0);
    const fixture = new Fixture({ log });
    await fixture.transactions.start([0]);
    expect(await fixture.state("gone")).toBe("TRANSACTIONAL_ID_NOT_FOUND");
    expect(await fixture.state()).toBe("Empty");
    expect(JSON.stringify(fixture.logger.lines)).toContain("cannot be read");
  });
});

describe("a disk that fails", () => {
  test("refusing a write leaves everything as it was", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing })]);
    fixture.log.failAppends(new Error("full"));
    expect(named(await fixture.end(OWNER)).error).toBe("NOT_COORDINATOR");
    expect(named(await fixture.init()).error).toBe("NOT_COORDINATOR");
    expect(await fixture.state()).toBe("Ongoing");
    fixture.log.failAppends(null);
    expect(named(await fixture.end(OWNER)).error).toBe("NONE");
  });

  test("on flush ends the shard: nothing is known, no timer is left, no marker written", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing })]);
    fixture.log.hold();
    const answer = fixture.end(OWNER);
    await settle();
    fixture.log.failFlush(new Error("gone"));
    expect(named(await answer).error).toBe("NOT_COORDINATOR");
    expect(fixture.markers).toEqual([]);
    expect(await fixture.state()).toBe("NOT_COORDINATOR");
    fixture.transactions.close();
    expect(fixture.clock.pending).toBe(0);
  });

  test("who waits for an end is released when the shard ends", async () => {
    const fixture = await Fixture.loaded([withT({ state: PrepareCommit })], { holdsMarkers: true });
    const added = fixture.add(OWNER);
    await settle();
    fixture.transactions.close();
    expect(await added).toBe("COORDINATOR_NOT_AVAILABLE");
    expect(fixture.clock.pending).toBe(0);
  });
});

test("only one of two that need a new producer id at the same time begins anew", async () => {
  const fixture = new Fixture();
  const answers = await Promise.all([fixture.init(), fixture.init()]);
  expect(answers.map(({ producerId, producerEpoch }) => [producerId, producerEpoch]))
    .toEqual([[100, 0], [100, 1]]);
  expect((await fixture.transactions.describe(ID)).producerEpoch).toBe(1);
});
