import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryBudget } from "../../../lib/io/memory_budget.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { GROUP_BYTES, GroupGrowth, OFFSET_BYTES } from "../../../lib/kafka/group/group_growth.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP } from "./fixture.ts";

const { NONE, COORDINATOR_NOT_AVAILABLE } = ErrorCode;

function fixtureWith(bytesMax: number) {
  const account = new MemoryBudget().open({ name: "groups", bytesMax });
  const clock = new MemoryClock();
  const logger = new MemoryLogger();
  const growth = new GroupGrowth(account, { clock, logger });
  return { account, clock, logger, fixture: new Fixture({ clock, growth }) };
}

/** A commit of one offset. */
function commit(fixture: Fixture, groupId: string, partition = 0) {
  return fixture.commit([{ offset: 1, partition }], { groupId });
}

describe("the memory of groups", () => {
  test("is counted with each group and offset, and comes back", async () => {
    const { account, fixture } = fixtureWith(Infinity);
    await fixture.commit([{ offset: 1 }, { offset: 1, partition: 1, metadata: "12345" }]);
    expect(account.bytes).toBe(GROUP_BYTES + 2 * OFFSET_BYTES + 5);
    await fixture.commit([{ offset: 2 }]);
    await fixture.commit([{ offset: 2, partition: 1, metadata: "1" }]);
    expect(account.bytes).toBe(GROUP_BYTES + 2 * OFFSET_BYTES + 1);
    await commit(fixture, "other");
    expect(account.bytes).toBe(2 * GROUP_BYTES + 3 * OFFSET_BYTES + 1);
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(NONE);
    expect(account.bytes).toBe(GROUP_BYTES + OFFSET_BYTES);
    fixture.groups.close();
    expect(account.bytes).toBe(0);
  });

  test("is known again after a restart", async () => {
    const { account, fixture } = fixtureWith(Infinity);
    await commit(fixture, "one");
    await commit(fixture, "two");
    const next = new Fixture({
      logs: fixture.logs,
      growth: new GroupGrowth(account, { clock: fixture.clock, logger: fixture.logger }),
    });
    const before = account.bytes;
    await next.groups.start(next.logs.keys());
    expect(account.bytes).toBe(2 * before);
  });

  test("at its bound takes no further group or offset, and what is there goes on", async () => {
    const { logger, fixture, clock } = fixtureWith(GROUP_BYTES + OFFSET_BYTES);
    expect(await commit(fixture, GROUP)).toEqual([NONE]);
    expect(await commit(fixture, "new")).toEqual([COORDINATOR_NOT_AVAILABLE]);
    expect(await commit(fixture, GROUP, 1)).toEqual([COORDINATOR_NOT_AVAILABLE]);
    const join = fixture.join({ groupId: "new" });
    await fixture.advance(0);
    expect((await join).errorCode).toBe(COORDINATOR_NOT_AVAILABLE);
    expect(await commit(fixture, GROUP)).toEqual([NONE]);
    expect([...fixture.groups.groups()].map(({ groupId }) => groupId)).toEqual([GROUP]);
    expect(logger.messages("WARN")).toEqual([
      "no further group or committed offset is taken: they hold 2304 bytes, 2304 are allowed. " +
      "Raise memory.budget, or let offsets expire earlier (offsets.retention.minutes)",
    ]);
    clock.advance(60_000);
    await commit(fixture, "new");
    expect(logger.messages("WARN").length).toBe(2);
    expect(await fixture.groups.deleteGroup(GROUP)).toBe(NONE);
    expect(await commit(fixture, "new")).toEqual([NONE]);
  });
});
