import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, settle, withT } from "./fixture.ts";

const { Ongoing, PrepareCommit } = TransactionState;
const OWNER = { producerId: 7, producerEpoch: 3 };

describe("the ending of a transaction", () => {
  test("no marker before the decision is on disk, no completion before the markers", async () => {
    const fixture = await Fixture.loaded([withT({ state: Ongoing })], { holdsMarkers: true });
    fixture.log.hold();
    const answer = fixture.end(OWNER);
    await settle();
    expect([fixture.states, fixture.markers]).toEqual([["Ongoing", "PrepareCommit"], []]);
    fixture.log.release();
    expect((await answer).errorCode).toBe(ErrorCode.NONE);
    await settle();
    expect(fixture.markers.map(({ place }) => place)).toEqual(["t-0", "t-1"]);
    expect(fixture.states).toHaveLength(2);
    await fixture.releaseMarkers();
    expect(fixture.states.at(-1)).toBe("CompleteCommit");
    expect(fixture.last).toMatchObject({ ...OWNER, partitions: new Map() });
  });

  const retried = [
    ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ErrorCode.KAFKA_STORAGE_ERROR,
    ErrorCode.UNKNOWN_SERVER_ERROR,
    "rejection",
  ];
  test.each(retried)("a marker that fails with %s is tried again, alone", async (answer) => {
    const fixture = new Fixture();
    fixture.answers.set("t-1", typeof answer === "string" ? new Error(answer) : answer);
    await endOne(fixture);
    expect(fixture.states.at(-1)).toBe("PrepareCommit");
    expect(fixture.markers.splice(0).map(({ place }) => place)).toEqual(["t-0", "t-1"]);
    fixture.answers.clear();
    await fixture.advance(20);
    expect(fixture.markers.map(({ place }) => place)).toEqual(["t-1"]);
    expect(fixture.states.at(-1)).toBe("CompleteCommit");
  });

  test("the rests between tries grow up to five seconds", async () => {
    const fixture = new Fixture();
    fixture.answers.set("t-1", ErrorCode.KAFKA_STORAGE_ERROR);
    await endOne(fixture);
    for (const restMs of [20, 40, 80, 160, 320, 640, 1280, 2560, 5000, 5000]) {
      fixture.markers.splice(0);
      await fixture.advance(restMs - 1);
      expect(fixture.markers).toEqual([]);
      await fixture.advance(1);
      expect(fixture.markers).toHaveLength(1);
    }
  });

  const dropped = [
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode.INVALID_PRODUCER_EPOCH,
    ErrorCode.TRANSACTION_COORDINATOR_FENCED,
  ];
  test.each(dropped)("a partition that answers %i leaves the transaction", async (answer) => {
    const fixture = new Fixture();
    fixture.answers.set("t-0", answer);
    await endOne(fixture);
    expect(fixture.states.at(-1)).toBe("CompleteCommit");
  });

  test("a completion that the disk refuses is tried again, without the markers", async () => {
    const fixture = await Fixture.loaded([withT({ state: PrepareCommit })], { holdsMarkers: true });
    fixture.log.failAppends(new Error("full"));
    await fixture.releaseMarkers();
    expect(fixture.states).toEqual(["PrepareCommit"]);
    fixture.log.failAppends(null);
    await fixture.advance(20);
    expect(fixture.states.at(-1)).toBe("CompleteCommit");
    expect(fixture.markers).toHaveLength(2);
  });

  test("many partitions get their markers in groups", async () => {
    const partitions = new Map([["t", new Set(Array.from({ length: 450 }, (_, i) => i))]]);
    const left = withT({ state: PrepareCommit, partitions });
    const fixture = await Fixture.loaded([left], { holdsMarkers: true });
    expect(fixture.markers).toHaveLength(200);
    await fixture.releaseMarkers();
    expect(fixture.markers).toHaveLength(450);
    expect(fixture.states.at(-1)).toBe("CompleteCommit");
  });

  test("a coordinator that closes leaves it to the next one", async () => {
    const fixture = new Fixture();
    fixture.answers.set("t-1", ErrorCode.KAFKA_STORAGE_ERROR);
    await endOne(fixture);
    fixture.transactions.close();
    expect(fixture.clock.pending).toBe(0);
    const next = await fixture.restarted();
    expect(next.markers).toHaveLength(2);
    expect(next.states.at(-1)).toBe("CompleteCommit");
  });
});

/** Commits a transaction of two partitions. */
async function endOne(fixture: Fixture): Promise<void> {
  const producer = await fixture.init();
  await fixture.add(producer);
  await fixture.end(producer);
  await settle();
}
