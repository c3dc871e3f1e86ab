import { describe, expect, test } from "bun:test";
import { Parked } from "../../../lib/kafka/group/parked.ts";
import { Turn } from "../../../lib/kafka/group/turn.ts";
import { inertEnvironment } from "./classic/group_parts.ts";
import { isSettled } from "./fixture.ts";

describe("Turn", () => {
  test("answers that are decided leave when the turn is sent", async () => {
    const turn = new Turn(inertEnvironment());
    const parked = [new Parked<number>(), new Parked<number>()];
    parked.forEach((each, i) => turn.answer(each, i));
    expect(await isSettled(parked[0]!.promise)).toBe(false);
    turn.send();
    expect(await Promise.all(parked.map(({ promise }) => promise))).toEqual([0, 1]);
  });

  test("they fail with a turn that fails", async () => {
    const turn = new Turn(inertEnvironment());
    const parked = new Parked<number>();
    turn.answer(parked, 1);
    turn.fail(new Error("disk"));
    await expect(parked.promise).rejects.toThrow("disk");
  });

  test("a request is not answered twice", () => {
    const turn = new Turn(inertEnvironment());
    const parked = new Parked<number>();
    turn.answer(parked, 1);
    expect(() => turn.answer(parked, 2)).toThrow("second time");
  });

  test("what follows from the records may still answer", async () => {
    const turn = new Turn(inertEnvironment());
    const parked = new Parked<number>();
    turn.whenApplied(() => turn.answer(parked, 7));
    turn.apply();
    turn.send();
    expect(await parked.promise).toBe(7);
  });
});
