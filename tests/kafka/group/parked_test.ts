import { describe, expect, test } from "bun:test";
import { Parked } from "../../../lib/kafka/group/parked.ts";

describe("Parked", () => {
  test("gives its answer once it is sent", async () => {
    const parked = new Parked<number>();
    expect(parked.claimed).toBe(false);
    parked.claim();
    expect(parked.claimed).toBe(true);
    parked.answer(7);
    expect(await parked.promise).toBe(7);
  });

  test("may fail after its answer was decided", async () => {
    const parked = new Parked<number>();
    parked.claim();
    parked.fail(new Error("disk"));
    await expect(parked.promise).rejects.toThrow("disk");
  });

  test.each([
    ["decided twice", (parked: Parked<number>) => parked.claim()],
    ["answered twice", (parked: Parked<number>) => parked.answer(1)],
    ["failed after the answer", (parked: Parked<number>) => parked.fail(new Error("late"))],
  ])("%s is a bug", (_name, again) => {
    const parked = new Parked<number>();
    parked.claim();
    parked.answer(0);
    expect(() => again(parked)).toThrow("second time");
  });
});
