import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, ID, metadata, named, settle, TIMEOUT_MS, withT } from "./fixture.ts";

const { Empty, Ongoing, PrepareCommit, CompleteCommit, CompleteAbort } = TransactionState;
const OWNER = { producerId: 7, producerEpoch: 3 };
const INTERVAL_MS = 10_000;
const DAY_MS = 86_400_000;

describe("a transaction that is open for too long", () => {
  test("is aborted at the next look, and its producer fenced", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing })]);
    await fixture.advance(TIMEOUT_MS);
    expect(await fixture.state()).toBe("Ongoing");
    await fixture.advance(INTERVAL_MS);
    expect(fixture.states).toEqual(["Ongoing", "PrepareAbort", "CompleteAbort"]);
    expect(fixture.markers.map((marker) => [marker.place, marker.isCommit, marker.producerEpoch]))
      .toEqual([["t-0", false, 4], ["t-1", false, 4]]);
    expect(named(await fixture.end(OWNER)).error).toBe("PRODUCER_FENCED");
    expect(await fixture.add(OWNER)).toBe("PRODUCER_FENCED");
    // KIP-360: it may ask for the epoch that fenced it.
    expect(await fixture.init(OWNER)).toMatchObject({ errorCode: 0, producerEpoch: 4 });
  });

  test("is left alone as long as partitions keep it within its timeout", async () => {
    const fixture = await Fixture.loaded([]);
    const producer = await fixture.init(null, 25_000);
    await fixture.advance(5000);
    await fixture.add(producer);
    await fixture.advance(15_000 + INTERVAL_MS - 1);
    expect(await fixture.state()).toBe("Ongoing");
    await fixture.advance(INTERVAL_MS);
    expect(await fixture.state()).toBe("CompleteAbort");
  });

  test("gets a new producer id where its epochs are used up", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing, producerEpoch: 32_766 })]);
    await fixture.advance(TIMEOUT_MS);
    await fixture.advance(INTERVAL_MS);
    expect(fixture.markers[0]).toMatchObject({ producerId: 7, producerEpoch: 32_767 });
    expect(fixture.last).toMatchObject({ producerId: 100, producerEpoch: 0 });
  });

  test("is tried again where the disk refuses it", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing })]);
    fixture.log.failAppends(new Error("full"));
    await fixture.advance(TIMEOUT_MS);
    await fixture.advance(INTERVAL_MS);
    expect(JSON.stringify(fixture.logger.lines)).toContain("not swept");
    expect(await fixture.state()).toBe("Ongoing");
    fixture.log.failAppends(null);
    await fixture.advance(INTERVAL_MS);
    expect(await fixture.state()).toBe("CompleteAbort");
  });

  test("is aborted though another one gets no producer id on a full disk", async () => {
    const exhausted = withT({ transactionalId: "a", state: Ongoing, producerEpoch: 32_766 });
    const fixture = await Fixture.loaded([exhausted, withT({ state: Ongoing })]);
    fixture.producerIdFault = new DiskFullError("full");
    await fixture.advance(TIMEOUT_MS);
    await fixture.advance(INTERVAL_MS);
    expect([await fixture.state("a"), await fixture.state()]).toEqual(["Ongoing", "CompleteAbort"]);
    expect(fixture.logger.messages("WARN")).toEqual(["transactions not swept"]);
    fixture.producerIdFault = null;
    await fixture.advance(INTERVAL_MS);
    expect(await fixture.state("a")).toBe("CompleteAbort");
  });

  test("does not wait for the flush of another one's abort", async () => {
    const left = ["a", "b", "c"].map((transactionalId) =>
      withT({ transactionalId, state: Ongoing })
    );
    const fixture = await Fixture.loaded(left);
    fixture.log.hold();
    await fixture.advance(TIMEOUT_MS + 1);
    const sweep = fixture.transactions.abortTimedOut();
    await settle();
    expect(fixture.states.slice(3)).toEqual(["PrepareAbort", "PrepareAbort", "PrepareAbort"]);
    fixture.log.release();
    await sweep;
  });

  test.each([Empty, CompleteCommit])("state %i has nothing open", async (state) => {
    const fixture = await Fixture.loaded([metadata({ state, startTimestampMs: 1 })]);
    await fixture.transactions.abortTimedOut();
    expect(fixture.log.endOffset).toBe(1);
  });
});

describe("a transactional id that nobody uses", () => {
  const config = { transactionalIdExpirationMs: 7 * DAY_MS };

  test.each([Empty, CompleteCommit, CompleteAbort])("in state %i is forgotten", async (state) => {
    const fixture = await Fixture.loaded([metadata({ state })], { config });
    fixture.clock.advance(7 * DAY_MS - 1);
    await fixture.transactions.removeExpired();
    expect(await fixture.state()).not.toBe("TRANSACTIONAL_ID_NOT_FOUND");
    fixture.clock.advance(1);
    await fixture.transactions.removeExpired();
    expect(await fixture.state()).toBe("TRANSACTIONAL_ID_NOT_FOUND");
    expect(fixture.states.at(-1)).toBe("gone");
    const next = await fixture.restarted();
    expect(await next.state()).toBe("TRANSACTIONAL_ID_NOT_FOUND");
    expect(await next.init()).toMatchObject({ producerId: 100, producerEpoch: 0 });
  });

  test.each([Ongoing, PrepareCommit])("in state %i is kept", async (state) => {
    const config = { transactionalIdExpirationMs: 1 };
    const fixture = await Fixture.loaded([withT({ state })], { config, holdsMarkers: true });
    fixture.clock.advance(5);
    await fixture.transactions.removeExpired();
    expect(fixture.states).not.toContain("gone");
  });

  test("goes with many others in few batches, once an hour", async () => {
    const left = Array.from({ length: 450 }, (_, i) => metadata({ transactionalId: `${ID}-${i}` }));
    const fixture = await Fixture.loaded(left, { config: { transactionalIdExpirationMs: 1 } });
    await fixture.advance(3_600_000);
    expect(fixture.states.filter((state) => state === "gone")).toHaveLength(450);
    expect(fixture.log.timestampsMs).toHaveLength(3);
  });
});

test("a coordinator that closes leaves no timer", async () => {
  const fixture = await Fixture.loaded([withT({ state: Ongoing })]);
  expect(fixture.clock.pending).toBe(2);
  fixture.transactions.close();
  expect(fixture.clock.pending).toBe(0);
  await fixture.transactions.abortTimedOut();
  expect(fixture.log.endOffset).toBe(1);
});
