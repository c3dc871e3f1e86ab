import { describe, expect, test } from "bun:test";
import { Fixture, settle } from "./fixture.ts";

const GROUPS = 450;

async function withManyGroups(): Promise<Fixture> {
  const fixture = new Fixture({ config: { offsetsRetentionMs: 1000 } });
  for (let i = 0; i < GROUPS; i++) {
    await fixture.commit([{ offset: i }], { groupId: `group-${i}` });
  }
  await fixture.advance(1000);
  return fixture;
}

function count(fixture: Fixture): number {
  return [...fixture.groups.groups()].length;
}

describe("GroupSweep", () => {
  test("lets the loop turn between groups, and reaches all", async () => {
    const fixture = await withManyGroups();
    const sweep = fixture.groups.expireOffsets();
    await settle();
    const after = [count(fixture)];
    for (let turn = 0; turn < 2; turn++) {
      await fixture.advance(0);
      after.push(count(fixture));
    }
    await sweep;
    expect(after).toEqual([250, 50, 0]);
    expect(fixture.clock.pending).toBe(0);
  });

  test("ends when the broker closes", async () => {
    const fixture = await withManyGroups();
    const sweep = fixture.groups.expireOffsets();
    await settle();
    fixture.groups.close();
    await sweep;
    expect(fixture.clock.pending).toBe(0);
  });

  test("groups that cannot be written are left for the next time", async () => {
    const fixture = await withManyGroups();
    fixture.log().failAppends(new Error("disk full"));
    const sweep = fixture.groups.expireOffsets();
    for (let turn = 0; turn < 3; turn++) await fixture.advance(0);
    await sweep;
    expect(count(fixture)).toBe(GROUPS);
    fixture.log().failAppends(null);
    const next = fixture.groups.expireOffsets();
    for (let turn = 0; turn < 3; turn++) await fixture.advance(0);
    await next;
    expect(count(fixture)).toBe(0);
  });
});
