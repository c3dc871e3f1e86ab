import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import { Fixture, GROUP } from "./fixture.ts";

/** A log that an implementation got wrong. */
class Wrong extends MemoryRecordLog {
  override append(): number {
    return -5;
  }
}

describe("GroupCoordinator", () => {
  test("groups live side by side", async () => {
    const fixture = new Fixture({ config: { offsetsTopicNumPartitions: 7 } });
    const groupIds = ["a", "b", "c", "한국어"];
    const joins = groupIds.map((groupId) => fixture.join({ groupId }));
    await fixture.advance(0);
    for (const join of joins) expect((await join).generationId).toBe(1);
    expect([...fixture.groups.groups()].map(({ groupId }) => groupId).sort()).toEqual(groupIds);
    expect(fixture.logs.size).toBeGreaterThan(1);
  });

  test("a group without a name may keep offsets, for the oldest clients, and no more", async () => {
    const fixture = new Fixture();
    expect(await fixture.commit([{ offset: 4 }], { groupId: "" })).toEqual([ErrorCode.NONE]);
    expect(await fixture.committed("topic", 0, "")).toBe(4);
    expect(await fixture.state("")).toBe("Empty");
    expect((await fixture.join({ groupId: "" })).errorCode).toBe(ErrorCode.INVALID_GROUP_ID);
    expect(await fixture.groups.deleteGroup("")).toBe(ErrorCode.NONE);
  });

  test("an error that nobody expected is UNKNOWN_SERVER_ERROR and logged", async () => {
    const fixture = new Fixture({ logs: new Map([[0, new Wrong()]]) });
    expect(await fixture.commit([{ offset: 1 }])).toEqual([ErrorCode.UNKNOWN_SERVER_ERROR]);
    expect(fixture.logger.messages("ERROR")).toEqual(["group operation failed"]);
  });

  test("a refusal by the disk is a warning", async () => {
    const fixture = new Fixture();
    fixture.log().failAppends(new Error("disk full"));
    await fixture.commit([{ offset: 1 }]);
    const [line] = fixture.logger.lines;
    expect(line).toMatchObject({ level: "WARN", message: "group operation refused" });
    expect(line!.fields.reason).toContain("disk full");
    expect([...fixture.groups.groups()]).toEqual([]);
    expect(await fixture.state(GROUP)).toBe("Dead");
  });
});
