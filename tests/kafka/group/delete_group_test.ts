import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP } from "./fixture.ts";

describe("deleteGroup", () => {
  test("an empty group goes with its offsets, and stays gone", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    const commit = { memberId: leader!.memberId, generationId: 1 };
    await fixture.commit([{ offset: 1 }, { partition: 1, offset: 2 }], commit);
    await fixture.groups.leaveGroup(GROUP, [
      { memberId: leader!.memberId, groupInstanceId: null, reason: null },
    ]);
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.NONE);
    for (const broker of [fixture, await fixture.restarted()]) {
      expect(await broker.state()).toBe("Dead");
      expect(await broker.committed()).toBe(-1);
      expect([...broker.groups.groups()]).toEqual([]);
    }
  });

  test("a group that has only offsets is deleted too", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.NONE);
    expect(await fixture.state()).toBe("Dead");
  });

  test("a group with members is not", async () => {
    const fixture = new Fixture();
    await fixture.stable({});
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.NON_EMPTY_GROUP);
    expect(await fixture.state()).toBe("Stable");
  });

  test("a group that is not there is GROUP_ID_NOT_FOUND", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
  });

  test("what transactions would commit for it goes with it", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    await fixture.commitInTransaction([{ offset: 2 }, { partition: 1, offset: 3 }]);
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.NONE);
    // Three commits; a tombstone for each partition, and the group's.
    expect(fixture.log().records).toHaveLength(6);
    expect(await fixture.stability()).toBe(ErrorCode.NONE);
    await fixture.endTransaction("commit");
    for (const broker of [fixture, await fixture.restarted()]) {
      expect(await broker.committed()).toBe(-1);
      expect([...broker.groups.groups()]).toEqual([]);
    }
  });

  test("an id given out before is unknown afterwards", async () => {
    const fixture = new Fixture();
    const { memberId } = await fixture.join({ takesMemberId: true });
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(ErrorCode.NONE);
    const again = await fixture.join({ memberId, takesMemberId: true });
    expect(again.errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    fixture.groups.close();
    expect(fixture.clock.pending).toBe(0);
  });
});
